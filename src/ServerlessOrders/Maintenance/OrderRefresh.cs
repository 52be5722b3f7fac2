using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Index;

namespace ServerlessOrders.Maintenance;

/// <summary>
/// Makes up for what crashes and lost wake-ups left behind of one unfinished order: puts it on its lists, repairs its copies of figures
/// and its owner's slots, and wakes its workflow. If it was never created, its note goes.
/// </summary>
internal sealed class OrderRefresh(
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
            await index.RepairAsync(order, cancellationToken);
            await copies.RefreshAsync(snapshot, cancellationToken);
        }

        if (order.Status == OrderStatus.RUNNING) await copies.RefreshSlotsAsync(order.SlotOwner, cancellationToken);

        // A paused order does nothing until a command wakes it. All others have something to do, if only to take their note away.
        if (order.Status != OrderStatus.PAUSED || order.Confirmation is not null || order.NextSending is not null) await workflows.WakeAsync(key, cancellationToken);
    }
}
