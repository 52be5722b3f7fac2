using Microsoft.AspNetCore.Http;

namespace ServerlessOrders.Http;

/// <summary>The bearer token that a browser's plain link carries as <c>?token=</c> (contract, section 2).</summary>
internal static class QueryToken
{
    private const string Name = "token";
    private const string ReferrerPolicy = "Referrer-Policy";

    private static readonly object Key = new();

    /// <summary>
    /// Takes the token out of the request, whatever it is sent to: what is not there can come into no link, log or error. The answer
    /// then tells the browser to send the address to nobody.
    /// </summary>
    /// <returns>The token; null if there is none, empty if there are several.</returns>
    public static string? Take(HttpContext http)
    {
        if (http.Items.TryGetValue(Key, out var taken)) return (string?)taken;
        var query = http.Request.Query[Name];
        if (query.Count == 0) return null;
        var token = query.Count == 1 ? query.ToString() : "";
        var others = http.Request.QueryString.Value!.TrimStart('?').Split('&').Where(pair => !IsToken(pair));
        var rest = string.Join('&', others);
        http.Request.QueryString = rest.Length == 0 ? QueryString.Empty : new QueryString("?" + rest);
        http.Items[Key] = token;
        return token;
    }

    /// <summary>Sets the header that keeps the address of a request with a token to the browser; nothing for others.</summary>
    public static void Protect(HttpContext http)
    {
        if (http.Items.ContainsKey(Key)) http.Response.Headers[ReferrerPolicy] = "no-referrer";
    }

    private static bool IsToken(string pair) =>
        Uri.UnescapeDataString(pair.Split('=', 2)[0].Replace('+', ' ')).Equals(Name, StringComparison.OrdinalIgnoreCase);
}
