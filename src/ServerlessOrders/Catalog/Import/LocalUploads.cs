using System.Runtime.CompilerServices;
using ServerlessOrders.Catalog.Stac;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Catalog.Import;

/// <summary>Uploads the files that lie beside STAC documents, and completes their items with what the upload tells.</summary>
/// <param name="uploads">Where files go.</param>
/// <param name="toArchiveTier">Put them into the Archive tier.</param>
/// <param name="dryRun">Only look at the files.</param>
/// <param name="tally">Told of files that were there already and of those that are left out.</param>
internal sealed class LocalUploads(ArchiveUploads uploads, bool toArchiveTier, bool dryRun, ImportTally tally)
{
    private const int Together = 4;

    /// <summary>Uploads what belongs to the items, and hands them out in their order.</summary>
    public async IAsyncEnumerable<CatalogItem> CompleteAsync(
        IAsyncEnumerable<(StacItem Item, StacPlace Place)> items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var some in items.Chunk(Together).WithCancellation(cancellationToken))
            foreach (var item in await Task.WhenAll(some.Select(i => CompleteAsync(i.Item, i.Place, cancellationToken))))
                yield return item;
    }

    private async Task<CatalogItem> CompleteAsync(StacItem item, StacPlace place, CancellationToken cancellationToken)
    {
        if (item.Uploads.Count == 0) return item.Item;
        var assets = new List<CatalogAsset>(item.Item.Assets.Count);
        foreach (var asset in item.Item.Assets)
        {
            var upload = item.Uploads.FirstOrDefault(u => u.AssetKey == asset.Key);
            try
            {
                assets.Add(upload is null ? asset : await UploadAsync(asset, upload, cancellationToken));
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ImportException)
            {
                tally.Note(new ImportNote(place.Name, item.Item.Id, asset.Key, fault.Message.TrimEnd('.')));
            }
        }

        return item.Item with { Assets = assets };
    }

    private async Task<CatalogAsset> UploadAsync(CatalogAsset asset, StacUpload upload, CancellationToken cancellationToken)
    {
        await using var content = new FileStream(
            upload.Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
        if (asset.Size is { } size && size != content.Length)
            throw new ImportException($"the file has {content.Length} bytes, the document says {size}");
        if (dryRun) return asset with { Size = content.Length };
        var type = asset.MimeType == FileMediaTypes.Unknown ? FileMediaTypes.Of(upload.Path) : asset.MimeType;
        var sent = await uploads.UploadAsync(content, upload.Blob, type, toArchiveTier, new Progress<long>(), cancellationToken);
        if (sent.Unchanged) tally.AddUnchanged();
        if (asset.DigestAlgorithm == "MD5" && asset.Checksum != sent.Md5)
            throw new ImportException($"the file has the MD5 {sent.Md5}, the document says {asset.Checksum}");
        var uploaded = asset with { Size = sent.Length, MimeType = type, Tier = Tiers.Of(sent) };
        return asset.Checksum is null ? uploaded with { Checksum = sent.Md5, DigestAlgorithm = "MD5" } : uploaded;
    }
}
