using ServerlessOrders.Catalog.Geometry;

namespace ServerlessOrders.Catalog.Index;

/// <summary>Keys of the index that may hold what a search asks for, and what their rows must meet.</summary>
/// <param name="First">The first key.</param>
/// <param name="End">The key behind the last.</param>
/// <param name="Box">What the item's box must touch, or null; its longitudes count only if <paramref name="Longitudes"/> says so.</param>
/// <param name="Longitudes">False if longitudes wrap around, so that they cannot be compared.</param>
internal sealed record IndexRange(string First, string End, BoundingBox? Box = null, bool Longitudes = false)
{
    // More columns than this are read as one range, with rows between that are passed over where the table is.
    private const int MaxColumns = 2;

    /// <summary>The ranges of a time, in the order of their keys.</summary>
    public static IEnumerable<IndexRange> OfTime(IndexSummary summary, DateTimeOffset from, DateTimeOffset to)
    {
        foreach (var span in summary.EachSpan)
        {
            var longest = IndexKeys.Spans[span];
            var first = longest > from - DateTimeOffset.MinValue ? DateTimeOffset.MinValue : from - longest;
            // '}' sorts behind the '|' that follows an instant.
            yield return new IndexRange(IndexKeys.Time(span, first), IndexKeys.Time(span, to) + "}");
        }
    }

    /// <summary>The ranges of a place, in the order of their keys; none has a key in common with another.</summary>
    public static IEnumerable<IndexRange> OfPlace(IndexSummary summary, SearchArea area) =>
        summary.EachLevel.SelectMany(level => OfLevel(level, area.Boxes));

    /// <summary>How much of the collection's time lies in a time, from 0 to 1, as far as the summary tells.</summary>
    public static double Share(IndexSummary summary, DateTimeOffset from, DateTimeOffset to)
    {
        if (summary is not { Start: { } start, End: { } end } || end <= start) return 1;
        var longest = summary.EachSpan.Select(span => IndexKeys.Spans[span]).Max();
        var asked = (to < end ? to : end) - (from > start ? from : start);
        return Math.Clamp((asked.TotalSeconds + Math.Min(longest.TotalSeconds, 3.2e7)) / (end - start).TotalSeconds, 0, 1);
    }

    /// <summary>How much of the collection's place lies in an area.</summary>
    public static double Share(IndexSummary summary, SearchArea area)
    {
        if (summary.Place is not { } place) return 1;
        var size = summary.EachLevel.Select(IndexKeys.CellSize).Max();
        var whole = (place.East - place.West + size) * (place.North - place.South + size);
        return Math.Clamp(area.Boxes.Sum(box => (box.East - box.West + size) * (box.North - box.South + size)) / whole, 0, 1);
    }

    private static IEnumerable<IndexRange> OfLevel(int level, IReadOnlyList<BoundingBox> boxes)
    {
        // How far the middle of an item that touches the area can lie outside of it.
        var reach = IndexKeys.CellSize(level) / 2;
        var rows = (From: IndexKeys.Cell(level, boxes[0].South - reach), To: IndexKeys.Cell(level, boxes[0].North + reach));
        var columns = boxes.SelectMany(box => Columns(level, box.West - reach, box.East + reach)).Order().ToList();
        var plain = boxes.Count == 1 && columns.Count == 1;
        foreach (var (from, to) in Merged(columns))
        {
            if (to - from >= MaxColumns)
            {
                yield return new IndexRange(IndexKeys.Column(level, from), IndexKeys.Column(level, to + 1), boxes[0], plain);
                continue;
            }

            for (var column = from; column <= to; column++)
                yield return new IndexRange(IndexKeys.Place(level, column, rows.From), IndexKeys.Place(level, column, rows.To + 1), boxes[0], plain);
        }
    }

    private static IEnumerable<(int From, int To)> Columns(int level, double west, double east)
    {
        var last = (1 << level) - 1;
        if (east - west >= 360) return [(0, last)];
        if (west < -180) return [(0, IndexKeys.Cell(level, east)), (IndexKeys.Cell(level, west + 360), last)];
        if (east > 180) return [(IndexKeys.Cell(level, west), last), (0, IndexKeys.Cell(level, east - 360))];
        return [(IndexKeys.Cell(level, west), IndexKeys.Cell(level, east))];
    }

    private static IEnumerable<(int From, int To)> Merged(List<(int From, int To)> sorted)
    {
        var current = sorted[0];
        foreach (var next in sorted.Skip(1))
        {
            if (next.From <= current.To)
            {
                current.To = Math.Max(current.To, next.To);
                continue;
            }

            yield return current;
            current = next;
        }

        yield return current;
    }
}
