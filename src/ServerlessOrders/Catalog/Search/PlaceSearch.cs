using System.Globalization;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using ServerlessOrders.Catalog.Geometry;

namespace ServerlessOrders.Catalog.Search;

/// <summary>
/// The places of REGARDS' search parameters: <c>g</c> or <c>geometry</c> (WKT, longitude before latitude, in degrees), and a circle by
/// <c>lat</c>, <c>lon</c> and <c>r</c> or <c>radius</c> (in metres). REGARDS' order service and front end say <c>g</c> and <c>r</c>, its OpenSearch
/// description says the long names.
/// </summary>
internal static class PlaceSearch
{
    private const int MaxWkt = 256 * 1024;
    private const int MaxPositions = 20_000;
    private const double EarthRadius = 6_371_008.8;
    private const double HalfTurn = Math.PI * EarthRadius;
    private const int CirclePoints = 90;

    /// <summary>True for a parameter of a place.</summary>
    public static bool IsParameter(string name) => name is "g" or "geometry" or "lat" or "lon" or "r" or "radius";

    /// <summary>The conditions that the parameters make; none where they name no place.</summary>
    /// <exception cref="QuerySyntaxException">A geometry or number cannot be read, or a part of a circle is missing.</exception>
    public static IEnumerable<QueryNode> Parse(SearchScope scope, IReadOnlyDictionary<string, IReadOnlyList<string>> parameters)
    {
        foreach (var text in Values(parameters, "g").Concat(Values(parameters, "geometry")))
        {
            scope.Count(1);
            yield return new AreaNode(scope, SearchArea.Of(Read(text)));
        }

        var circle = new[] { One(parameters, "lat"), One(parameters, "lon"), One(parameters, "r", "radius") };
        if (circle.All(part => part is null)) yield break;
        if (circle is not [{ } lat, { } lon, { } radius])
            throw new QuerySyntaxException("a circle needs lat and lon in degrees and r (or radius) in metres: one of them is missing.");
        scope.Count(1);
        yield return new AreaNode(scope, SearchArea.Of(Circle(
            Number("lat", lat, 90), Number("lon", lon, 180), Number("r", radius, HalfTurn))));
    }

    private static NetTopologySuite.Geometries.Geometry Read(string wkt)
    {
        if (wkt.Length > MaxWkt) throw new QuerySyntaxException($"a geometry can have {MaxWkt} characters at most.");
        try
        {
            var geometry = new WKTReader().Read(wkt);
            return geometry.IsEmpty ? throw new QuerySyntaxException("a geometry is empty.")
                : geometry.NumPoints > MaxPositions ? throw new QuerySyntaxException($"a geometry can have {MaxPositions} positions at most.")
                : geometry.Coordinates.Any(c => !double.IsFinite(c.X) || !double.IsFinite(c.Y) || Math.Abs(c.Y) > 90 || Math.Abs(c.X) > 360)
                    ? throw new QuerySyntaxException("a geometry has a position that is not on Earth: longitude before latitude, in degrees.")
                : geometry;
        }
        catch (Exception unreadable) when (unreadable is ParseException or ArgumentException or InvalidOperationException or FormatException)
        {
            throw new QuerySyntaxException($"the geometry '{Literal.Shorten(wkt)}' is not WKT such as POLYGON((2 48, 3 48, 3 49, 2 48)).");
        }
    }

    // What is about a point on a sphere; a circle around a pole is all longitudes down to its lowest latitude.
    private static NetTopologySuite.Geometries.Geometry Circle(double lat, double lon, double radius)
    {
        var angle = radius / EarthRadius;
        var (south, north) = (lat - Degrees(angle), lat + Degrees(angle));
        if (north >= 90 || south <= -90)
            return GeoJson.Factory.ToGeometry(new Envelope(-180, 180, south <= -90 ? -90 : south, north >= 90 ? 90 : north));
        // Around it, not in it: the sides of the polygon must not cut the circle.
        var outer = Math.Atan(Math.Tan(Math.Min(angle, Math.PI / 2.1)) / Math.Cos(Math.PI / CirclePoints));
        var ring = Enumerable.Range(0, CirclePoints).Select(step => Around(lat, lon, outer, 2 * Math.PI * step / CirclePoints)).ToList();
        ring.Add(ring[0].Copy());
        return GeoJson.Factory.CreatePolygon([.. ring]);
    }

    private static Coordinate Around(double lat, double lon, double angle, double bearing)
    {
        var phi = Radians(lat);
        var latitude = Math.Asin((Math.Sin(phi) * Math.Cos(angle)) + (Math.Cos(phi) * Math.Sin(angle) * Math.Cos(bearing)));
        var turn = Math.Atan2(Math.Sin(bearing) * Math.Sin(angle) * Math.Cos(phi), Math.Cos(angle) - (Math.Sin(phi) * Math.Sin(latitude)));
        return new Coordinate(lon + Degrees(turn), Math.Clamp(Degrees(latitude), -90, 90));
    }

    private static double Number(string name, string text, double most) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            && Math.Abs(number) <= most && (name != "r" || number >= 0)
            ? number
            : throw new QuerySyntaxException(name == "r"
                ? $"'r' must be a number of metres, not '{Literal.Shorten(text)}'."
                : $"'{name}' must be a number of degrees from -{most:0} to {most:0}, not '{Literal.Shorten(text)}'.");

    private static string? One(IReadOnlyDictionary<string, IReadOnlyList<string>> parameters, params ReadOnlySpan<string> names)
    {
        var given = new List<string>();
        foreach (var name in names) given.AddRange(Values(parameters, name));
        return given.Count > 1 ? throw new QuerySyntaxException($"'{names[0]}' may be given only once.") : given.SingleOrDefault();
    }

    private static IEnumerable<string> Values(IReadOnlyDictionary<string, IReadOnlyList<string>> parameters, string name) =>
        parameters.TryGetValue(name, out var values) ? values.Where(value => !string.IsNullOrWhiteSpace(value)) : [];

    private static double Degrees(double radians) => radians * 180 / Math.PI;

    private static double Radians(double degrees) => degrees * Math.PI / 180;
}
