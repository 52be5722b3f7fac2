using System.Globalization;
using System.Net;
using ServerlessOrders.Outbound;

namespace ServerlessOrders.Downloads;

/// <summary>What a host sends of a file: the whole of it, or some bytes.</summary>
/// <param name="Response">The answer, its body unread.</param>
/// <param name="IsRange">True if the host sends ranges: any other byte can be asked for too.</param>
/// <param name="From">The first byte that is sent.</param>
/// <param name="End">The byte behind the last one; null if the end of the body tells it.</param>
/// <param name="Total">The bytes of the whole file; null if the host does not say.</param>
internal sealed record ExternalPart(HttpResponseMessage Response, bool IsRange, long From, long? End, long? Total) : IDisposable
{
    /// <summary>The host's name for this version, quotes included (and <c>W/</c> if it is a weak one).</summary>
    internal string? ETag => Response.Headers.ETag?.ToString();

    /// <summary>When this version was made, as the host says.</summary>
    internal DateTimeOffset? LastModified => Response.Content.Headers.LastModified;

    /// <summary>Judges the answer of a host to a request for bytes of a file.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="asked">The bytes that were asked for; null if no range was.</param>
    /// <returns>The part; null if the host does not understand ranges and may answer to a request without one.</returns>
    /// <exception cref="ExternalFileException">The answer holds no file.</exception>
    internal static ExternalPart? Read(HttpResponseMessage response, ByteSpan? asked)
    {
        var content = response.Content.Headers;
        // RFC 9112 section 6.3: with chunks, a Content-Length says nothing.
        var length = response.Headers.TransferEncodingChunked == true ? null : content.ContentLength;
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                return new ExternalPart(response, IsRange: false, 0, length, length);
            case HttpStatusCode.RequestedRangeNotSatisfiable when asked is not null:
                return null;
            case HttpStatusCode.PartialContent when asked is { } span:
                return content.ContentRange is { Unit: "bytes", From: { } from, To: { } to, Length: { } total }
                    && from == span.From && to < total && (length is null || length == to - from + 1)
                    ? new ExternalPart(response, IsRange: true, from, to + 1, total)
                    : null;
            default:
                throw new ExternalFileException(Reason(response.StatusCode));
        }
    }

    /// <summary>Why the part cannot be one of this file; null if it can.</summary>
    internal string? Refusal(ExternalFile file, long maxBytes)
    {
        var content = Response.Content.Headers;
        var invariant = CultureInfo.InvariantCulture;
        // First what explains a wrong size.
        if (content.ContentType?.MediaType is { } type && ExternalFile.PageTypes.Contains(type, StringComparer.OrdinalIgnoreCase) && !file.MayBePage)
            return $"Its host sent a web page ({type}) instead of the file";
        // The stored bytes, as a host of .gz files may call them; or else bytes that are not the file's.
        if (content.ContentEncoding.Any(encoding => encoding != "identity") && (Total is null || Total != file.Size))
            return $"Its host sent the file encoded ({string.Join(", ", content.ContentEncoding)})";
        if (Total is { } total && file.Size is { } size && total != size)
            return string.Create(invariant, $"The file has {total} bytes at its host, the catalog says {size}");
        if ((Total ?? file.Size) > maxBytes)
            return string.Create(invariant, $"The file has {Total ?? file.Size} bytes, more than Orders:ExternalMaxBytes allows ({maxBytes})");
        // Such a body ends where the connection does: a broken one could not be told from a whole one.
        return Total is null && file.Size is null && Response.Headers.TransferEncodingChunked != true
            ? "Its host does not say where the file ends, nor does the catalog"
            : null;
    }

    /// <summary>True for a part of the same version of a file.</summary>
    internal bool IsOfSameFile(ExternalPart other) =>
        Total == other.Total && ETag == other.ETag && LastModified == other.LastModified;

    /// <inheritdoc/>
    public void Dispose() => Response.Dispose();

    private static string Reason(HttpStatusCode status) => (int)status switch
    {
        404 or 410 => $"The file does not exist at its host ({(int)status})",
        401 or 403 or 407 => $"Its host does not give the file to everyone ({(int)status})",
        429 or >= 500 => $"Its host cannot give the file now ({(int)status})",
        _ => $"Its host answered {(int)status} instead of the file",
    };
}
