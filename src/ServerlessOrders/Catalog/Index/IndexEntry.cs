using ServerlessOrders.Catalog.Geometry;

namespace ServerlessOrders.Catalog.Index;

/// <summary>What the index knows of an item.</summary>
/// <param name="TimeKey">Its key by time, or null if it has none.</param>
/// <param name="PlaceKey">Its key by place, or null if it has none.</param>
/// <param name="Start">Its first instant; null without a time.</param>
/// <param name="End">Its last instant; null without a time.</param>
/// <param name="Place">Its box around a middle between -180 and 180 degrees, so that west is never greater than east; null without a place.</param>
internal sealed record IndexEntry(string? TimeKey, string? PlaceKey, DateTimeOffset? Start, DateTimeOffset? End, BoundingBox? Place)
{
    /// <summary>Its kind of time, or null.</summary>
    public int? Span => Start is { } start ? IndexKeys.SpanOf(start, End ?? start) : null;

    /// <summary>Its kind of place, or null.</summary>
    public int? Level => Place is { } box ? IndexKeys.LevelOf(box.East - box.West, box.North - box.South) : null;

    /// <summary>Makes the entry of an item.</summary>
    public static IndexEntry Of(CatalogItem item)
    {
        var entry = new IndexEntry(null, null, item.Start ?? item.End, item.End ?? item.Start, Around(item.Bbox));
        if (entry is { Span: { } span, Start: { } start })
            entry = entry with { TimeKey = $"{IndexKeys.Time(span, start)}|{item.Key}" };
        if (entry is { Level: { } level, Place: { } place })
        {
            var column = IndexKeys.Cell(level, (place.West + place.East) / 2);
            entry = entry with { PlaceKey = IndexKeys.Place(level, column, IndexKeys.Cell(level, (place.South + place.North) / 2)) + item.Key };
        }

        return entry;
    }

    private static BoundingBox? Around(IReadOnlyList<double>? bbox)
    {
        if (bbox is null || BoundingBox.TryCreate(bbox, out _) is not { } box) return null;
        if (box.West <= box.East) return box;
        var turned = box with { East = box.East + 360 };
        return (turned.West + turned.East) / 2 < 180 ? turned : turned with { West = turned.West - 360, East = box.East };
    }
}
