using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ServerlessOrders.Catalog.StacApi;

/// <summary>Writes JSON that was read elsewhere to the letter: numbers and texts stay as they were written.</summary>
internal static class RawJson
{
    /// <summary>How documents are written; safe, as for the rest of the API: the type is JSON and nosniff forbids to read it as anything else.</summary>
    public static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A value.</summary>
    public static void Write(this Utf8JsonWriter writer, JsonElement value) =>
        writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);

    /// <summary>A member.</summary>
    public static void Write(this Utf8JsonWriter writer, JsonProperty member)
    {
        writer.WritePropertyName(member.Name);
        writer.Write(member.Value);
    }

    /// <summary>A link.</summary>
    public static void WriteLink(this Utf8JsonWriter writer, string rel, string href, string type, string? title = null)
    {
        writer.WriteStartObject();
        writer.WriteString("rel", rel);
        writer.WriteString("href", href);
        writer.WriteString("type", type);
        if (title is not null) writer.WriteString("title", title);
        writer.WriteEndObject();
    }

    /// <summary>Links of ours, and behind them those that the document has.</summary>
    public static void WriteOwnLinks(this Utf8JsonWriter writer, JsonElement? document)
    {
        if (document is not { } found || !found.TryGetProperty("links", out var links) || links.ValueKind != JsonValueKind.Array) return;
        foreach (var link in links.EnumerateArray()) writer.Write(link);
    }

    /// <summary>
    /// The member <c>stac_extensions</c>: what the document names, and what was added to it. An extension that it names in another
    /// version stays that version: schemas of two versions can contradict each other.
    /// </summary>
    public static void WriteExtensions(this Utf8JsonWriter writer, JsonElement? named, IEnumerable<string> added)
    {
        writer.WriteStartArray("stac_extensions");
        var there = named is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().ToList() : [];
        foreach (var extension in there) writer.Write(extension);
        foreach (var extension in added)
            if (!there.Any(t => IsSame(t, extension))) writer.WriteStringValue(extension);
        writer.WriteEndArray();
    }

    /// <summary>True if a document's <c>stac_extensions</c> have an extension in a version other than the one given.</summary>
    public static bool NamesOtherVersion(JsonElement extensions, string extension) => extensions.ValueKind == JsonValueKind.Array
        && extensions.EnumerateArray().Any(named => IsSame(named, extension) && !named.ValueEquals(extension));

    // The address of a schema is that of the extension, its version, and the file's name.
    private static bool IsSame(JsonElement named, string extension) => named.ValueKind == JsonValueKind.String
        && named.GetString()!.StartsWith(extension[..(extension.LastIndexOf("/v", StringComparison.Ordinal) + 2)], StringComparison.Ordinal);
}
