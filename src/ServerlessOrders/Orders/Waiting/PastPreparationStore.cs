using ServerlessOrders.Storage;

namespace ServerlessOrders.Orders.Waiting;

/// <summary>Keeps what was seen of durations: one small row per tenant. What is lost by two writers at once, or by a fault, does no harm.</summary>
internal sealed class PastPreparationStore(StorageClients storage)
{
    private const string Partition = "durations";

    private readonly LastSeen<string, Stored<PastPreparations>> _seen = new(1000);

    /// <summary>What was seen (one operation).</summary>
    public async Task<PastPreparations> FindAsync(string tenant, CancellationToken cancellationToken) =>
        (await storage.Index.FindAsync<PastPreparations>(Partition, TableKeys.Encode(tenant), cancellationToken))?.Value ?? PastPreparations.None;

    /// <summary>
    /// Adds to it, once: if somebody else has written since it was read, this is not counted (one operation if this process wrote it
    /// last, else two).
    /// </summary>
    public async Task AddAsync(string tenant, Func<PastPreparations, PastPreparations> add, CancellationToken cancellationToken)
    {
        if (!_seen.TryGet(tenant, out var stored))
            stored = await storage.Index.FindAsync<PastPreparations>(Partition, TableKeys.Encode(tenant), cancellationToken);
        var next = add(stored?.Value ?? PastPreparations.None);
        var row = TableDocuments.ToEntity(Partition, TableKeys.Encode(tenant), next);
        if (stored is null) await storage.Index.TryAddAsync(row, cancellationToken);
        else if (await storage.Index.TryReplaceAsync(row, stored.ETag, cancellationToken) is { } etag) _seen.Set(tenant, new(next, etag));
        else _seen.Forget(tenant);
    }
}
