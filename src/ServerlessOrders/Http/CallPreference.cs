using System.Globalization;

namespace ServerlessOrders.Http;

/// <summary>Reads <c>Prefer</c> (RFC 7240). A preference is a wish: what cannot be read is no error and means nothing.</summary>
internal static class CallPreference
{
    /// <summary>The longest wait: load balancers and the Functions host cut a connection that is silent for 230 s.</summary>
    public const int MaxWaitSeconds = 200;

    /// <summary>How long the client likes to wait for an answer (<c>wait=n</c>, section 4.3), at most <see cref="MaxWaitSeconds"/>; null if it does not say.</summary>
    public static TimeSpan? PreferredWait(this ApiCall call)
    {
        foreach (var line in call.Http.Request.Headers["Prefer"])
        {
            foreach (var preference in (line ?? "").Split(','))
            {
                // Parameters of a preference come behind a semicolon.
                var parts = preference.Split(';')[0].Split('=', 2, StringSplitOptions.TrimEntries);
                if (parts.Length == 2 && parts[0].Equals("wait", StringComparison.OrdinalIgnoreCase)
                    && int.TryParse(parts[1].Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0)
                    return TimeSpan.FromSeconds(Math.Min(seconds, MaxWaitSeconds));
            }
        }

        return null;
    }

    /// <summary>Says that the wish to wait was fulfilled (section 3).</summary>
    public static void AppliedWait(this ApiCall call, TimeSpan wait) =>
        call.Http.Response.Headers["Preference-Applied"] = string.Create(CultureInfo.InvariantCulture, $"wait={(int)wait.TotalSeconds}");
}
