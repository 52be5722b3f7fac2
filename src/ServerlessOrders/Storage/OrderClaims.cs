using Azure;
using Azure.Data.Tables;
using ServerlessOrders.Orders;

namespace ServerlessOrders.Storage;

/// <summary>
/// What only one order may have: a label per owner, and the basket that it was made of. One row each, added before the order,
/// so that the first of several creations at the same time wins.
/// </summary>
/// <param name="storage">Where the rows lie.</param>
/// <param name="orders">To tell a claim in use from one that a crash left behind.</param>
/// <param name="time">The clock.</param>
public sealed class OrderClaims(StorageClients storage, OrderStore orders, TimeProvider time)
{
    /// <summary>A creation that takes longer than this has died: what it claimed is free again, and it must create nothing any more.</summary>
    public static readonly TimeSpan CreationLimit = TimeSpan.FromMinutes(2);

    /// <summary>The claim to a label among an owner's orders.</summary>
    public static OrderClaim Label(string tenant, string owner, string label) =>
        new($"label|{TableKeys.Encode(tenant)}|{TableKeys.Encode(owner)}", TableKeys.Encode(label));

    /// <summary>The claim to one version of an owner's basket.</summary>
    public static OrderClaim Basket(string tenant, string owner, string version) =>
        new($"basket|{TableKeys.Encode(tenant)}|{TableKeys.Encode(owner)}", TableKeys.Encode(version));

    /// <summary>Takes something for an order that is about to be created; false where another order has it.</summary>
    public async Task<bool> TryTakeAsync(OrderClaim claim, OrderKey order, CancellationToken cancellationToken)
    {
        var mine = new TableEntity(claim.Partition, claim.Row) { ["OrderId"] = order.Id };
        if (await storage.Index.TryAddAsync(mine, cancellationToken)) return true;

        var taken = await storage.Index.GetEntityIfExistsAsync<TableEntity>(
            claim.Partition, claim.Row, cancellationToken: cancellationToken);
        if (!taken.HasValue) return await storage.Index.TryAddAsync(mine, cancellationToken);
        var holder = new OrderKey(order.Tenant, taken.Value!.GetInt64("OrderId") ?? 0);
        if (holder == order) return true;
        if (time.GetUtcNow() - taken.Value.Timestamp < CreationLimit) return false;
        return await orders.FindOrderAsync(holder, cancellationToken) is null
            && await storage.Index.TryWriteAsync(mine, taken.Value.ETag, cancellationToken);
    }

    /// <summary>Gives a claim back; one that another order has by now stays its.</summary>
    public async Task ReleaseAsync(OrderClaim claim, OrderKey order, CancellationToken cancellationToken)
    {
        var taken = await storage.Index.GetEntityIfExistsAsync<TableEntity>(
            claim.Partition, claim.Row, cancellationToken: cancellationToken);
        if (!taken.HasValue || taken.Value!.GetInt64("OrderId") != order.Id) return;
        try
        {
            await storage.Index.DeleteEntityAsync(claim.Partition, claim.Row, taken.Value.ETag, cancellationToken);
        }
        catch (RequestFailedException changed) when (changed.Status == 412)
        {
            // Another order has just taken it over.
        }
    }

    /// <summary>True where an order that exists has the claim; false where nobody has it, or only a creation that goes on or died.</summary>
    public async Task<bool> IsInUseAsync(OrderClaim claim, string tenant, CancellationToken cancellationToken)
    {
        var taken = await storage.Index.GetEntityIfExistsAsync<TableEntity>(
            claim.Partition, claim.Row, cancellationToken: cancellationToken);
        return taken.HasValue
            && await orders.FindOrderAsync(new OrderKey(tenant, taken.Value!.GetInt64("OrderId") ?? 0), cancellationToken) is not null;
    }
}

/// <summary>Something that only one order may have.</summary>
/// <param name="Partition">Partition key of its row.</param>
/// <param name="Row">Row key of its row.</param>
public readonly record struct OrderClaim(string Partition, string Row);
