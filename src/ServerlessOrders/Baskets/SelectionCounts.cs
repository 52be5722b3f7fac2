using ServerlessOrders.Catalog;

namespace ServerlessOrders.Baskets;

/// <summary>Figures of a selection.</summary>
/// <param name="Objects">Products.</param>
/// <param name="Files">Files of these products that would be ordered.</param>
/// <param name="Bytes">Their size; a file of unknown size counts 0.</param>
/// <param name="Quota">How many of these files are RAWDATA of our own storage: what REGARDS counts against a quota.</param>
public readonly record struct SelectionCounts(long Objects, long Files, long Bytes, long Quota)
{
    /// <summary>The figures of one product, of which the filters let some files pass; files of a collection itself make no product.</summary>
    public static SelectionCounts Of(CatalogItem item, FileFilters filters)
    {
        var counts = new SelectionCounts(item.IsProduct ? 1 : 0, 0, 0, 0);
        foreach (var asset in item.Assets.Where(filters.Accepts))
        {
            var quota = asset is { DataType: DataType.RAWDATA, External: false } ? 1 : 0;
            counts = counts.Plus(new SelectionCounts(0, 1, Math.Max(asset.Size ?? 0, 0), quota));
        }

        return counts;
    }

    /// <summary>Both together; a size past what a number can hold stays at the greatest one, for a catalog may claim any size.</summary>
    public SelectionCounts Plus(SelectionCounts other) => new(
        Objects + other.Objects,
        Files + other.Files,
        Bytes + Math.Min(other.Bytes, long.MaxValue - Bytes),
        Quota + other.Quota);

    /// <summary>The lower of the two, figure by figure.</summary>
    public SelectionCounts AtMost(SelectionCounts other) => new(
        Math.Min(Objects, other.Objects), Math.Min(Files, other.Files), Math.Min(Bytes, other.Bytes), Math.Min(Quota, other.Quota));
}
