namespace ServerlessOrders.Catalog.Search;

/// <summary>A condition on the value of a field. Of a list, one element that meets it is enough.</summary>
internal abstract class ValueTest
{
    private const int CharactersPerTest = 256;

    /// <summary>How many conditions it counts as.</summary>
    public virtual int Conditions => 1;

    /// <summary>The values that the user compares with.</summary>
    public virtual IEnumerable<Literal> Literals => [];

    /// <summary>Why no value can ever meet the condition, for the user; null if one can.</summary>
    public virtual string? Contradiction => null;

    /// <summary>What a text costs more than a short one, in tests of a condition.</summary>
    public virtual int Surcharge(string text) => text.Length / CharactersPerTest;

    /// <summary>Tells whether an id meets the condition.</summary>
    public abstract bool MatchesText(string text);

    /// <summary>Tells whether a value meets the condition; null if the two cannot be compared, as they are of different types.</summary>
    public bool? Matches(PropertyValue value)
    {
        if (value.Kind != ValueKind.List) return MatchesOne(value);
        bool? any = value.Elements.Count == 0 ? false : null;
        foreach (var element in value.Elements)
        {
            var one = Matches(element);
            if (one == true) return true;
            any ??= one;
        }

        return any;
    }

    /// <summary>As <see cref="Matches"/>, of a value that is no list.</summary>
    protected abstract bool? MatchesOne(PropertyValue value);
}

/// <summary>The value is there.</summary>
internal sealed class ExistsTest : ValueTest
{
    public override bool MatchesText(string text) => true;

    protected override bool? MatchesOne(PropertyValue value) => true;
}

/// <summary>The value, as it is written, matches a pattern.</summary>
internal sealed class WildcardTest(Wildcard pattern) : ValueTest
{
    private const int CharactersPerTest = 8;

    public override int Conditions => pattern.Words;

    public override int Surcharge(string text) =>
        pattern.NeedsALook(text) ? pattern.Words * text.Length / CharactersPerTest : 1 + base.Surcharge(text);

    public override bool MatchesText(string text) => pattern.Matches(text);

    protected override bool? MatchesOne(PropertyValue value) =>
        value.Kind == ValueKind.Object ? null : pattern.Matches(value.Text);
}

/// <summary>
/// The value is the one asked for: numbers as numbers, times as instants (of a date, month or year: any time in it), texts
/// letter by letter; as in REGARDS, a text asked for without quotes may also be part of the value.
/// </summary>
internal sealed class EqualsTest(Literal wanted, bool whole) : ValueTest
{
    public override IEnumerable<Literal> Literals => [wanted];

    public override bool MatchesText(string text) =>
        whole ? text == wanted.Text : text.Contains(wanted.Text, StringComparison.Ordinal);

    protected override bool? MatchesOne(PropertyValue value) => value.Kind switch
    {
        ValueKind.Text => MatchesText(value.Text),
        ValueKind.Number => wanted.Number is { } number ? value.Number?.CompareTo(number) == 0 : null,
        ValueKind.Time => wanted.Time is { } time ? value.Time.Start <= time.End && value.Time.End >= time.Start : null,
        ValueKind.Boolean => bool.TryParse(wanted.Text, out _)
            ? value.Text.Equals(wanted.Text, StringComparison.OrdinalIgnoreCase)
            : null,
        _ => null,
    };
}
