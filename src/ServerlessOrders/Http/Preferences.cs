namespace ServerlessOrders.Http;

/// <summary>What a client prefers (<c>Prefer</c>, RFC 7240).</summary>
internal static class Preferences
{
    /// <summary>True if the request names the preference, whatever its value and parameters. Names count in any case of letters.</summary>
    public static bool Has(ApiCall call, string name) => call.Http.Request.Headers["Prefer"]
        .SelectMany(line => (line ?? "").Split(','))
        .Select(preference => preference.Split(';', '=')[0].Trim())
        .Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Tells the client that its preference was followed.</summary>
    public static void Applied(ApiCall call, string name) => call.Http.Response.Headers["Preference-Applied"] = name;
}
