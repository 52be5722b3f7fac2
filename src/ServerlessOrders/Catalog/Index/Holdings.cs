namespace ServerlessOrders.Catalog.Index;

/// <summary>What there is to order of some items, as their import found it.</summary>
/// <param name="Files">Files that can be ordered.</param>
/// <param name="Bytes">Their bytes, of those whose size is known.</param>
/// <param name="Unsized">How many of them are of unknown size.</param>
/// <param name="ArchivedFiles">How many of them lay in the Archive tier.</param>
/// <param name="ArchivedBytes">The bytes of those.</param>
internal sealed record Holdings(long Files, long Bytes, long Unsized, long ArchivedFiles, long ArchivedBytes)
{
    // A document may claim any size; so many files of this one (1 PiB) as fit into a catalog do not overflow a sum.
    private const long LargestCounted = 1L << 50;

    /// <summary>Of nothing.</summary>
    public static Holdings None { get; } = new(0, 0, 0, 0, 0);

    /// <summary>Of an item.</summary>
    public static Holdings Of(CatalogItem item) => item.Assets.Where(asset => asset.DataType.IsOrderable()).Aggregate(None, (sum, asset) =>
    {
        var bytes = Math.Clamp(asset.Size ?? 0, 0, LargestCounted);
        var archived = asset is { External: false, Tier: "archive" };
        return sum + new Holdings(1, bytes, asset.Size is null ? 1 : 0, archived ? 1 : 0, archived ? bytes : 0);
    });

    /// <summary>Both together.</summary>
    public static Holdings operator +(Holdings one, Holdings other) => new(
        one.Files + other.Files, one.Bytes + other.Bytes, one.Unsized + other.Unsized,
        one.ArchivedFiles + other.ArchivedFiles, one.ArchivedBytes + other.ArchivedBytes);

    /// <summary>What is left without the others.</summary>
    public static Holdings operator -(Holdings one, Holdings other) => new(
        one.Files - other.Files, one.Bytes - other.Bytes, one.Unsized - other.Unsized,
        one.ArchivedFiles - other.ArchivedFiles, one.ArchivedBytes - other.ArchivedBytes);
}
