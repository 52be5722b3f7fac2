using System.Globalization;
using ServerlessOrders.Http;

namespace ServerlessOrders.Api;

/// <summary>
/// Tells whether a path belongs to a route of <see cref="ApiRoutes"/>, for answers outside the table (404 or 405), alike on both
/// hosts. Knows the two constraints that the routes use, <c>long</c> and <c>minlength(n)</c>.
/// </summary>
internal static class RouteMatch
{
    private const string MinLength = ":minlength(";

    /// <summary>True where the route matches the path (decoded, with or without slashes around it); letters match in any case.</summary>
    internal static bool Matches(string route, string path)
    {
        var wanted = route.Split('/');
        var given = path.Trim('/').Split('/');
        return wanted.Length == given.Length && wanted.Zip(given).All(pair => SegmentMatches(pair.First, pair.Second));
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
