using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using ServerlessOrders.Http;

namespace ServerlessOrders.Api;

/// <summary>
/// Tells whether a path belongs to a route of <see cref="ApiRoutes"/>, for what no route of a host matches: addresses below
/// <c>Orders:PathBase</c>, and the answers 404 and 405, alike on both hosts. Knows what the routes use: the constraints <c>long</c>,
/// <c>minlength(n)</c> and <c>regex(...)</c>, and a last placeholder that takes the rest of the path.
/// </summary>
internal static class RouteMatch
{
    private const string MinLength = ":minlength(";
    private const string Pattern = ":regex(";

    /// <summary>True if the route matches the path (decoded, with or without slashes around it); letters match in any case.</summary>
    internal static bool Matches(string route, string path) => Match(route, path) is not null;

    /// <summary>The values of the route's placeholders in a path that it matches; null if it does not.</summary>
    internal static RouteValueDictionary? Match(string route, string path)
    {
        var wanted = route.Split('/');
        var takesRest = wanted[^1].StartsWith("{*", StringComparison.Ordinal);
        var given = path.Trim('/').Split('/', takesRest ? wanted.Length : int.MaxValue);
        if (wanted.Length != given.Length || !wanted.Zip(given).All(pair => SegmentMatches(pair.First, pair.Second))) return null;
        var values = new RouteValueDictionary();
        foreach (var (part, value) in wanted.Zip(given).Where(pair => pair.First.StartsWith('{')))
            values[part[1..^1].TrimStart('*').Split(':')[0]] = value;
        return values;
    }

    private static bool SegmentMatches(string wanted, string given)
    {
        if (!wanted.StartsWith('{')) return wanted.Equals(given, StringComparison.OrdinalIgnoreCase);
        if (given.Length == 0) return false;
        if (wanted.EndsWith(":long}", StringComparison.Ordinal))
            return long.TryParse(given, NumberStyles.Integer, CultureInfo.InvariantCulture, out _);
        if (Argument(wanted, Pattern) is { } pattern) return Regex.IsMatch(given, pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
        return Argument(wanted, MinLength) is not { } least || given.Length >= int.Parse(least, CultureInfo.InvariantCulture);
    }

    private static string? Argument(string wanted, string constraint)
    {
        var at = wanted.IndexOf(constraint, StringComparison.Ordinal);
        return at < 0 ? null : wanted[(at + constraint.Length)..^2];
    }
}
