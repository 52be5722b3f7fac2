using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace ServerlessOrders.Http;

/// <summary>
/// In which form the bytes of a body are text: what is not understood ends the request with 415 (RFC 9110 section 15.5.16) and says
/// what is. Compressed bodies are not unpacked, since a small one may hold a large one.
/// </summary>
internal static class BodyEncoding
{
    private const string Known = "UTF-8, UTF-16 (LE, BE), US-ASCII and ISO-8859-1";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding LittleEndian = new(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding BigEndian = new(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true);

    /// <summary>Refuses a content coding (RFC 9110 section 8.4) other than <c>identity</c>.</summary>
    internal static void RefuseCoding(StringValues contentEncoding)
    {
        var codings = contentEncoding.SelectMany(line => (line ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        if (codings.FirstOrDefault(coding => !coding.Equals("identity", StringComparison.OrdinalIgnoreCase)) is { } other)
            throw Unsupported($"The body has the Content-Encoding '{Shown(other)}': send it as it is, without compression.");
    }

    /// <summary>Refuses a part of a form that is written in base64 or the like, which RFC 7578 section 4.7 has given up.</summary>
    internal static void RefuseTransferEncoding(StringValues transferEncoding)
    {
        var name = transferEncoding.ToString().Trim();
        if (name.ToLowerInvariant() is not ("" or "7bit" or "8bit" or "binary"))
            throw Unsupported($"The part has the Content-Transfer-Encoding '{Shown(name)}': send it as it is.");
    }

    /// <summary>The encoding of a text and the length of its byte order mark.</summary>
    /// <param name="start">The first bytes, at least four of them if there are as many.</param>
    /// <param name="contentType">What the sender says of it, if anything. A byte order mark counts for more.</param>
    internal static (Encoding Encoding, int Mark) Of(ReadOnlySpan<byte> start, string? contentType)
    {
        if (start.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b])) throw Unsupported("The body is compressed with gzip: send it as it is.");
        foreach (var marked in new Encoding[] { Encoding.UTF8, LittleEndian, BigEndian })
            if (start.StartsWith(marked.Preamble)) return (marked is UTF8Encoding ? Utf8 : marked, marked.Preamble.Length);

        var charset = Charset(contentType);
        return charset.ToLowerInvariant() switch
        {
            "" or "utf-8" or "utf8" => (Utf8, 0),
            "utf-16le" => (LittleEndian, 0),
            "utf-16be" => (BigEndian, 0),
            // Without a mark the place of the zero in the first character tells, which is ASCII in JSON and in any list of ids.
            "utf-16" => (start.Length > 0 && start[0] == 0 ? BigEndian : LittleEndian, 0),
            "us-ascii" or "ascii" => (Strict(Encoding.ASCII), 0),
            "iso-8859-1" or "latin1" => (Encoding.Latin1, 0),
            _ => throw Unsupported($"The charset '{Shown(charset)}' of the Content-Type is not understood: use {Known}."),
        };
    }

    private static string Charset(string? contentType) => MediaTypeHeaderValue.TryParse(contentType, out var type)
        ? HeaderUtilities.RemoveQuotes(type.Charset).ToString().Trim()
        : "";

    private static Encoding Strict(Encoding encoding)
    {
        var strict = (Encoding)encoding.Clone();
        strict.DecoderFallback = DecoderFallback.ExceptionFallback;
        return strict;
    }

    private static string Shown(string name) => name.Length <= 40 ? name : name[..40] + "...";

    private static ApiException Unsupported(string message) =>
        new(new ApiError(StatusCodes.Status415UnsupportedMediaType, message));
}
