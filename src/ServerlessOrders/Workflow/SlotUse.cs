using ServerlessOrders.Orders;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Workflow;

/// <summary>Who needs a slot and who gives it back.</summary>
public sealed class SlotUse(OrderStore orders, SubOrderSlots slots, IOrderWorkflows workflows)
{
    /// <summary>
    /// Whether a holder still needs its slot: its sub-order is prepared by a running order, or waits for the download of its
    /// files, whatever the order does. One whose order is paused in preparation, or gone, does not.
    /// </summary>
    public async Task<bool> IsNeededAsync(string tenant, SlotHolder holder, CancellationToken cancellationToken)
    {
        var key = new OrderKey(tenant, holder.OrderId);
        if (await orders.FindOrderAsync(key, cancellationToken) is not { } order || order.Order.FilesAreGone) return false;
        if (await orders.FindSubOrderAsync(key, holder.First, cancellationToken) is not { Ended: false } sub) return false;
        return sub.WaitsForUser || order.Order.Status is OrderStatus.RUNNING;
    }

    /// <summary>Gives the slots of sub-orders back and wakes the order that waits longest for one.</summary>
    public async Task ReleaseAsync(Order order, IEnumerable<int> subOrders, CancellationToken cancellationToken)
    {
        var holders = subOrders.Select(first => new SlotHolder(order.Id, first)).ToList();
        if (holders.Count == 0) return;
        if (await slots.ReleaseAsync(SlotOwner.Of(order), holders, cancellationToken) is { } waiting)
            await workflows.WakeAsync(new OrderKey(order.Tenant, waiting), cancellationToken);
    }
}
