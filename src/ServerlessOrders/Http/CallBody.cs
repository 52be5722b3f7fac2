using System.Text;
using System.Text.Json;

namespace ServerlessOrders.Http;

/// <summary>Reads a JSON body by the rules of <see cref="ApiJson"/>.</summary>
public static class CallBody
{
    /// <summary>The most bytes of a body: 1 MiB.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>
    /// The body, which must be there: 400 where it is empty, is not JSON or has a field of the wrong type (the message names it),
    /// 413 where it is larger than <paramref name="maxBytes"/>, 415 where it is compressed or of a charset that is not known. The
    /// content type does not matter, but its charset does, and a byte order mark more.
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
            if (!JsonUnicode.IsValid(json.Span)) throw ApiException.BadRequest("The body has a text that is not valid Unicode: half a surrogate pair, such as \\ud800 alone.");
            JsonNullItems.Refuse(json.Span);
            return JsonSerializer.Deserialize<T>(json.Span, ApiJson.Options);
        }
        catch (JsonException e)
        {
            throw ApiException.BadRequest(JsonProblem.Explain(e, typeof(T)));
        }
    }

    /// <summary>The bytes of the body, which can be read again after that; 413 where it is larger than <see cref="MaxBytes"/>.</summary>
    public static async Task<ReadOnlyMemory<byte>> KeepBodyAsync(this ApiCall call)
    {
        var buffer = new MemoryStream();
        await using (var limited = new LimitedBody(call.Http.Request, MaxBytes)) await limited.CopyToAsync(buffer, call.Aborted);
        buffer.Position = 0;
        call.Http.Request.Body = buffer;
        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadUtf8Async(ApiCall call, int maxBytes)
    {
        var request = call.Http.Request;
        BodyEncoding.RefuseCoding(request.Headers.ContentEncoding);
        await using var limited = new LimitedBody(request, maxBytes);
        using var buffer = new MemoryStream();
        await limited.CopyToAsync(buffer, call.Aborted);
        var bytes = buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
        var (encoding, mark) = BodyEncoding.Of(bytes.Span, request.ContentType);
        bytes = bytes[mark..];
        try
        {
            if (encoding is not UTF8Encoding) return Encoding.UTF8.GetBytes(encoding.GetString(bytes.Span));
            encoding.GetCharCount(bytes.Span);
            return bytes;
        }
        catch (DecoderFallbackException)
        {
            throw ApiException.BadRequest("The body is not text in the charset that its Content-Type names (UTF-8 if it names none).");
        }
    }
}
