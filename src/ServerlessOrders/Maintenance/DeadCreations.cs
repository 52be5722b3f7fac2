using Microsoft.Extensions.Logging;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Index;

namespace ServerlessOrders.Maintenance;

/// <summary>Clears up after creations that died before their order was there: what they claimed and wrote, and last their note.</summary>
internal sealed class DeadCreations(
    OrderStore orders, UnfinishedOrderStore unfinished, OrderDocumentStore documents, OrderClaimStore claims, ILogger<DeadCreations> log)
{
    /// <summary>A note whose order does not exist after this time belongs to a creation that died.</summary>
    private static readonly TimeSpan CreationLimit = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Drops the note of an order that does not exist, once its creation must have died. The ETag is read before the order is looked
    /// for again: a creation that goes on meanwhile renews the note.
    /// </summary>
    public async Task DropAsync(OrderKey order, CancellationToken cancellationToken)
    {
        if (await unfinished.FindAsync(order, cancellationToken) is not { } note || note.Age < CreationLimit) return;
        if (await orders.FindOrderAsync(order, cancellationToken) is not null) return;
        if (note.Creator is { } creator) await claims.ReleaseAllAsync(order, creator, cancellationToken);
        await documents.DeleteAsync(order, keepSelection: false, cancellationToken);
        if (await unfinished.TryRemoveAsync(order, note.ETag, cancellationToken))
            log.LogInformation("Order {OrderId} of {Tenant} was never created: its note is dropped", order.Id, order.Tenant);
    }
}
