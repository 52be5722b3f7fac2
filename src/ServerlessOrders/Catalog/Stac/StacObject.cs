using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using ServerlessOrders.Http;

namespace ServerlessOrders.Catalog.Stac;

/// <summary>A JSON object of a STAC document that knows what to call itself in errors.</summary>
/// <param name="subject">Document, item and asset, as errors name them.</param>
/// <param name="members">The members by name; of equal names the last.</param>
internal sealed class StacObject(ImportNote subject, IReadOnlyDictionary<string, JsonElement> members)
{
    /// <summary>What errors name.</summary>
    public ImportNote Subject { get; } = subject;

    /// <summary>Takes an object apart.</summary>
    /// <exception cref="ImportException">The value is no object, or a name in it is not valid Unicode.</exception>
    public static StacObject Of(ImportNote subject, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object) throw new ImportException(subject with { Reason = "must be a JSON object" });
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        try
        {
            foreach (var member in value.EnumerateObject()) members[member.Name] = member.Value;
        }
        catch (InvalidOperationException fault)
        {
            throw new ImportException(subject with { Reason = "the name of a member is not valid Unicode" }, fault);
        }

        return new StacObject(subject, members);
    }

    /// <summary>The same object under another name in errors.</summary>
    public StacObject Named(ImportNote newSubject) => new(newSubject, members);

    /// <summary>The object to the letter as the document has it, but for what stands between its members.</summary>
    /// <exception cref="ImportException">A text in it is not valid Unicode: nobody could read it again.</exception>
    public StacText ToText()
    {
        var text = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(text, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in members)
            {
                var raw = JsonMarshal.GetRawUtf8Value(value);
                if (!JsonUnicode.IsValid(raw)) throw new ImportException(Subject with { Reason = $"a text in '{name}' is not valid Unicode" });
                writer.WritePropertyName(name);
                writer.WriteRawValue(raw, skipInputValidation: true);
            }

            writer.WriteEndObject();
        }

        return StacText.Of(text.WrittenSpan);
    }

    /// <summary>A fault of one member.</summary>
    public ImportException Wrong(string member, string what) => new(Subject with { Reason = $"'{member}' {what}" });

    /// <summary>True if the member is there, whatever its value.</summary>
    public bool Has(string member) => members.ContainsKey(member);

    /// <summary>A member, or null if it is missing or null.</summary>
    public JsonElement? Find(string member) =>
        members.TryGetValue(member, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A text, or null if the member is missing or null.</summary>
    public string? FindText(string member)
    {
        if (Find(member) is not { } value) return null;
        return value.ValueKind == JsonValueKind.String ? Unicode(value, member) : throw Wrong(member, "must be a text");
    }

    /// <summary>The text of a JSON string that belongs to a member.</summary>
    /// <exception cref="ImportException">It is not valid Unicode: half a surrogate pair.</exception>
    public string Unicode(JsonElement text, string member)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException fault)
        {
            throw new ImportException(Subject with { Reason = $"'{member}' is not valid Unicode" }, fault);
        }
    }

    /// <summary>A text that must be there and not blank.</summary>
    public string Text(string member) =>
        FindText(member) is not { } text ? throw Wrong(member, "is missing")
        : string.IsNullOrWhiteSpace(text) ? throw Wrong(member, "is empty")
        : text;

    /// <summary>An object, or null if the member is missing or null.</summary>
    public JsonElement? FindObject(string member) => Find(member) is not { } value ? null
        : value.ValueKind == JsonValueKind.Object ? value
        : throw Wrong(member, "must be an object");

    /// <summary>A number of bytes, or null if the member is missing or null; <c>10.0</c> and <c>1e3</c> are whole numbers too.</summary>
    public long? FindSize(string member)
    {
        if (Find(member) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Number)
        {
            if (value.TryGetInt64(out var size) && size >= 0) return size;
            if (value.TryGetDecimal(out var number) && number is >= 0 and <= long.MaxValue && decimal.Truncate(number) == number) return (long)number;
        }

        throw Wrong(member, "must be a whole number of bytes, 0 or more");
    }
}
