using System.Text.Json;

namespace ServerlessOrders.Http;

/// <summary>
/// Tells whether the texts of a JSON document are Unicode. An escape may name half a surrogate pair (RFC 8259 section 8.2): a reader of such
/// a text throws something else than for what is no JSON, and only once somebody reads it.
/// </summary>
internal static class JsonUnicode
{
    /// <summary>True if each text and each name can be read.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static bool IsValid(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("\\u"u8) < 0) return true;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped && !CanBeRead(reader)) return false;
        }

        return true;
    }

    private static bool CanBeRead(Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
