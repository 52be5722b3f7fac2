using System.Runtime.CompilerServices;
using ServerlessOrders.Catalog.Stac;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Catalog.Import;

/// <summary>
/// Asks our storage for what a STAC document leaves out: the size, and if it has none the MD5, of internal files without
/// <c>file:size</c>. Baskets and sub-orders count bytes, so a size that storage knows should not be missing.
/// </summary>
/// <param name="archive">Our storage.</param>
/// <param name="report">Told of files that are not there.</param>
internal sealed class InternalFiles(IArchive archive, Action<ImportNote> report)
{
    private const int Together = 32;

    /// <summary>Completes items, in their order.</summary>
    public async IAsyncEnumerable<CatalogItem> CompleteAsync(
        IAsyncEnumerable<CatalogItem> items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var some in items.Chunk(Together).WithCancellation(cancellationToken))
            foreach (var item in await Task.WhenAll(some.Select(i => CompleteAsync(i, cancellationToken))))
                yield return item;
    }

    private async Task<CatalogItem> CompleteAsync(CatalogItem item, CancellationToken cancellationToken)
    {
        if (!item.Assets.Any(NeedsSize)) return item;
        var assets = new List<CatalogAsset>(item.Assets.Count);
        foreach (var asset in item.Assets)
            assets.Add(NeedsSize(asset) ? await CompleteAsync(item, asset, cancellationToken) : asset);
        return item with { Assets = assets };
    }

    private async Task<CatalogAsset> CompleteAsync(CatalogItem item, CatalogAsset asset, CancellationToken cancellationToken)
    {
        if (await archive.FindAsync(BlobLocation.Parse(asset.Href), cancellationToken) is not { } blob)
        {
            report(new ImportNote(item.Collection, item.Id, asset.Key, $"there is no blob {asset.Href} yet", LeftOut: false));
            return asset;
        }

        var found = asset with { Size = blob.Length, Tier = Tiers.Of(blob.Tier) };
        return asset.Checksum is null && blob.ContentMd5 is { } md5 ? found with { Checksum = md5, DigestAlgorithm = "MD5" } : found;
    }

    private static bool NeedsSize(CatalogAsset asset) => !asset.External && asset.Size is null;
}
