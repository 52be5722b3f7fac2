using System.Runtime.CompilerServices;
using ServerlessOrders.Catalog.Stac;
using ServerlessOrders.Catalog.Stores;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Catalog.Import;

/// <summary>
/// Imports a blob container that is there already: lists its blobs, uploads and reads nothing, and makes one item of each, whose
/// id is the blob's encoded name. Run again, it replaces those that changed; items of blobs that have gone stay.
/// </summary>
/// <param name="catalog">Where items go.</param>
/// <param name="uploads">Lists the container.</param>
public sealed class ContainerImport(CatalogStore catalog, ArchiveUploads uploads)
{
    /// <summary>Imports the container.</summary>
    /// <param name="tenant">The tenant that gets the items.</param>
    /// <param name="container">The container.</param>
    /// <param name="prefix">Only blobs whose names begin so, or null for all.</param>
    /// <param name="collection">
    /// The collection of all blobs; null: the first folder of a blob's name, and for names without a folder the container's name.
    /// </param>
    /// <param name="progress">Told of blobs and bytes that are done, or null; the total is not known.</param>
    /// <param name="cancellationToken">Stops the import; what is done stays.</param>
    /// <param name="dryRun">List and compare, write nothing.</param>
    /// <exception cref="ImportException">There is no such container, or it can hold no files of the archive.</exception>
    public async Task<ImportResult> ImportAsync(
        string tenant,
        string container,
        string? prefix,
        string? collection,
        IProgress<ImportProgress>? progress,
        CancellationToken cancellationToken,
        bool dryRun = false)
    {
        if (!BlobLocation.IsArchiveContainer(container))
            throw new ImportException($"The container '{container}' holds no files that could be ordered.");
        var blobs = await uploads.ListAsync(container, prefix, cancellationToken)
            ?? throw new ImportException($"There is no container '{container}' in the storage account.");
        var tally = new ImportTally();
        var meter = new ImportMeter(progress, null);
        await catalog.WriteItemsAsync(
            tenant,
            ItemsAsync(blobs, container, collection, tally, cancellationToken),
            write =>
            {
                tally.Add(write);
                meter.Add(write.Items.Count, write.Items.Sum(i => i.Assets[0].Size ?? 0));
            },
            cancellationToken,
            dryRun);
        return tally.ToResult();
    }

    private static async IAsyncEnumerable<CatalogItem> ItemsAsync(
        IAsyncEnumerable<ListedBlob> blobs,
        string container,
        string? collection,
        ImportTally tally,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in blobs.WithCancellation(cancellationToken))
        {
            if (!BlobLocation.CanBeName(blob.Name))
            {
                tally.Note(new ImportNote(container, blob.Name, Reason: "its name has a segment '.' or '..', so that its address means another blob"));
                continue;
            }

            yield return FileItems.Make(
                collection ?? FileItems.FirstFolder(blob.Name) ?? container,
                blob.Name,
                new BlobLocation(container, blob.Name),
                blob.Length,
                blob.Md5,
                blob.MediaType,
                blob.LastModified,
                Tiers.Of(blob.Tier));
        }
    }
}
