using Azure;
using Azure.Data.Tables;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Orders.Index;

/// <summary>
/// What only one order may have: a label per owner, the basket that it was made of, a client's name of its request. One row each, added before the order,
/// so that the first of several creations at the same time wins.
/// </summary>
/// <param name="storage">Where the rows lie.</param>
/// <param name="orders">To tell a claim in use from one that a crash left behind.</param>
internal sealed class OrderClaimStore(StorageClients storage, OrderStore orders)
{
    /// <summary>A creation that has claimed something takes no longer than this, or gives it back.</summary>
    public static readonly TimeSpan LongestCreation = TimeSpan.FromMinutes(1);

    /// <summary>
    /// What a creation claimed is free after this time, unless its order exists: it has died. Told by the clock of storage, as
    /// <see cref="LongestCreation"/> is measured and not read off a clock: so no clock of a machine matters.
    /// </summary>
    public static readonly TimeSpan CreationLimit = TimeSpan.FromMinutes(5);

    private const string Holder = "OrderId";

    /// <summary>The claim to a label among an owner's orders.</summary>
    public static OrderClaim Label(string tenant, string owner, string label) =>
        new(Labels(tenant, owner), TableKeys.Encode(label));

    /// <summary>The claim to one version of an owner's basket.</summary>
    public static OrderClaim Basket(string tenant, string owner, string etag) =>
        new(Baskets(tenant, owner), TableKeys.Encode(etag));

    /// <summary>The claim to a client's name of a request among an owner's orders.</summary>
    public static OrderClaim Correlation(string tenant, string owner, string correlationId) =>
        new(Correlations(tenant, owner), TableKeys.Encode(correlationId));

    /// <summary>Takes something for an order that is about to be created; false if another order has it.</summary>
    public async Task<bool> TryTakeAsync(OrderClaim claim, OrderKey order, CancellationToken cancellationToken)
    {
        var mine = new TableEntity(claim.Partition, claim.Row) { [Holder] = order.Id };
        for (var contention = new Contention($"what order {order} claims"); ; await contention.LostAsync(cancellationToken))
        {
            if (await storage.Index.TryAddAsync(mine, cancellationToken)) return true;
            var taken = await storage.Index.GetEntityIfExistsAsync<TableEntity>(
                claim.Partition, claim.Row, cancellationToken: cancellationToken);
            if (!taken.HasValue) continue;
            // Also if the answer to this call's own write was lost, so that its repetition was refused.
            var holder = new OrderKey(order.Tenant, taken.Value!.GetInt64(Holder) ?? 0);
            if (holder == order) return true;
            if (RowAge.Of(taken) < CreationLimit) return false;
            if (await orders.FindOrderAsync(holder, cancellationToken) is not null) return false;
            if (await storage.Index.TryWriteAsync(mine, taken.Value.ETag.ToString(), cancellationToken)) return true;
        }
    }

    /// <summary>Gives a claim back; one that another order has by now stays its.</summary>
    public async Task ReleaseAsync(OrderClaim claim, OrderKey order, CancellationToken cancellationToken)
    {
        var taken = await storage.Index.GetEntityIfExistsAsync<TableEntity>(
            claim.Partition, claim.Row, cancellationToken: cancellationToken);
        if (!taken.HasValue || taken.Value!.GetInt64(Holder) != order.Id) return;
        try
        {
            await storage.Index.DeleteEntityAsync(claim.Partition, claim.Row, taken.Value.ETag, cancellationToken);
        }
        catch (RequestFailedException changed) when (changed.Status == 412)
        {
            // Another order has just taken it over.
        }
    }

    /// <summary>
    /// Gives back all that a creation claimed which died before its order was there. Looks through the owner's claims, so it is for
    /// what happens rarely.
    /// </summary>
    public async Task ReleaseAllAsync(OrderKey order, string owner, CancellationToken cancellationToken)
    {
        foreach (var partition in new[] { Labels(order.Tenant, owner), Baskets(order.Tenant, owner), Correlations(order.Tenant, owner) })
        {
            var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and OrderId eq {order.Id}");
            await foreach (var row in storage.Index.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
                await ReleaseAsync(new OrderClaim(row.PartitionKey, row.RowKey), order, cancellationToken);
        }
    }

    /// <summary>The order that has the claim; null if nobody has it, or only a creation that goes on or died.</summary>
    public async Task<Order?> FindHolderAsync(OrderClaim claim, string tenant, CancellationToken cancellationToken)
    {
        var taken = await storage.Index.GetEntityIfExistsAsync<TableEntity>(
            claim.Partition, claim.Row, cancellationToken: cancellationToken);
        if (!taken.HasValue) return null;
        return (await orders.FindOrderAsync(new OrderKey(tenant, taken.Value!.GetInt64(Holder) ?? 0), cancellationToken))?.Value;
    }

    /// <summary>The number of the order that has the claim, whether it exists by now or not (one operation); null if nobody has it.</summary>
    public async Task<OrderKey?> FindHolderKeyAsync(OrderClaim claim, string tenant, CancellationToken cancellationToken)
    {
        var taken = await storage.Index.GetEntityIfExistsAsync<TableEntity>(
            claim.Partition, claim.Row, [Holder], cancellationToken);
        return taken.HasValue && taken.Value!.GetInt64(Holder) is { } id ? new OrderKey(tenant, id) : null;
    }

    private static string Labels(string tenant, string owner) => $"label|{TableKeys.Encode(tenant)}|{TableKeys.Encode(owner)}";

    private static string Correlations(string tenant, string owner) =>
        $"correlation|{TableKeys.Encode(tenant)}|{TableKeys.Encode(owner)}";

    private static string Baskets(string tenant, string owner) => $"basket|{TableKeys.Encode(tenant)}|{TableKeys.Encode(owner)}";
}

/// <summary>Something that only one order may have.</summary>
/// <param name="Partition">Partition key of its row.</param>
/// <param name="Row">Row key of its row.</param>
internal readonly record struct OrderClaim(string Partition, string Row);
