using Microsoft.AspNetCore.Http;

namespace ServerlessOrders.Http;

/// <summary>
/// The path of <c>Orders:PathBase</c> before the address of a request, and its sibling of the catalog. It is taken off before the
/// endpoint is found, and put before every link of the answer (<see cref="PublicBase"/>).
/// </summary>
internal static class PathPrefix
{
    private const string Catalog = "/rs-catalog";

    private static readonly object Key = new();

    /// <summary>True for a path of plain segments that begins with a slash and does not end with one.</summary>
    public static bool IsWellFormed(string path) =>
        path.StartsWith('/') && path[1..].Split('/').All(segment =>
            segment is not ("" or "." or "..") && segment.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'));

    /// <summary>Takes the prefix off the path of the request, if it has one; the request then knows which it was.</summary>
    /// <param name="http">The request.</param>
    /// <param name="pathBase">The setting; null for none.</param>
    /// <param name="ofCatalog">True below the sibling, where only the catalog search is.</param>
    public static bool TryTake(HttpContext http, string? pathBase, out bool ofCatalog)
    {
        ofCatalog = false;
        if (string.IsNullOrEmpty(pathBase) || http.Items.ContainsKey(Key)) return false;
        var sibling = pathBase[..pathBase.LastIndexOf('/')] + Catalog;
        foreach (var prefix in new[] { pathBase, sibling })
        {
            if (!http.Request.Path.StartsWithSegments(prefix, out var rest)) continue;
            http.Request.Path = rest;
            http.Items[Key] = prefix;
            ofCatalog = prefix == sibling;
            return true;
        }

        return false;
    }

    /// <summary>The prefix by which the request came; empty if by none.</summary>
    public static string Of(HttpContext http) => http.Items.TryGetValue(Key, out var prefix) ? (string)prefix! : "";
}
