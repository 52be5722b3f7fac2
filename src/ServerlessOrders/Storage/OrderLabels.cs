using Azure.Data.Tables;
using ServerlessOrders.Orders;

namespace ServerlessOrders.Storage;

/// <summary>Labels of orders: one row each, so that a label is unique per owner whoever creates orders at the same time.</summary>
/// <param name="storage">Where the rows lie.</param>
/// <param name="orders">To tell a label in use from one that a crash left behind.</param>
/// <param name="time">The clock.</param>
public sealed class OrderLabels(StorageClients storage, OrderStore orders, TimeProvider time)
{
    /// <summary>A creation that takes longer than this has died.</summary>
    private static readonly TimeSpan CreationLimit = TimeSpan.FromMinutes(2);

    /// <summary>Takes a label for an order that is about to be created; false where another order has it.</summary>
    public async Task<bool> TryTakeAsync(string owner, string label, OrderKey order, CancellationToken cancellationToken)
    {
        var mine = new TableEntity(Partition(order.Tenant, owner), TableKeys.Encode(label)) { ["OrderId"] = order.Id };
        if (await storage.Index.TryAddAsync(mine, cancellationToken)) return true;

        var taken = await storage.Index.GetEntityIfExistsAsync<TableEntity>(
            mine.PartitionKey, mine.RowKey, cancellationToken: cancellationToken);
        if (!taken.HasValue) return await storage.Index.TryAddAsync(mine, cancellationToken);
        var holder = new OrderKey(order.Tenant, taken.Value!.GetInt64("OrderId") ?? 0);
        if (holder == order) return true;
        if (time.GetUtcNow() - taken.Value.Timestamp < CreationLimit) return false;
        return await orders.FindOrderAsync(holder, cancellationToken) is null
            && await storage.Index.TryWriteAsync(mine, taken.Value.ETag, cancellationToken);
    }

    /// <summary>Gives a label back.</summary>
    public Task ReleaseAsync(string tenant, string owner, string label, CancellationToken cancellationToken) =>
        storage.Index.DeleteEntityAsync(Partition(tenant, owner), TableKeys.Encode(label), Azure.ETag.All, cancellationToken);

    private static string Partition(string tenant, string owner) =>
        $"label|{TableKeys.Encode(tenant)}|{TableKeys.Encode(owner)}";
}
