using System.Globalization;
using System.Text.Json;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Stores;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Benchmarks.Hosting;

/// <summary>Blobs and products made up for a measurement. Several products may share a blob: preparing them costs the same.</summary>
internal static class MadeUpArchive
{
    private const string Container = "benchmark";

    /// <summary>The tenant of the tokens.</summary>
    public const string Tenant = "demo";

    /// <summary>Makes blobs of random bytes; returns their addresses (<c>container/name</c>).</summary>
    public static async Task<IReadOnlyList<string>> CreateBlobsAsync(
        StorageClients storage, string prefix, int count, long length, CancellationToken stop)
    {
        var container = storage.Blobs.GetBlobContainerClient(Container);
        await container.CreateIfNotExistsAsync(cancellationToken: stop);
        var names = Enumerable.Range(0, count).Select(index => string.Create(CultureInfo.InvariantCulture, $"{prefix}-{index:D6}")).ToList();
        await Parallel.ForEachAsync(names, stop, async (name, cancel) =>
        {
            await using var blob = await container.GetBlobClient(name).OpenWriteAsync(overwrite: true, cancellationToken: cancel);
            var buffer = new byte[1 << 20];
            for (var left = length; left > 0; left -= buffer.Length)
            {
                Random.Shared.NextBytes(buffer);
                await blob.WriteAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), cancel);
            }
        });
        return [.. names.Select(name => $"{Container}/{name}")];
    }

    /// <summary>Makes products of one file each, in a collection, over the blobs in turn.</summary>
    /// <param name="storage">The account.</param>
    /// <param name="collection">Collection; <c>collection</c> as a query selects all of them.</param>
    /// <param name="products">Number of products.</param>
    /// <param name="blobs">Addresses of blobs.</param>
    /// <param name="blobLength">Length of each blob.</param>
    /// <param name="stop">Gives up.</param>
    /// <param name="tenant">The tenant; absent: that of the tokens.</param>
    public static Task CreateProductsAsync(
        StorageClients storage, string collection, int products, IReadOnlyList<string> blobs, long blobLength, CancellationToken stop,
        string tenant = Tenant) =>
        new CatalogStore(storage).WriteItemsAsync(tenant, ItemsAsync(collection, products, blobs, blobLength), _ => { }, stop);

    private static async IAsyncEnumerable<CatalogItem> ItemsAsync(
        string collection, int products, IReadOnlyList<string> blobs, long blobLength)
    {
        var none = JsonDocument.Parse("{}").RootElement;
        for (var index = 0; index < products; index++)
        {
            var id = index.ToString("D6", CultureInfo.InvariantCulture);
            var asset = new CatalogAsset(
                "data", $"{collection}-{id}.dat", DataType.RAWDATA, "application/octet-stream", blobs[index % blobs.Count], false,
                blobLength, null, null);
            yield return new CatalogItem(collection, $"{collection}-{id}", id, none, null, null, null, [asset]);
        }

        await Task.CompletedTask;
    }
}
