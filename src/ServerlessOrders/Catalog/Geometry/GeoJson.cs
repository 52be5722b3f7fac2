using System.Text.Json;
using NetTopologySuite;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Implementation;
using NetTopologySuite.IO.Converters;

namespace ServerlessOrders.Catalog.Geometry;

/// <summary>Reads geometries of GeoJSON (RFC 7946 section 3.1): longitude and latitude in degrees, WGS 84; heights are left out.</summary>
public static class GeoJson
{
    // An ordinary footprint has some hundred positions; a coast line of this many is still compared within milliseconds.
    private const int MaxPositions = 20_000;

    /// <summary>Makes geometries in WGS 84.</summary>
    public static GeometryFactory Factory { get; } = new NtsGeometryServices(
        CoordinateArraySequenceFactory.Instance, new PrecisionModel(), 4326, GeometryOverlay.NG, new CoordinateEqualityComparer()).CreateGeometryFactory();

    private static readonly JsonSerializerOptions Options = new()
    {
        MaxDepth = 32,
        Converters = { new GeoJsonConverterFactory(Factory) },
    };

    /// <summary>Reads a geometry of any type.</summary>
    /// <param name="json">The GeoJSON object.</param>
    /// <param name="error">What is wrong with it if the answer is null.</param>
    public static NetTopologySuite.Geometries.Geometry? TryRead(JsonElement json, out string error)
    {
        error = "";
        try
        {
            if (json.ValueKind != JsonValueKind.Object) error = "must be a GeoJSON object such as {\"type\": \"Point\", \"coordinates\": [2, 48]}.";
            else if (json.Deserialize<NetTopologySuite.Geometries.Geometry>(Options) is { } geometry) return Checked(geometry, out error);
            else error = "is not a GeoJSON geometry.";
        }
        catch (Exception unreadable) when (unreadable is JsonException or ArgumentException or InvalidOperationException or FormatException
            or NotSupportedException or IndexOutOfRangeException or NullReferenceException or InvalidCastException)
        {
            error = "is not a GeoJSON geometry: its type must be Point, LineString, Polygon, a Multi of these or GeometryCollection, its coordinates arrays of numbers that fit it, and rings closed.";
        }

        return null;
    }

    private static NetTopologySuite.Geometries.Geometry? Checked(NetTopologySuite.Geometries.Geometry geometry, out string error)
    {
        error = geometry.IsEmpty ? "is empty."
            : geometry.NumPoints > MaxPositions ? $"has more than {MaxPositions} positions."
            : geometry.Coordinates.Any(c => !double.IsFinite(c.X) || !double.IsFinite(c.Y) || Math.Abs(c.Y) > 90 || Math.Abs(c.X) > 360)
                ? "has a position that is not on Earth: longitude before latitude, in degrees."
            : "";
        return error.Length == 0 ? geometry : null;
    }
}
