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

    /// <summary>The member <c>stac_extensions</c>: what the document names, and what was added to it.</summary>
    public static void WriteExtensions(this Utf8JsonWriter writer, JsonElement? named, IEnumerable<string> added)
    {
        writer.WriteStartArray("stac_extensions");
        var there = named is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().ToList() : [];
        foreach (var extension in there) writer.Write(extension);
        foreach (var extension in added)
            if (!there.Any(t => t.ValueKind == JsonValueKind.String && t.ValueEquals(extension))) writer.WriteStringValue(extension);
        writer.WriteEndArray();
    }
}
