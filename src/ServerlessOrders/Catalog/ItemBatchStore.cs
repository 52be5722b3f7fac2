using Azure.Data.Tables;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Catalog;

/// <summary>Some items that are in the catalog now.</summary>
/// <param name="Items">The items.</param>
/// <param name="Replaced">How many of them took the place of another version.</param>
/// <param name="Unchanged">How many of them were there already just so, and were not written.</param>
public sealed record CatalogWrite(IReadOnlyList<CatalogItem> Items, int Replaced, int Unchanged);

/// <summary>
/// Writes items to the catalog's table: collects them by collection, 100 or 4 MiB a transaction (the limits of Table Storage),
/// and keeps a few transactions under way at once. What is there already is compared by its hash first, a query or some reads per
/// transaction, and written only if it differs.
/// </summary>
/// <param name="table">The catalog's table.</param>
/// <param name="tenant">The tenant.</param>
/// <param name="written">Told of the items of each transaction that was accepted.</param>
/// <param name="dryRun">Compare, and write nothing.</param>
internal sealed class ItemBatchStore(TableClient table, string tenant, Action<CatalogWrite> written, bool dryRun)
{
    private const int MaxRows = 100;
    private const int MaxInFlight = 4;
    private const int MaxOpenBatches = 32;

    // A request carries base64 and row headers: 4/3 of the bytes and some. 2.5 MiB of documents stay below 4 MiB.
    private const int MaxDocumentBytes = 2_500_000;

    private readonly Dictionary<string, Batch> _open = new(StringComparer.Ordinal);
    private readonly List<(Batch Batch, Task<CatalogWrite> Sent)> _inFlight = [];
    private readonly HashSet<string> _fresh = new(StringComparer.Ordinal);

    private sealed class Batch(string partition, string urnsPartition)
    {
        public string Partition { get; } = partition;

        public string UrnsPartition { get; } = urnsPartition;

        public Dictionary<string, (CatalogItem Item, byte[] Document)> Rows { get; } = new(StringComparer.Ordinal);

        public int Bytes => Rows.Values.Sum(r => r.Document.Length);
    }

    /// <summary>Says that a collection has no items yet, so that none are looked for.</summary>
    public void ExpectNone(string collection) => _fresh.Add(CatalogRows.ItemsPartition(tenant, collection));

    /// <summary>Takes an item; sends a transaction where one is full.</summary>
    public async Task AddAsync(CatalogItem item, CancellationToken cancellationToken)
    {
        var partition = CatalogRows.ItemsPartition(tenant, item.Collection);
        if (!_open.TryGetValue(partition, out var batch))
        {
            if (_open.Count == MaxOpenBatches) await SendAllAsync(cancellationToken);
            _open[partition] = batch = NewBatch(partition, item.Collection);
        }

        var document = ItemDocument.Write(item);
        if (batch.Rows.Count > 0 && batch.Bytes + document.Length > MaxDocumentBytes)
        {
            await SendAsync(batch, cancellationToken);
            _open[partition] = batch = NewBatch(partition, item.Collection);
        }

        batch.Rows[TableKeys.Encode(item.Id)] = (item, document);
        if (batch.Rows.Count == MaxRows) await SendAsync(batch, cancellationToken);
    }

    /// <summary>Sends what is left and waits until everything is in the table.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        await SendAllAsync(cancellationToken);
        while (_inFlight.Count > 0) await ReapAsync(_inFlight[0].Sent);
    }

    private async Task SendAllAsync(CancellationToken cancellationToken)
    {
        foreach (var batch in _open.Values.ToList()) await SendAsync(batch, cancellationToken);
    }

    private async Task SendAsync(Batch batch, CancellationToken cancellationToken)
    {
        _open.Remove(batch.Partition);
        // Of two items with one id the later must win, so it does not overtake the earlier.
        while (_inFlight.Find(f => f.Batch.Partition == batch.Partition && f.Batch.Rows.Keys.Any(batch.Rows.ContainsKey)).Sent is { } same)
            await ReapAsync(same);
        while (_inFlight.Count >= MaxInFlight) await ReapAsync(await Task.WhenAny(_inFlight.Select(f => f.Sent)));
        _inFlight.Add((batch, SubmitAsync(batch, cancellationToken)));
    }

    private async Task ReapAsync(Task<CatalogWrite> sent)
    {
        _inFlight.RemoveAll(f => f.Sent == sent);
        written(await sent);
    }

    private Batch NewBatch(string partition, string collection) => new(partition, CatalogRows.UrnsPartition(tenant, collection));

    // URNs first: one that leads to no item yet is harmless, an item that its URN does not find is not.
    private async Task<CatalogWrite> SubmitAsync(Batch batch, CancellationToken cancellationToken)
    {
        var there = _fresh.Contains(batch.Partition)
            ? []
            : await new ItemHashStore(table).FindAsync(batch.Partition, batch.Rows.Keys, cancellationToken);
        var changed = batch.Rows
            .Select(r => (r.Key, r.Value.Item, Row: CatalogRows.Item(batch.Partition, r.Value.Item, r.Value.Document)))
            .Where(r => !there.TryGetValue(r.Key, out var hash) || hash is null || !hash.AsSpan().SequenceEqual(CatalogRows.Hash(r.Row)))
            .ToList();
        var added = changed.Where(r => !there.ContainsKey(r.Key)).Select(r => r.Item).ToList();
        if (!dryRun && added.Count > 0)
            await table.UpsertEntityAsync(CatalogRows.ItemUrns(batch.UrnsPartition, added), TableUpdateMode.Replace, cancellationToken);
        if (!dryRun && changed.Count > 0)
            await table.SubmitTransactionAsync(
                changed.Select(r => new TableTransactionAction(TableTransactionActionType.UpsertReplace, r.Row)), cancellationToken);
        return new CatalogWrite(
            [.. batch.Rows.Values.Select(r => r.Item)], changed.Count - added.Count, batch.Rows.Count - changed.Count);
    }
}
