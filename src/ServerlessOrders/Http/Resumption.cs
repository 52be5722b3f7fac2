using Microsoft.AspNetCore.Http;

namespace ServerlessOrders.Http;

/// <summary>
/// A request that goes on with a download where it stopped (RFC 9110 section 14.2): one range that does not begin at byte 0, and the version
/// that it is a part of. Whoever knows the version has begun the download, since nothing else tells it.
/// </summary>
internal static class Resumption
{
    /// <summary>
    /// The strong ETag that the request goes on with, quotes included: of If-Range, as Chromium and Safari send it, else the only one of
    /// If-Match, as Firefox does; null for any other request.
    /// </summary>
    public static string? VersionOf(HttpRequest request)
    {
        var headers = request.GetTypedHeaders();
        if (!HttpMethods.IsGet(request.Method) || headers.Range is not { Ranges.Count: 1 } range || range.Ranges.First().From is null or 0
            || !range.Unit.Equals("bytes", StringComparison.OrdinalIgnoreCase)) return null;
        var tag = headers.IfRange is { } condition ? condition.EntityTag : headers.IfMatch is [var only] ? only : null;
        return tag is { IsWeak: false } && tag.Tag != "*" ? tag.Tag.ToString() : null;
    }

    /// <summary>401 for a link that has run out, with which nothing was begun that the request goes on with.</summary>
    public static ApiError LinkExpired(HttpContext http) => ApiError.Unauthenticated(
        http,
        ApiError.InvalidToken,
        "This link has run out: a download must be begun with it within minutes. Ask for another one. What was begun goes on as long as the "
        + "order is there, by requests with Range and, as If-Range, the ETag of the first answer.");
}
