using ServerlessOrders.Orders;

namespace ServerlessOrders.Maintenance;

/// <summary>
/// Makes up for what crashes and lost wake-ups left behind of one unfinished order: puts it on its lists, repairs its copies of figures
/// and its owner's slots, and wakes its workflow. If it was never created, its note goes.
/// </summary>
public sealed class OrderRefresh(
    OrderStore orders, OrderIndex index, DeadCreations dead, SubOrderCopies copies, IOrderWorkflows workflows)
{
    /// <summary>Looks at the order and makes up for what it lacks; safe to repeat.</summary>
    /// <param name="key">The order.</param>
    /// <param name="found">Counts the order, if there is one.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    internal async Task RefreshAsync(OrderKey key, UnfinishedFigures found, CancellationToken cancellationToken)
    {
        if (await orders.FindAsync(key, cancellationToken) is not { } snapshot)
        {
            await dead.DropAsync(key, cancellationToken);
            return;
        }

        var order = snapshot.Order;
        found.Add(snapshot);
        if (order.Status is OrderStatus.PENDING or OrderStatus.RUNNING or OrderStatus.PAUSED)
        {
            await ListAsync(order, cancellationToken);
            await copies.RefreshAsync(snapshot, cancellationToken);
        }

        if (order.Status == OrderStatus.RUNNING) await copies.RefreshSlotsAsync(order.SlotOwner, cancellationToken);

        // A paused order does nothing until a command wakes it. All others have something to do, if only to take their note away.
        if (order.Status != OrderStatus.PAUSED || order.Confirmation is not null || order.NextSending is not null) await workflows.WakeAsync(key, cancellationToken);
    }

    private async Task ListAsync(Order order, CancellationToken cancellationToken)
    {
        if (await index.HasAsync(order, cancellationToken)) return;
        await index.AddAsync(order, cancellationToken);

        // It may have been deleted or removed meanwhile, and taken out of the lists before it was put there.
        var now = await orders.FindOrderAsync(order.Key, cancellationToken);
        if (now is null) await index.UnlistAsync(order, cancellationToken);
        else if (now.Value.Status == OrderStatus.DELETED) await index.HideAsync(order, cancellationToken);
    }
}
