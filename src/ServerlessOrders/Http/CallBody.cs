using System.Text;
using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace ServerlessOrders.Http;

/// <summary>Reads a JSON body by the rules of <see cref="ApiJson"/>.</summary>
public static class CallBody
{
    /// <summary>The most bytes of a body: 1 MiB.</summary>
    public const int MaxBytes = 1024 * 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// The body, which must be there: 400 where it is empty, is not JSON or has a field of the wrong type (the message names it),
    /// 413 where it is larger than <paramref name="maxBytes"/>. The content type does not matter, but its charset does.
    /// </summary>
    public static async Task<T> ReadJsonAsync<T>(this ApiCall call, int maxBytes = MaxBytes) where T : class =>
        await call.ReadJsonOrNullAsync<T>(maxBytes)
            ?? throw ApiException.BadRequest("The body is missing: it must be a JSON object.");

    /// <summary>The same, but null where there is no body, only white space, or the JSON <c>null</c>.</summary>
    public static async Task<T?> ReadJsonOrNullAsync<T>(this ApiCall call, int maxBytes = MaxBytes) where T : class
    {
        var json = await ReadUtf8Async(call, maxBytes);
        if (json.Span.Trim(" \t\r\n"u8).IsEmpty) return null;
        try
        {
            JsonNullItems.Refuse(json.Span);
            return JsonSerializer.Deserialize<T>(json.Span, ApiJson.Options);
        }
        catch (JsonException e)
        {
            throw ApiException.BadRequest(JsonProblem.Explain(e, typeof(T)));
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadUtf8Async(ApiCall call, int maxBytes)
    {
        await using var limited = new LimitedBody(call.Http.Request, maxBytes);
        using var buffer = new MemoryStream();
        await limited.CopyToAsync(buffer, call.Aborted);
        var bytes = buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
        try
        {
            var charset = Charset(call);
            if (charset is not UTF8Encoding) return StrictUtf8.GetBytes(charset.GetString(bytes.Span));
            StrictUtf8.GetCharCount(bytes.Span);
            return bytes.Span.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
        }
        catch (ArgumentException)
        {
            throw ApiException.BadRequest("The body is not text in the charset that its Content-Type names (UTF-8 where it names none).");
        }
    }

    private static Encoding Charset(ApiCall call)
    {
        if (!MediaTypeHeaderValue.TryParse(call.Http.Request.ContentType, out var type) || type.Charset.Length == 0)
            return StrictUtf8;
        var name = HeaderUtilities.RemoveQuotes(type.Charset).ToString();
        // Throws ArgumentException for names that are none and, by the fallback, for bytes that are no text.
        return name.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            ? StrictUtf8
            : Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
    }
}
