using Microsoft.AspNetCore.Http;

namespace ServerlessOrders.Http;

/// <summary>What ASP.NET Core's range processing leaves open of RFC 9110.</summary>
internal static class RangeConditions
{
    /// <summary>
    /// Drops the range of a request where it does not count, so that the whole content is sent: one of another unit than bytes
    /// (section 14.2; the framework takes any unit for bytes), and one whose If-Range names another date than the content's. There
    /// the framework takes any date that is not older, also where the content has none; section 13.1.5 takes the very date only,
    /// since anything else may join two versions in one file.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="lastModified">The Last-Modified that the answer will carry, in whole seconds; null where it carries none.</param>
    internal static void Apply(HttpRequest request, DateTimeOffset? lastModified)
    {
        var headers = request.GetTypedHeaders();
        var isOtherUnit = headers.Range is { } range && !range.Unit.Equals("bytes", StringComparison.OrdinalIgnoreCase);
        var isOtherDate = headers.IfRange?.LastModified is { } date && date != lastModified;
        if (isOtherUnit || isOtherDate) request.Headers.Remove("Range");
    }
}
