using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Prepared;

namespace ServerlessOrders.Catalog.Geometry;

/// <summary>
/// A part of the Earth that a search asks for. Comparisons are exact, in degrees on the plane as GeoJSON draws lines (RFC 7946
/// section 3.1.1), and know that the plane is a cylinder: what crosses the antimeridian is found on both of its sides.
/// </summary>
internal sealed class SearchArea
{
    private const double Turn = 360;

    private readonly IPreparedGeometry _area;

    private SearchArea(NetTopologySuite.Geometries.Geometry area, IReadOnlyList<BoundingBox> boxes)
    {
        _area = PreparedGeometryFactory.Prepare(area);
        Boxes = boxes;
    }

    /// <summary>Boxes that hold the area, none of them across the antimeridian: one, or one on each side of it.</summary>
    public IReadOnlyList<BoundingBox> Boxes { get; }

    /// <summary>The area of a box; one whose west is greater than its east crosses the antimeridian.</summary>
    public static SearchArea Of(BoundingBox box)
    {
        var geometry = GeoJson.Factory.ToGeometry(new Envelope(box.West, box.West <= box.East ? box.East : box.East + Turn, box.South, box.North));
        return Of(geometry);
    }

    /// <summary>The area of a geometry; longitudes may go beyond 180 degrees to cross the antimeridian.</summary>
    public static SearchArea Of(NetTopologySuite.Geometries.Geometry geometry) => new(Unrolled(geometry), [.. BoxesOf(geometry.EnvelopeInternal)]);

    /// <summary>
    /// Tells whether a geometry has a point in common with the area; borders count. A geometry that its bbox says to cross the
    /// antimeridian, and that is not cut there as RFC 7946 section 3.1.9 asks, is understood as the narrow one.
    /// </summary>
    /// <param name="geometry">The geometry.</param>
    /// <param name="bbox">Its box, or null if none is known.</param>
    public bool Intersects(NetTopologySuite.Geometries.Geometry geometry, BoundingBox? bbox)
    {
        if (bbox is { } box && box.West > box.East && geometry is not GeometryCollection && geometry.EnvelopeInternal.Width > Turn / 2)
            geometry = Shifted(geometry, x => x < 0 ? x + Turn : x);
        try
        {
            return _area.Intersects(geometry);
        }
        catch (TopologyException)
        {
            // A polygon that crosses itself in a way that has no inside: its box decides.
            return _area.Intersects(geometry.Envelope);
        }
    }

    /// <summary>Tells whether the area has a point in common with a box.</summary>
    public bool Intersects(BoundingBox box) => box.West <= box.East
        ? _area.Intersects(GeoJson.Factory.ToGeometry(new Envelope(box.West, box.East, box.South, box.North)))
        : _area.Intersects(GeoJson.Factory.ToGeometry(new Envelope(box.West, box.East + Turn, box.South, box.North)));

    // Items lie between -360 and 360 degrees; beside the area, its images a turn to the east and west make that a look at one plane.
    private static GeometryCollection Unrolled(NetTopologySuite.Geometries.Geometry geometry) => GeoJson.Factory.CreateGeometryCollection(
        [geometry, Shifted(geometry, x => x + Turn), Shifted(geometry, x => x - Turn)]);

    private static NetTopologySuite.Geometries.Geometry Shifted(NetTopologySuite.Geometries.Geometry geometry, Func<double, double> longitude)
    {
        var copy = geometry.Copy();
        copy.Apply(new Longitudes(longitude));
        copy.GeometryChanged();
        return copy;
    }

    private static IEnumerable<BoundingBox> BoxesOf(Envelope bounds)
    {
        if (bounds.Width >= Turn) return [new BoundingBox(-180, bounds.MinY, 180, bounds.MaxY)];
        var (west, east) = (bounds.MinX, bounds.MaxX);
        if (west < -180) (west, east) = (west + Turn, east + Turn);
        if (west > 180) (west, east) = (west - Turn, east - Turn);
        return east <= 180
            ? [new BoundingBox(west, bounds.MinY, east, bounds.MaxY)]
            : [new BoundingBox(west, bounds.MinY, 180, bounds.MaxY), new BoundingBox(-180, bounds.MinY, east - Turn, bounds.MaxY)];
    }

    private sealed class Longitudes(Func<double, double> change) : IEntireCoordinateSequenceFilter
    {
        public bool Done => false;

        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence sequence)
        {
            for (var i = 0; i < sequence.Count; i++) sequence.SetX(i, change(sequence.GetX(i)));
        }
    }
}
