using Azure.Data.Tables;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Orders;

/// <summary>Order numbers: one counter per tenant, one by one, so that a newer order has the greater number on every instance.</summary>
internal sealed class OrderNumberStore(StorageClients storage)
{
    private const string Partition = "numbers";

    /// <summary>The next number (two operations); a number is never given twice, a crash may leave one unused.</summary>
    /// <exception cref="InvalidOperationException">The tenant has used all 2^31 - 1 numbers.</exception>
    public async Task<long> NextAsync(string tenant, CancellationToken cancellationToken)
    {
        var row = TableKeys.Encode(tenant);
        for (var contention = new Contention($"the order numbers of {tenant}"); ; await contention.LostAsync(cancellationToken))
        {
            var stored = await storage.Index.GetEntityIfExistsAsync<TableEntity>(Partition, row, cancellationToken: cancellationToken);
            var next = (stored.HasValue ? stored.Value!.GetInt64("Last") ?? 0 : 0) + 1;
            if (next >= FileIds.MaxOrderId) throw new InvalidOperationException($"Tenant {tenant} has no order numbers left.");
            var entity = new TableEntity(Partition, row) { ["Last"] = next };
            var etag = stored.HasValue ? stored.Value!.ETag.ToString() : null;
            if (await storage.Index.TryWriteAsync(entity, etag, cancellationToken)) return next;
        }
    }

    /// <summary>The newest number that was given (one operation); 0 if none was.</summary>
    public async Task<long> LastAsync(string tenant, CancellationToken cancellationToken)
    {
        var stored = await storage.Index.GetEntityIfExistsAsync<TableEntity>(
            Partition, TableKeys.Encode(tenant), cancellationToken: cancellationToken);
        return stored.HasValue ? stored.Value!.GetInt64("Last") ?? 0 : 0;
    }
}
