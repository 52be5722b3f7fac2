namespace ServerlessOrders.Catalog;

/// <summary>A place on Earth as GeoJSON bounds it (RFC 7946 section 5): where west is greater than east, it crosses the antimeridian.</summary>
/// <param name="West">Longitude in degrees.</param>
/// <param name="South">Latitude in degrees.</param>
/// <param name="East">Longitude in degrees.</param>
/// <param name="North">Latitude in degrees.</param>
public readonly record struct BoundingBox(double West, double South, double East, double North)
{
    /// <summary>Makes a box of 4 numbers, or of 6 with heights, which are left out.</summary>
    /// <param name="numbers">west, south, (lowest,) east, north(, highest).</param>
    /// <param name="error">What is wrong with the numbers where the answer is null.</param>
    public static BoundingBox? TryCreate(IReadOnlyList<double> numbers, out string error)
    {
        error = "";
        if (numbers.Count is not (4 or 6)) error = $"a bounding box has 4 or 6 numbers, not {numbers.Count}.";
        else if (!numbers.All(double.IsFinite)) error = "a bounding box needs finite numbers.";
        if (error.Length > 0) return null;
        var half = numbers.Count / 2;
        var box = new BoundingBox(numbers[0], numbers[1], numbers[half], numbers[half + 1]);
        if (box.South > box.North) error = "the south of a bounding box cannot be greater than its north.";
        else if (Math.Abs(box.South) > 90 || Math.Abs(box.North) > 90) error = "a latitude must lie between -90 and 90.";
        else if (Math.Abs(box.West) > 180 || Math.Abs(box.East) > 180) error = "a longitude must lie between -180 and 180.";
        return error.Length == 0 ? box : null;
    }

    /// <summary>Tells whether the two have a point in common; borders count.</summary>
    public bool Intersects(BoundingBox other) =>
        South <= other.North && North >= other.South
        && Spans().Any(mine => other.Spans().Any(its => mine.From <= its.To && mine.To >= its.From));

    // 180 and -180 are the same meridian, but boxes that only meet there are told apart as STAC servers do.
    private (double From, double To)[] Spans() => West <= East ? [(West, East)] : [(West, 180), (-180, East)];
}
