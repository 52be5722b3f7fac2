using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using ServerlessOrders.Catalog.Index;
using ServerlessOrders.Catalog.Search;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Catalog.Stores;

/// <summary>
/// The built-in catalog: STAC collections and items in Table Storage. Tenants share the table but no partition. A read looks at
/// one page of a collection at a time, so a collection may hold any number of items.
/// </summary>
/// <param name="storage">The storage account.</param>
public sealed class CatalogStore(StorageClients storage) : ICatalog
{
    // Table Storage answers 1000 rows per request at most.
    private const int PageRows = ICatalog.PageScan;
    private const int ParallelReads = 16;
    private const int WorthAScan = 64;

    private readonly StacBlobStore _blobs = new(storage);
    private readonly ItemSearchStore _search = new(storage);

    /// <inheritdoc/>
    public async Task<CatalogCollection?> FindCollectionAsync(string tenant, string idOrUrn, CancellationToken cancellationToken)
    {
        var partition = CatalogRows.CollectionsPartition(tenant);
        if (Urns.ParseDataset(tenant, idOrUrn) is { } uuid
            && await FindRowAsync(partition, CatalogRows.UrnKey(uuid), cancellationToken) is { } named)
            return CatalogRows.ReadCollection(tenant, named);
        var row = await FindRowAsync(partition, CatalogRows.CollectionKey(idOrUrn), cancellationToken);
        return row is null ? null : CatalogRows.ReadCollection(tenant, row);
    }

    /// <inheritdoc/>
    /// <remarks>Ordered by encoded id (<see cref="TableKeys.Encode"/>).</remarks>
    public async IAsyncEnumerable<CatalogCollection> ListCollectionsAsync(
        string tenant, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {CatalogRows.CollectionsPartition(tenant)} and RowKey ge {CatalogRows.IdPrefix} and RowKey lt {CatalogRows.AfterIds}");
        await foreach (var row in storage.Catalog.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
            yield return CatalogRows.ReadCollection(tenant, row);
    }

    /// <inheritdoc/>
    public async Task<CatalogPage> ReadAsync(
        string tenant, string collectionId, IReadOnlyList<ItemQuery> anyOf, string? after, CancellationToken cancellationToken)
    {
        var queries = anyOf.Where(query => query.Concerns(tenant, collectionId)).ToList();
        if (queries.Count == 0) return new CatalogPage([], null);
        if (queries is [{ Products: null } only] && await _search.FindPageAsync(tenant, collectionId, only, after, cancellationToken) is { } found)
            return found;

        var rows = queries.All(q => q.Products is not null)
            ? await ReadNamedAsync(tenant, collectionId, [.. queries.Select(q => q.Products!)], after, queries.Any(q => q.NeedsDocument), cancellationToken)
            : await ScanAsync(tenant, collectionId, after, queries.Any(q => q.NeedsDocument), cancellationToken);
        return rows with { Items = ItemQuery.Filter(rows.Items, queries, cancellationToken) };
    }

    /// <summary>Writes a collection; one of the same id is replaced, its items stay.</summary>
    public async Task WriteCollectionAsync(string tenant, CatalogCollection collection, CancellationToken cancellationToken) =>
        await storage.Catalog.SubmitTransactionAsync(
            CatalogRows.Collection(tenant, collection).Select(r => new TableTransactionAction(TableTransactionActionType.UpsertReplace, r)),
            cancellationToken);

    /// <summary>Makes a collection known that so far only its items name; one that is there keeps its title. True if it was not there.</summary>
    public async Task<bool> EnsureCollectionAsync(
        string tenant, string collectionId, CancellationToken cancellationToken, bool dryRun = false)
    {
        if (await FindRowAsync(CatalogRows.CollectionsPartition(tenant), CatalogRows.CollectionKey(collectionId), cancellationToken) is not null)
            return false;
        if (!dryRun)
            await WriteCollectionAsync(
                tenant, new CatalogCollection(collectionId, collectionId, Urns.Dataset(tenant, collectionId)), cancellationToken);
        return true;
    }

    /// <summary>
    /// Writes items as they come, 100 per transaction, and makes their collections known; an item of the same collection and id is
    /// replaced if it differs, of two in one call the last one stays.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="items">The items; each must fit <see cref="ItemDocument.MaxBytes"/>.</param>
    /// <param name="written">Told of each group of items that is in the table.</param>
    /// <param name="cancellationToken">Stops the writing; what is written stays.</param>
    /// <param name="dryRun">Compare with what is there and write nothing.</param>
    public async Task WriteItemsAsync(
        string tenant,
        IAsyncEnumerable<CatalogItem> items,
        Action<CatalogWrite> written,
        CancellationToken cancellationToken,
        bool dryRun = false)
    {
        var writer = new ItemBatchStore(storage, tenant, written, dryRun);
        var known = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var item in items.WithCancellation(cancellationToken))
        {
            // A collection is made known before its first item, so one that is not known yet has none to compare with.
            if (known.Add(item.Collection) && await EnsureCollectionAsync(tenant, item.Collection, cancellationToken, dryRun))
                writer.ExpectNone(item.Collection);

            await writer.AddAsync(item, cancellationToken);
        }

        await writer.FinishAsync(cancellationToken);
    }

    /// <summary>True if a collection has an item of this id.</summary>
    public async Task<bool> HasItemAsync(string tenant, string collectionId, string itemId, CancellationToken cancellationToken) =>
        await FindRowAsync(CatalogRows.ItemsPartition(tenant, collectionId), TableKeys.Encode(itemId), cancellationToken) is not null;

    /// <summary>Removes one item; false if there is none such.</summary>
    public async Task<bool> RemoveItemAsync(string tenant, string collectionId, string itemId, CancellationToken cancellationToken)
    {
        // Its URN stays: it leads to no item then, which is harmless.
        return await new ItemPartitionStore(storage, tenant, collectionId).RemoveAsync(TableKeys.Encode(itemId), cancellationToken);
    }

    /// <summary>
    /// Removes a collection with all its items. One that was stopped in the middle is finished by the next call, since the
    /// collection's own rows go last.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="collectionId">The collection's plain id.</param>
    /// <param name="removed">Told of how many items have gone so far.</param>
    /// <param name="cancellationToken">Stops it; what is removed stays so.</param>
    public async Task RemoveCollectionAsync(
        string tenant, string collectionId, IProgress<long>? removed, CancellationToken cancellationToken)
    {
        var removal = new PartitionRemoval(storage.Catalog);
        await new IndexRebuildStore(storage.Catalog).RemoveAsync(CatalogRows.ItemsPartition(tenant, collectionId), cancellationToken);
        await removal.RemoveAsync(CatalogRows.ItemsPartition(tenant, collectionId), removed, cancellationToken);
        await removal.RemoveAsync(CatalogRows.UrnsPartition(tenant, collectionId), null, cancellationToken);
        await _blobs.RemoveAllAsync(tenant, collectionId, cancellationToken);
        var collections = CatalogRows.CollectionsPartition(tenant);
        foreach (var key in new[] { CatalogRows.UrnKey(Urns.DatasetUuid(collectionId)), CatalogRows.CollectionKey(collectionId) })
            await storage.Catalog.DeleteEntityAsync(collections, key, cancellationToken: cancellationToken);
    }

    /// <summary>How many items a collection has: kept with its index, one operation; without one their keys are read, 1000 per operation.</summary>
    public async Task<long> CountItemsAsync(string tenant, string collectionId, CancellationToken cancellationToken) =>
        await FindCountAsync(tenant, collectionId, cancellationToken)
            ?? await storage.Catalog.QueryAsync<TableEntity>(ItemsFilter(tenant, collectionId, null), PageRows, ["RowKey"], cancellationToken)
                .LongCountAsync(cancellationToken);

    /// <summary>How many items a collection has, if that is kept; null in collections that have no index yet.</summary>
    public async Task<long?> FindCountAsync(string tenant, string collectionId, CancellationToken cancellationToken) =>
        (await FindSummaryAsync(tenant, collectionId, cancellationToken))?.Items;

    /// <summary>What is kept of the items of a collection as a whole (one operation); null in collections that have no index yet.</summary>
    internal async Task<IndexSummary?> FindSummaryAsync(string tenant, string collectionId, CancellationToken cancellationToken) =>
        (await IndexSummaryStore.FindAsync(storage.Catalog, CatalogRows.ItemsPartition(tenant, collectionId), cancellationToken))?.Summary;

    /// <summary>Makes the index of a collection anew. Nothing may be imported into it meanwhile.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="collectionId">The collection's plain id.</param>
    /// <param name="done">Told of how many items are in the index, or null.</param>
    /// <param name="cancellationToken">Stops it; searches look at every item then, until it is run again.</param>
    public Task RebuildIndexAsync(string tenant, string collectionId, IProgress<long>? done, CancellationToken cancellationToken) =>
        new IndexRebuildStore(storage.Catalog).RebuildAsync(CatalogRows.ItemsPartition(tenant, collectionId), collectionId, done, cancellationToken);

    private static string ItemsFilter(string tenant, string collection, string? after) => TableClient.CreateQueryFilter(
        $"PartitionKey eq {CatalogRows.ItemsPartition(tenant, collection)} and RowKey gt {after ?? IndexKeys.AfterIndex}");

    private async Task<CatalogItem> ReadAsync(string collection, TableEntity row, bool documents, CancellationToken cancellationToken)
    {
        var item = CatalogRows.ReadItem(collection, row.RowKey, row);
        return documents ? await _blobs.CompleteAsync(item, cancellationToken) : item;
    }

    private async Task<TableEntity?> FindRowAsync(string partition, string key, CancellationToken cancellationToken)
    {
        var row = await storage.Catalog.GetEntityIfExistsAsync<TableEntity>(partition, key, cancellationToken: cancellationToken);
        return row.HasValue ? row.Value : null;
    }

    private async Task<CatalogPage> ScanAsync(
        string tenant, string collection, string? after, bool documents, CancellationToken cancellationToken)
    {
        var filter = ItemsFilter(tenant, collection, after);
        var columns = documents ? null : CatalogRows.SelectionColumns;
        await foreach (var page in storage.Catalog.QueryAsync<TableEntity>(filter, PageRows, columns, cancellationToken).AsPages())
        {
            // An answer may be empty and yet not the last one.
            if (page.Values.Count == 0) continue;
            var items = new List<CatalogItem>(page.Values.Count);
            foreach (var row in page.Values)
            {
                cancellationToken.ThrowIfCancellationRequested();
                items.Add(await ReadAsync(collection, row, documents, cancellationToken));
            }

            return new CatalogPage(items, page.ContinuationToken is null ? null : items[^1].Key);
        }

        return new CatalogPage([], null);
    }

    private async Task<CatalogPage> ReadNamedAsync(
        string tenant, string collection, List<NamedProducts> names, string? after, bool documents, CancellationToken cancellationToken)
    {
        if (names.Sum(n => n.Count) > WorthAScan)
        {
            // A small collection is read at once, whatever the names.
            var first = await ScanAsync(tenant, collection, after, documents, cancellationToken);
            if (first.Next is null) return first;
        }

        var byUrn = await FindKeysAsync(tenant, collection, [.. names.SelectMany(n => n.Uuids)], cancellationToken);
        var keys = names.SelectMany(n => n.Ids).Select(TableKeys.Encode).Concat(byUrn)
            .Where(key => after is null || string.CompareOrdinal(key, after) > 0)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(PageRows + 1).ToList();
        var page = keys.Take(PageRows).ToList();
        var rows = await FindRowsAsync(CatalogRows.ItemsPartition(tenant, collection), page, cancellationToken);
        var items = new List<CatalogItem>(rows.Count);
        foreach (var row in rows) items.Add(await ReadAsync(collection, row, documents, cancellationToken));
        return new CatalogPage(items, keys.Count > PageRows ? page[^1] : null);
    }

    // Reads a row for every 100 items, until all are found: of 100,000 items one page.
    private async Task<List<string>> FindKeysAsync(
        string tenant, string collection, HashSet<Guid> uuids, CancellationToken cancellationToken)
    {
        var keys = new List<string>();
        if (uuids.Count == 0) return keys;
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {CatalogRows.UrnsPartition(tenant, collection)}");
        await foreach (var row in storage.Catalog.QueryAsync<TableEntity>(filter, PageRows, cancellationToken: cancellationToken))
        {
            keys.AddRange(CatalogRows.ReadItemUrns(row).Where(urn => uuids.Remove(urn.Uuid)).Select(urn => urn.Key));
            if (uuids.Count == 0) break;
        }

        return keys;
    }

    // In the order of the keys, without those that have no row.
    private async Task<List<TableEntity>> FindRowsAsync(string partition, List<string> keys, CancellationToken cancellationToken)
    {
        var rows = new TableEntity?[keys.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = ParallelReads, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, keys.Count, options, async (i, stop) => rows[i] = await FindRowAsync(partition, keys[i], stop));
        return [.. rows.OfType<TableEntity>()];
    }
}
