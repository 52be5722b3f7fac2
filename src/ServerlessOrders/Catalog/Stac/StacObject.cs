using System.Text.Json;
using ServerlessOrders.Catalog.Import;

namespace ServerlessOrders.Catalog.Stac;

/// <summary>A JSON object of a STAC document that knows what to call itself in errors.</summary>
/// <param name="label">Document and item, such as <c>items.json: item 'S2A_1'</c>.</param>
/// <param name="members">The members by name; of equal names the last.</param>
internal sealed class StacObject(string label, IReadOnlyDictionary<string, JsonElement> members)
{
    /// <summary>The name in errors.</summary>
    public string Label { get; } = label;

    /// <summary>Takes an object apart.</summary>
    /// <exception cref="ImportException">The value is no object, or a name in it is not valid Unicode.</exception>
    public static StacObject Of(string label, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object) throw new ImportException($"{label}: must be a JSON object.");
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        try
        {
            foreach (var member in value.EnumerateObject()) members[member.Name] = member.Value;
        }
        catch (InvalidOperationException fault)
        {
            throw new ImportException($"{label}: the name of a member is not valid Unicode.", fault);
        }

        return new StacObject(label, members);
    }

    /// <summary>The same object under another name in errors.</summary>
    public StacObject Named(string newLabel) => new(newLabel, members);

    /// <summary>A fault of one member.</summary>
    public ImportException Wrong(string member, string what) => new($"{Label}: '{member}' {what}.");

    /// <summary>A member, or null where it is missing or null.</summary>
    public JsonElement? Find(string member) =>
        members.TryGetValue(member, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A text, or null where the member is missing or null.</summary>
    public string? FindText(string member)
    {
        if (Find(member) is not { } value) return null;
        if (value.ValueKind != JsonValueKind.String) throw Wrong(member, "must be a text");
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException fault)
        {
            throw new ImportException($"{Label}: '{member}' is not valid Unicode.", fault);
        }
    }

    /// <summary>A text that must be there and not blank.</summary>
    public string Text(string member) =>
        FindText(member) is not { } text ? throw Wrong(member, "is missing")
        : string.IsNullOrWhiteSpace(text) ? throw Wrong(member, "is empty")
        : text;

    /// <summary>An object, or null where the member is missing or null.</summary>
    public JsonElement? FindObject(string member) => Find(member) is not { } value ? null
        : value.ValueKind == JsonValueKind.Object ? value
        : throw Wrong(member, "must be an object");

    /// <summary>A number of bytes, or null where the member is missing or null.</summary>
    public long? FindSize(string member) => Find(member) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var size) && size >= 0 ? size
        : throw Wrong(member, "must be a whole number of bytes, 0 or more");
}
