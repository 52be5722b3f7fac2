using System.Text;
using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Stores;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Tests.Faults.Chaos;

/// <summary>What can be ordered: collections of some sizes, most of whose files are there; some lie in the Archive tier, some are missing.</summary>
internal sealed class ChaosArchive
{
    public const string Tenant = "chaos";

    private readonly Dictionary<string, ChaosFile[]> _collections = [];
    private readonly BlobContainerClient _container;

    private ChaosArchive(BlobContainerClient container) => _container = container;

    public IReadOnlyDictionary<string, ChaosFile[]> Collections => _collections;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<ChaosArchive> CreateAsync(StorageClients storage, IEnumerable<int> sizes)
    {
        var archive = new ChaosArchive(storage.Blobs.GetBlobContainerClient($"archive{Guid.NewGuid():N}"));
        await archive._container.CreateAsync(cancellationToken: Stop);
        foreach (var (size, number) in sizes.Select((size, number) => (size, number)))
            archive._collections[$"c{number:D2}"] = [.. Enumerable.Range(0, size).Select(file => ChaosFile.Of(number, file))];
        var there = archive.Collections.Values.SelectMany(files => files).Where(file => file.IsThere).ToList();
        await Parallel.ForEachAsync(there, Stop, async (file, stop) => await archive.UploadAsync(file, stop));
        foreach (var (collection, files) in archive.Collections)
        {
            var items = files.Select(file => new CatalogItem(
                collection, file.Item, file.Item, JsonDocument.Parse("{}").RootElement, null, null, null,
                [new CatalogAsset(
                    "data", file.Name, DataType.RAWDATA, "text/plain", $"{archive._container.Name}/{file.Name}", false, file.Content.Length,
                    null, null)]));
            await new CatalogStore(storage).WriteItemsAsync(Tenant, items.ToAsyncEnumerable(), _ => { }, Stop);
        }

        return archive;
    }

    /// <summary>Brings the missing files back.</summary>
    public async Task RestoreAsync()
    {
        foreach (var file in Collections.Values.SelectMany(files => files).Where(file => !file.IsThere)) await UploadAsync(file, Stop);
    }

    private async Task UploadAsync(ChaosFile file, CancellationToken stop) => await _container.GetBlobClient(file.Name).UploadAsync(
        BinaryData.FromBytes(file.Content), new BlobUploadOptions { AccessTier = file.IsArchived ? AccessTier.Archive : default(AccessTier?) }, stop);
}

/// <summary>A file of the archive.</summary>
/// <param name="Item">Its product, which has this one file.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="IsThere">False if only the catalog knows it.</param>
/// <param name="IsArchived">Whether it lies in the Archive tier.</param>
internal sealed record ChaosFile(string Item, byte[] Content, bool IsThere, bool IsArchived)
{
    public string Name => Item + ".txt";

    public static ChaosFile Of(int collection, int number) => new(
        $"c{collection:D2}p{number:D3}",
        Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat($"collection {collection}, file {number}\n", 1 + (number * 37 % 60)))),
        // Every fifth collection lacks some files, one of them all.
        IsThere: collection % 5 != 3 || (collection != 3 && number % 7 != 2),
        IsArchived: number % 11 == 5);
}
