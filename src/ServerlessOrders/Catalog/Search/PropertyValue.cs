using System.Text.Json;

namespace ServerlessOrders.Catalog.Search;

/// <summary>
/// The value of an item's property, read once for all the conditions that look at it. Its own type decides how it is compared;
/// a text that is a date or an instant is a time.
/// </summary>
internal sealed class PropertyValue
{
    private ExactNumber? _number;
    private bool _isNumberRead;

    private PropertyValue(ValueKind kind, string text, Period time = default, IReadOnlyList<PropertyValue>? elements = null)
    {
        Kind = kind;
        Text = text;
        Time = time;
        Elements = elements ?? [];
    }

    /// <summary>What it is.</summary>
    public ValueKind Kind { get; }

    /// <summary>The text; of a number or boolean as JSON writes it; of a list or object empty.</summary>
    public string Text { get; }

    /// <summary>The time, if it is one.</summary>
    public Period Time { get; }

    /// <summary>The elements of a list.</summary>
    public IReadOnlyList<PropertyValue> Elements { get; }

    /// <summary>The number that the text is, if it is one.</summary>
    public ExactNumber? Number
    {
        get
        {
            if (!_isNumberRead) _number = ExactNumber.TryParse(Text);
            _isNumberRead = true;
            return _number;
        }
    }

    /// <summary>Reads a value; null for JSON's null.</summary>
    public static PropertyValue? Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => OfText(value.GetString()!),
        JsonValueKind.Number => new PropertyValue(ValueKind.Number, value.GetRawText()),
        JsonValueKind.True => new PropertyValue(ValueKind.Boolean, "true"),
        JsonValueKind.False => new PropertyValue(ValueKind.Boolean, "false"),
        JsonValueKind.Array => new PropertyValue(
            ValueKind.List, "", elements: [.. value.EnumerateArray().Select(Of).OfType<PropertyValue>()]),
        JsonValueKind.Object => new PropertyValue(ValueKind.Object, ""),
        _ => null,
    };

    /// <summary>The time in which a product was made, if its document says so without a property.</summary>
    public static PropertyValue Of(Period time) => new(ValueKind.Time, "", time);

    private static PropertyValue OfText(string text) => Period.TryParse(text, out var time)
        ? new PropertyValue(ValueKind.Time, text, time)
        : new PropertyValue(ValueKind.Text, text);
}

/// <summary>The types of properties that are compared in different ways.</summary>
internal enum ValueKind
{
    Text,

    /// <summary>A text that is a date or an instant.</summary>
    Time,

    Number,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>Several values, of which one is enough.</summary>
    List,

    /// <summary>Named members; only they can be compared.</summary>
    Object,
}
