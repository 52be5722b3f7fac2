using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace ServerlessOrders.Http;

/// <summary>The headers that every response carries (contract, section 1).</summary>
internal static class ApiHeaders
{
    /// <summary>
    /// What a script of another origin may read besides what every script may (Fetch standard, "CORS-safelisted response-header name"):
    /// every header that some answer tells its client something by.
    /// </summary>
    internal const string Exposed =
        "Content-Disposition, Content-Length, Content-Location, Content-Range, Accept-Ranges, Accept-Encoding, Allow, ETag, Repr-Digest, Digest, "
        + "Retry-After, X-regards-retry, Location, Link, Sunset, Preference-Applied, Idempotency-Replayed, WWW-Authenticate, correlation-id";

    private static readonly string[] NoCache = [HeaderNames.CacheControl, HeaderNames.Pragma, HeaderNames.Expires];

    /// <summary>Sets them all, for a response that is no download.</summary>
    internal static void Apply(IHeaderDictionary headers)
    {
        headers[HeaderNames.XContentTypeOptions] = "nosniff";
        headers[HeaderNames.XFrameOptions] = "DENY";
        headers[HeaderNames.XXSSProtection] = "1; mode=block";
        headers[HeaderNames.CacheControl] = "no-cache, no-store, max-age=0, must-revalidate";
        headers[HeaderNames.Pragma] = "no-cache";
        headers[HeaderNames.Expires] = "0";
        headers[HeaderNames.AccessControlAllowOrigin] = "*";
        headers[HeaderNames.AccessControlAllowMethods] = "POST, PUT, GET, OPTIONS, DELETE";
        headers[HeaderNames.AccessControlAllowHeaders] =
            "authorization, content-type, scope, range, if-range, if-match, if-none-match, idempotency-key, prefer";
        headers[HeaderNames.AccessControlMaxAge] = "3600";
        headers[HeaderNames.AccessControlExposeHeaders] = Exposed;
    }

    /// <summary>Makes the response a download: its client may keep it, nobody between may; offered under a file name.</summary>
    internal static void Download(IHeaderDictionary headers, string fileName)
    {
        foreach (var name in NoCache) headers.Remove(name);
        headers[HeaderNames.CacheControl] = "private";
        headers[HeaderNames.ContentDisposition] = ContentDisposition.Attachment(fileName);
    }
}
