using Azure.Storage.Blobs;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Catalog;

/// <summary>STAC documents that do not fit into their rows: a blob each, named by its content, so that one is never changed.</summary>
/// <param name="storage">The storage account.</param>
internal sealed class StacBlobStore(StorageClients storage)
{
    /// <summary>The blob of a document.</summary>
    public static string Name(string tenant, string collection, ItemContent content) =>
        $"{Folder(tenant, collection)}{Convert.ToHexStringLower(content.Hash)}";

    /// <summary>Writes it; one of that name is the same.</summary>
    public async Task WriteAsync(string name, byte[] packed, CancellationToken cancellationToken) =>
        await Blob(name).UploadAsync(BinaryData.FromBytes(packed), overwrite: true, cancellationToken);

    /// <summary>Completes an item whose document lies in a blob.</summary>
    public async Task<CatalogItem> CompleteAsync(CatalogItem item, CancellationToken cancellationToken)
    {
        if (item.StacBlob is not { } name) return item;
        var blob = Blob(name);
        if (!await blob.ExistsAsync(cancellationToken)) return item;
        var content = await blob.DownloadContentAsync(cancellationToken);
        return item with { Stac = StacText.OfPacked(content.Value.Content.ToArray()), StacBlob = null };
    }

    /// <summary>Removes one; nothing may lead to it any more.</summary>
    public Task RemoveAsync(string name, CancellationToken cancellationToken) => Blob(name).DeleteIfExistsAsync(cancellationToken: cancellationToken);

    /// <summary>Removes all of a collection.</summary>
    public async Task RemoveAllAsync(string tenant, string collection, CancellationToken cancellationToken)
    {
        var blobs = storage.Own.GetBlobsAsync(
            new Azure.Storage.Blobs.Models.GetBlobsOptions { Prefix = Folder(tenant, collection) }, cancellationToken);
        await foreach (var blob in blobs) await RemoveAsync(blob.Name, cancellationToken);
    }

    private BlobClient Blob(string name) => storage.Own.GetBlobClient(name);

    private static string Folder(string tenant, string collection) => $"catalog/{TableKeys.Encode(tenant)}/{TableKeys.Encode(collection)}/";
}
