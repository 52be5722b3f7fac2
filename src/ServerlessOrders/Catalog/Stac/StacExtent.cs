using System.Text.Json;
using ServerlessOrders.Catalog.Geometry;

namespace ServerlessOrders.Catalog.Stac;

/// <summary>Reads the place of an item: its <c>bbox</c>, or what its geometry covers if the box cannot be used.</summary>
internal static class StacExtent
{
    // Rounding, and pixels of a global grid that reach half beyond the pole, stay well below; degrees of no grid do not.
    private const double Slightly = 1;

    private const int MaxDepth = 8;

    /// <summary>The box as west, south, east, north; null if the item says no place that could be used.</summary>
    /// <exception cref="ImportException">
    /// South and north are reversed: nobody can tell whether the axes are swapped, so whether the rest is right.
    /// </exception>
    public static double[]? Bbox(StacObject item, Action<ImportNote> report)
    {
        if (item.Find("bbox") is not { } value) return OfGeometry(item);
        var numbers = value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(n => n.ValueKind == JsonValueKind.Number)
            ? value.EnumerateArray().Select(n => n.GetDouble()).ToArray()
            : null;
        var problem = "must be an array of numbers";
        if (numbers is not null && BoundingBox.TryNormalize(numbers, Slightly, out var adjusted, out problem) is { } box)
        {
            if (adjusted) report(item.Subject with { Reason = "'bbox' reaches beyond the degrees of the Earth and was brought back", LeftOut = false });
            return [box.West, box.South, box.East, box.North];
        }

        if (numbers is { Length: 4 or 6 } && numbers[1] > numbers[(numbers.Length / 2) + 1] && IsOnEarth(numbers))
            throw item.Wrong("bbox", "is reversed: its south is greater than its north");
        var found = OfGeometry(item);
        report(item.Subject with
        {
            Reason = $"'bbox' was left out: {problem.TrimEnd('.')}" + (found is null ? "" : "; the place is that of its geometry"),
        });
        return found;
    }

    private static bool IsOnEarth(double[] numbers) =>
        Math.Abs(numbers[1]) <= 90 && Math.Abs(numbers[(numbers.Length / 2) + 1]) <= 90;

    // The smallest box around all positions. One across the antimeridian comes out too wide, and so finds too much, never too little.
    private static double[]? OfGeometry(StacObject item)
    {
        if (item.Find("geometry") is not { ValueKind: JsonValueKind.Object } geometry) return null;
        double[] box = [double.MaxValue, double.MaxValue, double.MinValue, double.MinValue];
        Widen(box, geometry, 0);
        return BoundingBox.TryNormalize(box, Slightly, out _, out _) is { } found ? [found.West, found.South, found.East, found.North] : null;
    }

    private static void Widen(double[] box, JsonElement part, int depth)
    {
        if (depth > MaxDepth) return;
        if (part.ValueKind == JsonValueKind.Object)
        {
            foreach (var name in (string[])["coordinates", "geometries"])
                if (part.TryGetProperty(name, out var inner)) Widen(box, inner, depth + 1);
        }
        else if (part.ValueKind == JsonValueKind.Array)
        {
            if (part.GetArrayLength() >= 2 && part[0].ValueKind == JsonValueKind.Number && part[1].ValueKind == JsonValueKind.Number)
            {
                var (x, y) = (part[0].GetDouble(), part[1].GetDouble());
                (box[0], box[1]) = (Math.Min(box[0], x), Math.Min(box[1], y));
                (box[2], box[3]) = (Math.Max(box[2], x), Math.Max(box[3], y));
            }
            else
            {
                foreach (var inner in part.EnumerateArray()) Widen(box, inner, depth + 1);
            }
        }
    }
}
