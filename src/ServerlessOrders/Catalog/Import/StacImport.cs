using System.Runtime.CompilerServices;
using ServerlessOrders.Catalog.Stac;
using ServerlessOrders.Files;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Catalog.Import;

/// <summary>
/// Imports STAC documents: an Item, an ItemCollection (a FeatureCollection of items) or a Collection. The document is read
/// twice, first to validate all of it, then to write: one fault, and nothing is written. What is there already is replaced.
/// </summary>
/// <param name="catalog">Where items go.</param>
/// <param name="storage">Tells which addresses are in our storage.</param>
/// <param name="archive">Tells the sizes of internal files for which the document has none.</param>
/// <param name="externalHosts">Tells which hosts are worth a warning.</param>
public sealed class StacImport(CatalogStore catalog, StorageClients storage, IArchive archive, ExternalFilePolicy externalHosts)
{
    /// <summary>The collection of items that name none, unless the import says another.</summary>
    public const string DefaultCollection = "default";

    /// <summary>Imports a file.</summary>
    /// <param name="tenant">The tenant that gets the items.</param>
    /// <param name="path">The file.</param>
    /// <param name="defaultCollection">The collection of items that name none; null for <see cref="DefaultCollection"/>.</param>
    /// <param name="progress">Told of the items that are written, or null.</param>
    /// <param name="cancellationToken">Stops the import.</param>
    /// <exception cref="ImportException">The document is missing or cannot be imported; nothing was written.</exception>
    public Task<ImportResult> ImportFileAsync(
        string tenant, string path, string? defaultCollection, IProgress<ImportProgress>? progress, CancellationToken cancellationToken) =>
        ImportAsync(tenant, Path.GetFileName(path), () => Open(path), defaultCollection, progress, cancellationToken);

    /// <summary>Imports a document.</summary>
    /// <param name="tenant">The tenant that gets the items.</param>
    /// <param name="name">The document's name in errors and warnings.</param>
    /// <param name="open">Opens the document at its beginning; called twice, each stream is disposed.</param>
    /// <param name="defaultCollection">The collection of items that name none; null for <see cref="DefaultCollection"/>.</param>
    /// <param name="progress">Told of the items that are written, or null.</param>
    /// <param name="cancellationToken">Stops the import.</param>
    /// <exception cref="ImportException">The document cannot be imported; nothing was written.</exception>
    public async Task<ImportResult> ImportAsync(
        string tenant,
        string name,
        Func<Stream> open,
        string? defaultCollection,
        IProgress<ImportProgress>? progress,
        CancellationToken cancellationToken)
    {
        var tally = new ImportTally();
        StacDocumentSummary summary;
        await using (var document = open())
        {
            var items = Reader(defaultCollection, tally.Warn);
            summary = await StacDocumentSummary.ReadAsync(document, name, items, cancellationToken);
        }

        if (summary.Collection is { } collection)
        {
            var written = collection with { Urn = Urns.Dataset(tenant, collection.Id) };
            await catalog.WriteCollectionAsync(tenant, written, cancellationToken);
            tally.Add(written);
            return tally.ToResult();
        }

        await using var again = open();
        var source = summary.Item is { } single
            ? AsyncEnumerable.Repeat(single, 1)
            : ItemsAsync(again, name, Reader(defaultCollection, _ => { }), cancellationToken);
        var meter = new ImportMeter(progress, summary.Items);
        await catalog.WriteItemsAsync(
            tenant,
            new InternalFiles(archive, tally.Warn).CompleteAsync(source, cancellationToken),
            items =>
            {
                foreach (var item in items) tally.Add(item);
                meter.Add(items.Count, items.Sum(i => i.Assets.Sum(a => a.Size ?? 0)));
            },
            cancellationToken);
        return tally.ToResult();
    }

    private static async IAsyncEnumerable<CatalogItem> ItemsAsync(
        Stream stream, string name, StacItemReader reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var part in new StacDocument(stream, name).ReadAsync(cancellationToken))
            if (part.Index is not null) yield return reader.ReadFeature(part, name);
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ImportException($"{path} cannot be read: {fault.Message}", fault);
        }
    }

    private StacItemReader Reader(string? defaultCollection, Action<string> warn) =>
        new(new StacAssetReader(storage.Blobs.Uri, externalHosts, warn), defaultCollection ?? DefaultCollection);
}
