using ServerlessOrders.Storage;

namespace ServerlessOrders.Catalog.Stores;

/// <summary>Some items that are in the catalog now.</summary>
/// <param name="Items">The items.</param>
/// <param name="Replaced">How many of them took the place of another version.</param>
/// <param name="Unchanged">How many of them were there already just so, and were not written.</param>
public sealed record CatalogWrite(IReadOnlyList<CatalogItem> Items, int Replaced, int Unchanged);

/// <summary>
/// Writes items to the catalog's table: collects them by collection, 100 together, and keeps a few such batches under way at once.
/// What is there already is compared by its hash first, a query or some reads per batch, and written only if it differs.
/// </summary>
/// <param name="storage">The storage account.</param>
/// <param name="tenant">The tenant.</param>
/// <param name="written">Told of the items of each transaction that was accepted.</param>
/// <param name="dryRun">Compare, and write nothing.</param>
internal sealed class ItemBatchStore(StorageClients storage, string tenant, Action<CatalogWrite> written, bool dryRun)
{
    private const int MaxRows = 100;
    private const int MaxInFlight = 4;
    private const int MaxOpenBatches = 32;

    // What a batch holds in memory at most, but for one large item.
    private const int MaxBatchBytes = 2_500_000;

    private readonly Dictionary<string, Batch> _open = new(StringComparer.Ordinal);
    private readonly List<(Batch Batch, Task<CatalogWrite> Sent)> _inFlight = [];
    private readonly Dictionary<string, ItemPartitionStore> _partitions = new(StringComparer.Ordinal);

    private sealed class Batch(ItemPartitionStore items)
    {
        public ItemPartitionStore Items { get; } = items;

        public Dictionary<string, (CatalogItem Item, ItemContent Content)> Rows { get; } = new(StringComparer.Ordinal);

        public int Bytes { get; set; }
    }

    /// <summary>Says that a collection has no items yet, so that none are looked for.</summary>
    public void ExpectNone(string collection) => Partition(collection).ExpectNone();

    /// <summary>Takes an item; sends a transaction if one is full.</summary>
    public async Task AddAsync(CatalogItem item, CancellationToken cancellationToken)
    {
        if (!_open.TryGetValue(item.Collection, out var batch))
        {
            if (_open.Count == MaxOpenBatches) await SendAllAsync(cancellationToken);
            _open[item.Collection] = batch = new Batch(Partition(item.Collection));
        }

        var content = ItemContent.Of(item);
        if (batch.Rows.Count > 0 && batch.Bytes + content.Bytes > MaxBatchBytes)
        {
            await SendAsync(item.Collection, batch, cancellationToken);
            _open[item.Collection] = batch = new Batch(Partition(item.Collection));
        }

        batch.Rows[TableKeys.Encode(item.Id)] = (item, content);
        batch.Bytes += content.Bytes;
        if (batch.Rows.Count == MaxRows) await SendAsync(item.Collection, batch, cancellationToken);
    }

    /// <summary>Sends what is left and waits until everything is in the table.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        await SendAllAsync(cancellationToken);
        while (_inFlight.Count > 0) await ReapAsync(_inFlight[0].Sent);
    }

    private async Task SendAllAsync(CancellationToken cancellationToken)
    {
        foreach (var (collection, batch) in _open.ToList()) await SendAsync(collection, batch, cancellationToken);
    }

    private async Task SendAsync(string collection, Batch batch, CancellationToken cancellationToken)
    {
        _open.Remove(collection);
        // Of two items with one id the later must win, so it does not overtake the earlier.
        while (_inFlight.Find(f => f.Batch.Items == batch.Items && f.Batch.Rows.Keys.Any(batch.Rows.ContainsKey)).Sent is { } same)
            await ReapAsync(same);
        while (_inFlight.Count >= MaxInFlight) await ReapAsync(await Task.WhenAny(_inFlight.Select(f => f.Sent)));
        _inFlight.Add((batch, SubmitAsync(batch, cancellationToken)));
    }

    private async Task ReapAsync(Task<CatalogWrite> sent)
    {
        _inFlight.RemoveAll(f => f.Sent == sent);
        written(await sent);
    }

    private async Task<CatalogWrite> SubmitAsync(Batch batch, CancellationToken cancellationToken) =>
        await batch.Items.SubmitAsync(batch.Rows, dryRun, cancellationToken);

    private ItemPartitionStore Partition(string collection)
    {
        if (_partitions.TryGetValue(collection, out var known)) return known;
        return _partitions[collection] = new ItemPartitionStore(storage, tenant, collection);
    }
}
