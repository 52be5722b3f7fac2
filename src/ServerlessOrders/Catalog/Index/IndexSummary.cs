using ServerlessOrders.Catalog.Geometry;

namespace ServerlessOrders.Catalog.Index;

/// <summary>What is known of the index of a collection as a whole. Changed in one transaction with the items.</summary>
/// <param name="Items">How many items the collection has, exactly.</param>
/// <param name="Made">Which making of the index it is of: a text that no other has.</param>
/// <param name="Spans">The kinds of time that occur or did, a bit each.</param>
/// <param name="Levels">The kinds of place that occur or did, a bit each.</param>
/// <param name="Start">No item begins before; null if none has a time.</param>
/// <param name="End">No item ends after.</param>
/// <param name="Place">No item reaches out of it, but for those across the antimeridian; null if none has a place.</param>
/// <param name="Held">What all items hold; null for an index of before that was kept, until it is made anew.</param>
internal sealed record IndexSummary(
    long Items, string Made, int Spans, int Levels, DateTimeOffset? Start, DateTimeOffset? End, BoundingBox? Place, Holdings? Held)
{
    /// <summary>The bit of items that have none.</summary>
    internal const int Unknown = 1 << 30;

    /// <summary>True if items occur, or did, that have no time, and so no row by time.</summary>
    public bool HasUntimed => (Spans & Unknown) != 0;

    /// <summary>True if items occur, or did, that have no place, and so no row by place.</summary>
    public bool HasUnplaced => (Levels & Unknown) != 0;

    /// <summary>Of a collection without items.</summary>
    public static IndexSummary Empty() => new(0, Guid.NewGuid().ToString("N"), 0, 0, null, null, null, Holdings.None);

    /// <summary>The kinds of time that occur.</summary>
    public IEnumerable<int> EachSpan => Enumerable.Range(0, IndexKeys.Spans.Count).Where(span => (Spans & (1 << span)) != 0);

    /// <summary>The kinds of place that occur.</summary>
    public IEnumerable<int> EachLevel => Enumerable.Range(0, IndexKeys.Finest + 1).Where(level => (Levels & (1 << level)) != 0);

    /// <summary>With what some writes change of what the items hold; null among them stands for what nobody knows.</summary>
    public IndexSummary WithHeld(IEnumerable<Holdings?> changes) =>
        this with { Held = changes.Aggregate(Held, (sum, change) => sum is null || change is null ? null : sum + change) };

    /// <summary>With one more entry; the number of items stays.</summary>
    public IndexSummary With(IndexEntry entry)
    {
        var grown = this with
        {
            Spans = Spans | (entry.Span is null ? Unknown : 0),
            Levels = Levels | (entry.Level is null ? Unknown : 0),
        };
        if (entry is { Span: { } span, Start: { } start, End: { } end })
        {
            grown = grown with
            {
                Spans = grown.Spans | (1 << span),
                Start = grown.Start is { } first && first < start ? first : start,
                End = grown.End is { } last && last > end ? last : end,
            };
        }

        if (entry is not { Level: { } level, Place: { } box }) return grown;
        var place = grown.Place ?? box;
        return grown with
        {
            Levels = grown.Levels | (1 << level),
            Place = new BoundingBox(
                Math.Min(place.West, box.West), Math.Min(place.South, box.South), Math.Max(place.East, box.East), Math.Max(place.North, box.North)),
        };
    }
}
