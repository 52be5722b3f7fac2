using System.Globalization;
using Microsoft.AspNetCore.Routing;
using ServerlessOrders.Http;

namespace ServerlessOrders.Api;

/// <summary>
/// Tells whether a path belongs to a route of <see cref="ApiRoutes"/>, for what no route of a host matches: addresses below
/// <c>Orders:PathBase</c>, and the answers 404 and 405, alike on both hosts. Knows the two constraints that the routes use, <c>long</c> and <c>minlength(n)</c>.
/// </summary>
internal static class RouteMatch
{
    private const string MinLength = ":minlength(";

    /// <summary>True if the route matches the path (decoded, with or without slashes around it); letters match in any case.</summary>
    internal static bool Matches(string route, string path) => Match(route, path) is not null;

    /// <summary>The values of the route's placeholders in a path that it matches; null if it does not.</summary>
    internal static RouteValueDictionary? Match(string route, string path)
    {
        var wanted = route.Split('/');
        var given = path.Trim('/').Split('/');
        if (wanted.Length != given.Length || !wanted.Zip(given).All(pair => SegmentMatches(pair.First, pair.Second))) return null;
        var values = new RouteValueDictionary();
        foreach (var (part, value) in wanted.Zip(given).Where(pair => pair.First.StartsWith('{')))
            values[part[1..^1].Split(':')[0]] = value;
        return values;
    }

    private static bool SegmentMatches(string wanted, string given)
    {
        if (!wanted.StartsWith('{')) return wanted.Equals(given, StringComparison.OrdinalIgnoreCase);
        if (given.Length == 0) return false;
        if (wanted.EndsWith(":long}", StringComparison.Ordinal))
            return long.TryParse(given, NumberStyles.Integer, CultureInfo.InvariantCulture, out _);
        var at = wanted.IndexOf(MinLength, StringComparison.Ordinal);
        return at < 0 || given.Length >= int.Parse(wanted[(at + MinLength.Length)..^2], CultureInfo.InvariantCulture);
    }
}
