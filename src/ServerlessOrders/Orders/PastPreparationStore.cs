using ServerlessOrders.Storage;

namespace ServerlessOrders.Orders;

/// <summary>Keeps what was seen of durations: one small row per tenant. What is lost by two writers at once, or by a fault, does no harm.</summary>
internal sealed class PastPreparationStore(StorageClients storage)
{
    private const string Partition = "durations";

    /// <summary>What was seen (one operation).</summary>
    public async Task<PastPreparations> FindAsync(string tenant, CancellationToken cancellationToken) =>
        (await storage.Index.FindAsync<PastPreparations>(Partition, TableKeys.Encode(tenant), cancellationToken))?.Value ?? PastPreparations.None;

    /// <summary>Adds to it, once: if somebody else writes at the same time, this is not counted (two operations).</summary>
    public async Task AddAsync(string tenant, Func<PastPreparations, PastPreparations> add, CancellationToken cancellationToken)
    {
        var stored = await storage.Index.FindAsync<PastPreparations>(Partition, TableKeys.Encode(tenant), cancellationToken);
        var row = TableDocuments.ToEntity(Partition, TableKeys.Encode(tenant), add(stored?.Value ?? PastPreparations.None));
        await storage.Index.TryWriteAsync(row, stored?.ETag, cancellationToken);
    }
}
