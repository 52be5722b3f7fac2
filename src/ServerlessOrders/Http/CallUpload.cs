using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace ServerlessOrders.Http;

/// <summary>Reads an uploaded list.</summary>
internal static class CallUpload
{
    /// <summary>The most bytes of an upload: 10 MiB.</summary>
    public const int MaxBytes = 10 * 1024 * 1024;

    /// <summary>
    /// Reads the part <c>file</c> of a <c>multipart/form-data</c> body line by line as it arrives, without line ends (LF, CRLF or
    /// CR) and without a byte order mark; UTF-8 if neither a byte order mark nor the part's Content-Type says otherwise. 400 if
    /// the body is no such form, has no such part or is no text, 413 past <see cref="MaxBytes"/>, 415 if form or part is compressed
    /// or of a charset that is not known.
    /// </summary>
    public static async IAsyncEnumerable<string> ReadFileLinesAsync(
        this ApiCall call, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        BodyEncoding.RefuseCoding(call.Http.Request.Headers.ContentEncoding);
        var form = new MultipartReader(Boundary(call), new LimitedBody(call.Http.Request, MaxBytes));
        var file = await FindFileAsync(form, cancellationToken)
            ?? throw ApiException.BadRequest("The form has no part named 'file': send the list of product ids as a file of that name.");
        using var lines = await OpenAsync(file, cancellationToken);
        while (await WellFormedAsync(() => lines.ReadLineAsync(cancellationToken).AsTask()) is { } line) yield return line;
    }

    private static string Boundary(ApiCall call) =>
        MediaTypeHeaderValue.TryParse(call.Http.Request.ContentType, out var type)
        && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
        && HeaderUtilities.RemoveQuotes(type.Boundary) is { Length: > 0 and <= 70 } boundary
            ? boundary.ToString()
            : throw ApiException.BadRequest("The body must be a form of Content-Type multipart/form-data with a boundary.");

    private static async Task<MultipartSection?> FindFileAsync(MultipartReader form, CancellationToken cancellationToken)
    {
        while (await WellFormedAsync(() => form.ReadNextSectionAsync(cancellationToken)) is { } section)
        {
            if (ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)
                && HeaderUtilities.RemoveQuotes(disposition.Name).Equals("file", StringComparison.Ordinal))
                return section;
        }

        return null;
    }

    private static async Task<StreamReader> OpenAsync(MultipartSection file, CancellationToken cancellationToken)
    {
        BodyEncoding.RefuseCoding(file.Headers?.GetValueOrDefault(HeaderNames.ContentEncoding) ?? default);
        BodyEncoding.RefuseTransferEncoding(file.Headers?.GetValueOrDefault("Content-Transfer-Encoding") ?? default);
        var content = new BufferedReadStream(file.Body, 4096);
        await WellFormedAsync(() => content.EnsureBufferedAsync(4, cancellationToken));
        var (encoding, mark) = BodyEncoding.Of(content.BufferedData, file.ContentType);
        await content.ReadExactlyAsync(new byte[mark], cancellationToken);
        return new StreamReader(content, encoding, detectEncodingFromByteOrderMarks: false);
    }

    /// <summary>The reader's complaints about the form as an answer; those of the connection pass through.</summary>
    private static async Task<T> WellFormedAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (DecoderFallbackException)
        {
            throw ApiException.BadRequest("The file is not text in the charset that its Content-Type names (UTF-8 if it names none).");
        }
        catch (Exception e) when (e is InvalidDataException || e.GetType() == typeof(IOException))
        {
            throw ApiException.BadRequest("The form is not well-formed multipart/form-data (RFC 7578), or it ends too early.");
        }
    }
}
