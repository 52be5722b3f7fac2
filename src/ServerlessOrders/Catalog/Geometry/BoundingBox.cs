namespace ServerlessOrders.Catalog.Geometry;

/// <summary>A place on Earth as GeoJSON bounds it (RFC 7946 section 5): if west is greater than east, it crosses the antimeridian.</summary>
/// <param name="West">Longitude in degrees.</param>
/// <param name="South">Latitude in degrees.</param>
/// <param name="East">Longitude in degrees.</param>
/// <param name="North">Latitude in degrees.</param>
internal readonly record struct BoundingBox(double West, double South, double East, double North)
{
    /// <summary>Makes a box of 4 numbers, or of 6 with heights, which are left out.</summary>
    /// <param name="numbers">west, south, (lowest,) east, north(, highest).</param>
    /// <param name="error">What is wrong with the numbers if the answer is null.</param>
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

    /// <summary>
    /// Makes a box of numbers that are not quite those of GeoJSON: what lies slightly beyond the poles or the antimeridian is
    /// clipped, and longitudes of a grid from 0 to 360 are wrapped.
    /// </summary>
    /// <param name="numbers">As for <see cref="TryCreate"/>.</param>
    /// <param name="slightly">How many degrees beyond are clipped.</param>
    /// <param name="adjusted">True if the box differs from the numbers.</param>
    /// <param name="error">What is wrong with the numbers if the answer is null.</param>
    public static BoundingBox? TryNormalize(IReadOnlyList<double> numbers, double slightly, out bool adjusted, out string error)
    {
        adjusted = false;
        if (TryCreate(numbers, out error) is { } right) return right;
        if (numbers.Count is not (4 or 6) || !numbers.All(double.IsFinite)) return null;
        var half = numbers.Count / 2;
        var (west, south, east, north) = (numbers[0], numbers[1], numbers[half], numbers[half + 1]);
        if (Math.Abs(south) > 90 + slightly || Math.Abs(north) > 90 + slightly) return null;
        var grid = west >= -slightly && east > 180 + slightly;
        if (grid ? Math.Max(west, east) > 360 + slightly : Math.Abs(west) > 180 + slightly || Math.Abs(east) > 180 + slightly) return null;
        adjusted = true;
        if (grid) (west, east) = east - west >= 360 - slightly ? (-180, 180) : (Wrap(west), Wrap(east));
        return TryCreate(
            [Math.Clamp(west, -180, 180), Math.Clamp(south, -90, 90), Math.Clamp(east, -180, 180), Math.Clamp(north, -90, 90)], out error);
    }

    // 180 stays where it is: a box that ends there does not cross it.
    private static double Wrap(double longitude) => longitude > 180 ? longitude - 360 : longitude;
}
