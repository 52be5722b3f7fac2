using Azure.Data.Tables;
using ServerlessOrders.Catalog.Index;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Catalog.Stores;

/// <summary>
/// Writes the items of one collection together with their rows of the index and its summary: every transaction replaces the
/// summary in the version that was read, so that the number of items is exact, and two importers notice each other.
/// </summary>
/// <param name="storage">The storage account.</param>
/// <param name="tenant">The tenant.</param>
/// <param name="collection">The collection's plain id.</param>
internal sealed class ItemPartitionStore(StorageClients storage, string tenant, string collection)
{
    private readonly TableClient _table = storage.Catalog;
    private readonly string _partition = CatalogRows.ItemsPartition(tenant, collection);
    private readonly StacBlobStore _blobs = new(storage);
    private readonly IndexSummaryStore _summaries = new(storage.Catalog, CatalogRows.ItemsPartition(tenant, collection), collection);
    private Task _last = Task.CompletedTask;
    private bool _fresh;

    /// <summary>Says that the collection has no items yet, so that none are looked for.</summary>
    public void ExpectNone() => _fresh = true;

    /// <summary>Writes those of the items that are new or differ.</summary>
    /// <param name="items">The items by their keys; up to 100.</param>
    /// <param name="dryRun">Compare, and write nothing.</param>
    /// <param name="cancellationToken">Stops it; what is written stays, with its index.</param>
    public Task<CatalogWrite> SubmitAsync(
        Dictionary<string, (CatalogItem Item, ItemContent Content)> items, bool dryRun, CancellationToken cancellationToken)
    {
        // One at a time: the next one needs the summary that this one leaves.
        var mine = SubmitAsync(_last, items, dryRun, cancellationToken);
        _last = mine;
        return mine;
    }

    /// <summary>Removes an item with its rows of the index; false if there is none such.</summary>
    public async Task<bool> RemoveAsync(string key, CancellationToken cancellationToken)
    {
        for (var contention = new Contention($"items of collection {collection}"); ; await contention.LostAsync(cancellationToken))
        {
            var summary = await _summaries.OpenAsync(fresh: false, cancellationToken);
            if (!(await new ItemHashStore(_table).FindAsync(_partition, [key], cancellationToken)).TryGetValue(key, out var row)) return false;
            var removal = ChangedRows.Removal(_partition, row);
            if (!await TryWriteAsync([removal], summary, cancellationToken)) continue;
            if (removal.OldBlob is { } blob) await _blobs.RemoveAsync(blob, cancellationToken);
            return true;
        }
    }

    private async Task<CatalogWrite> SubmitAsync(
        Task before, Dictionary<string, (CatalogItem Item, ItemContent Content)> items, bool dryRun, CancellationToken cancellationToken)
    {
        // Whoever waits for that one hears of its failure.
        await Task.WhenAny(before);
        CatalogWrite? first = null;
        for (var contention = new Contention($"items of collection {collection}"); ; await contention.LostAsync(cancellationToken))
        {
            var expected = dryRun ? null : await _summaries.OpenAsync(_fresh, cancellationToken);
            var there = _fresh
                ? []
                : await new ItemHashStore(_table).FindAsync(_partition, items.Keys, cancellationToken);
            var changed = items.Where(i => !there.TryGetValue(i.Key, out var row)
                || !i.Value.Content.Hash.AsSpan().SequenceEqual(CatalogRows.Hash(row) ?? [])).ToList();
            var added = changed.Where(i => !there.ContainsKey(i.Key)).Select(i => i.Value.Item).ToList();
            first ??= new CatalogWrite([.. items.Values.Select(i => i.Item)], changed.Count - added.Count, items.Count - changed.Count);
            if (expected is null || changed.Count == 0) return first;
            // URNs first: one that leads to no item yet is harmless, an item that its URN does not find is not.
            if (added.Count > 0)
            {
                var urns = CatalogRows.ItemUrns(CatalogRows.UrnsPartition(tenant, collection), added);
                await _table.UpsertEntityAsync(urns, TableUpdateMode.Replace, cancellationToken);
            }

            var writes = new List<ChangedRows>();
            foreach (var (key, (item, content)) in changed)
                writes.Add(await PrepareAsync(key, item, content, there.GetValueOrDefault(key), cancellationToken));
            if (!await TryWriteAsync(writes, expected, cancellationToken)) continue;
            foreach (var blob in writes.Select(w => w.OldBlob).OfType<string>()) await _blobs.RemoveAsync(blob, cancellationToken);
            return first;
        }
    }

    private async Task<ChangedRows> PrepareAsync(
        string key, CatalogItem item, ItemContent content, TableEntity? old, CancellationToken cancellationToken)
    {
        var blob = content.StacInBlob ? StacBlobStore.Name(tenant, collection, content) : null;
        if (blob is not null) await _blobs.WriteAsync(blob, content.Stac!, cancellationToken);
        return ChangedRows.Of(_partition, item with { Key = key }, content, blob, old);
    }

    // False if somebody else has changed the collection meanwhile: then what was compared may no longer be so.
    private async Task<bool> TryWriteAsync(List<ChangedRows> writes, IndexSummaryStore.StoredSummary summary, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var some in ChangedRows.Transactions(writes))
                summary = await _summaries.WriteAsync(summary, some, cancellationToken);
            _fresh = false;
            return true;
        }
        catch (TableTransactionFailedException lost) when (lost.Status is 404 or 409 or 412)
        {
            _summaries.Forget();
            _fresh = false;
            return false;
        }
    }
}
