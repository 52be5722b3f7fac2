using Azure.Data.Tables;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Orders.Index;

/// <summary>Order numbers: one counter per tenant, one by one, so that a newer order has the greater number on every instance.</summary>
internal sealed class OrderNumberStore(StorageClients storage)
{
    private const string Partition = "numbers";

    private readonly LastSeen<string, (long Number, string ETag)> _last = new(10_000);

    /// <summary>
    /// The next number (one operation if this process gave the last one, else two); a number is never given twice, a crash may leave
    /// one unused.
    /// </summary>
    /// <exception cref="InvalidOperationException">The tenant has used all 2^31 - 1 numbers.</exception>
    public async Task<long> NextAsync(string tenant, CancellationToken cancellationToken)
    {
        var row = TableKeys.Encode(tenant);
        for (var contention = new Contention($"the order numbers of {tenant}"); ; await contention.LostAsync(cancellationToken))
        {
            if (!_last.TryGet(tenant, out var last) && await FindAsync(row, cancellationToken) is { } stored) last = stored;
            var next = last.Number + 1;
            if (next >= FileIds.MaxOrderId) throw new InvalidOperationException($"Tenant {tenant} has no order numbers left.");
            var entity = new TableEntity(Partition, row) { ["Last"] = next };
            if (last.ETag is null)
            {
                if (await storage.Index.TryAddAsync(entity, cancellationToken)) return next;
            }
            else if (await storage.Index.TryReplaceAsync(entity, last.ETag, cancellationToken) is { } etag)
            {
                _last.Set(tenant, (next, etag));
                return next;
            }

            _last.Forget(tenant);
        }
    }

    /// <summary>The newest number that was given (one operation); 0 if none was.</summary>
    public async Task<long> LastAsync(string tenant, CancellationToken cancellationToken) =>
        await FindAsync(TableKeys.Encode(tenant), cancellationToken) is { } last ? last.Number : 0;

    private async Task<(long Number, string ETag)?> FindAsync(string row, CancellationToken cancellationToken)
    {
        var stored = await storage.Index.GetEntityIfExistsAsync<TableEntity>(Partition, row, cancellationToken: cancellationToken);
        return stored.HasValue ? (stored.Value!.GetInt64("Last") ?? 0, stored.Value.ETag.ToString()) : null;
    }
}
