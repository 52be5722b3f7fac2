using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace ServerlessOrders.Http;

/// <summary>What ASP.NET Core's range processing leaves open of RFC 9110.</summary>
internal static class RangeConditions
{
    /// <summary>
    /// Drops the range of a request if it counts for no content whatever, so that the whole content is meant: with any method but GET
    /// (section 14.2), one of another unit than bytes (the same; the framework takes any unit for bytes), and one whose If-Range can
    /// never be true: it is weak, or cannot be read, as after its quotes were lost (section 13.1.5; the framework then sends the range).
    /// Drops the conditions on dates, too, if there is one on entity tags, which the framework would weigh alike (sections 13.1.3 and
    /// 13.1.4): a file that changed twice in a second is told by its tag only.
    /// </summary>
    internal static void DropIfVoid(HttpRequest request)
    {
        if (request.Headers.ContainsKey(HeaderNames.IfNoneMatch)) request.Headers.Remove(HeaderNames.IfModifiedSince);
        if (request.Headers.ContainsKey(HeaderNames.IfMatch)) request.Headers.Remove(HeaderNames.IfUnmodifiedSince);
        var headers = request.GetTypedHeaders();
        var isOtherUnit = headers.Range is { } range && !range.Unit.Equals("bytes", StringComparison.OrdinalIgnoreCase);
        var isNeverTrue = request.Headers.ContainsKey(HeaderNames.IfRange) && headers.IfRange is null or { EntityTag.IsWeak: true };
        if (isOtherUnit || isNeverTrue || !HttpMethods.IsGet(request.Method)) request.Headers.Remove(HeaderNames.Range);
    }

    /// <summary>
    /// Drops the range of a request as <see cref="DropIfVoid"/> does, and also if its If-Range names another date than the content's.
    /// There the framework takes any date that is not older, also if the content has none; section 13.1.5 takes the very date only,
    /// since anything else may join two versions in one file.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="lastModified">The Last-Modified that the answer will carry, in whole seconds; null if it carries none.</param>
    internal static void Apply(HttpRequest request, DateTimeOffset? lastModified)
    {
        DropIfVoid(request);
        if (request.GetTypedHeaders().IfRange?.LastModified is { } date && date != lastModified) request.Headers.Remove(HeaderNames.Range);
    }
}
