namespace ServerlessOrders.Tests.Contract.Golden;

/// <summary>
/// The headers of every answer (contract, section 1). They are checked on each one, and left out of the golden files: those show what
/// is the answer's own.
/// </summary>
internal static class CommonHeaders
{
    private static readonly IReadOnlyDictionary<string, string> Always = new Dictionary<string, string>
    {
        ["X-Content-Type-Options"] = "nosniff",
        ["X-Frame-Options"] = "DENY",
        ["X-XSS-Protection"] = "1; mode=block",
        ["Access-Control-Allow-Origin"] = "*",
        ["Access-Control-Allow-Methods"] = "POST, PUT, GET, OPTIONS, DELETE",
        ["Access-Control-Allow-Headers"] = "authorization, content-type, scope, range, if-range, if-match, if-none-match, idempotency-key, prefer",
        ["Access-Control-Max-Age"] = "3600",
        ["Access-Control-Expose-Headers"] =
            "Content-Disposition, Content-Length, Content-Location, Content-Range, Accept-Ranges, Accept-Encoding, Allow, ETag, Repr-Digest, Digest, "
            + "Retry-After, X-regards-retry, Location, Link, Sunset, Preference-Applied, Idempotency-Replayed, WWW-Authenticate, correlation-id",
    };

    /// <summary>
    /// What needs no leave to be read (Fetch standard, "CORS-safelisted response-header name"), and what is for browsers and caches
    /// themselves.
    /// </summary>
    private static readonly string[] NotExposed =
        ["Content-Type", "Last-Modified", "Cache-Control", "Expires", "Pragma", "Vary", "Referrer-Policy", "Content-Security-Policy", "Date", "Server", "Transfer-Encoding", "Connection"];

    /// <summary>Of all but downloads and pictures, which their client may keep.</summary>
    private static readonly IReadOnlyDictionary<string, string> NoCache = new Dictionary<string, string>
    {
        ["Cache-Control"] = "no-cache, no-store, max-age=0, must-revalidate",
        ["Pragma"] = "no-cache",
        ["Expires"] = "0",
    };

    /// <summary>Fails if an answer lacks one of them, or tells something that a script of another origin cannot read.</summary>
    public static void Check(HttpResponseMessage response)
    {
        var given = Values(response);
        Assert.All(Always, header => Assert.Equal(header.Value, given.GetValueOrDefault(header.Key)));
        if (given.GetValueOrDefault("Cache-Control")?.StartsWith("private", StringComparison.Ordinal) == true) Assert.DoesNotContain(given, header => header.Key is "Pragma" or "Expires");
        else Assert.All(NoCache, header => Assert.Equal(header.Value, given.GetValueOrDefault(header.Key)));
        Assert.Empty(given.Keys.Except([.. Always.Keys, .. NotExposed, .. Always["Access-Control-Expose-Headers"].Split(", ")], StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Whether a header says what it says in every answer.</summary>
    public static bool Has(string name, string value) =>
        Always.GetValueOrDefault(name) == value || NoCache.GetValueOrDefault(name) == value;

    private static Dictionary<string, string> Values(HttpResponseMessage response) => response.Headers.NonValidated
        .Concat(response.Content.Headers.NonValidated).ToDictionary(header => header.Key, header => header.Value.ToString());
}
