using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace ServerlessOrders.Http;

/// <summary>Tells a client when asking again is worth it (contract, section 1). The one place that writes these headers.</summary>
internal static class AskAgain
{
    /// <summary>The header in which REGARDS says the same in milliseconds.</summary>
    public const string RegardsHeader = "X-regards-retry";

    /// <summary>When a request may be repeated that could not be served: its client has tried for some seconds by then.</summary>
    public static readonly TimeSpan AfterOutage = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Sets <c>Retry-After</c> in whole seconds, rounded up, at least 1; for a 202 also <see cref="RegardsHeader"/> in milliseconds.
    /// </summary>
    /// <param name="response">The response, not begun.</param>
    /// <param name="span">From now; what is not positive counts as a second.</param>
    /// <param name="status">The status that it will have.</param>
    public static void After(HttpResponse response, TimeSpan span, int status)
    {
        var seconds = Math.Max(1, (long)Math.Ceiling(span.TotalSeconds));
        response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (status == StatusCodes.Status202Accepted)
            response.Headers[RegardsHeader] = Math.Max(1000, (long)Math.Ceiling(span.TotalMilliseconds)).ToString(CultureInfo.InvariantCulture);
    }
}
