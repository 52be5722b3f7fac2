using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Orders;

/// <summary>Who needs a slot and who gives it back.</summary>
internal sealed class SlotUse(OrderStore orders, FileStore files, SlotStore slots, IOrderWorkflows workflows)
{
    /// <summary>
    /// Whether a holder still needs its slot: its sub-order is prepared by a running order, or waits for the download of its
    /// files, whatever the order does. One whose order is paused in preparation, or gone, does not. Decided by the sub-order's own
    /// figures: the order's copy may be behind them.
    /// </summary>
    public async Task<bool> IsNeededAsync(SubOrderKey holder, CancellationToken cancellationToken)
    {
        if (await orders.FindOrderAsync(holder.Order, cancellationToken) is not { Value: var order } || order.FilesAreGone) return false;
        return await IsNeededAsync(order, holder, cancellationToken);
    }

    /// <summary>Gives the slots of sub-orders that ended back, and wakes who waits for them.</summary>
    public Task ReleaseAsync(Order order, IEnumerable<SubOrderKey> subOrders, CancellationToken cancellationToken) => ReleaseAsync(
        order, [.. subOrders.Select(key => new SlotHolder(key, order.Generation))], null, cancellationToken);

    /// <summary>
    /// Gives back what was taken for an order that was paused, deleted or removed in between: who did that may have looked before it was
    /// taken. A slot that was taken in a later generation stays.
    /// </summary>
    public async Task ReleaseTakenInVainAsync(Order order, IEnumerable<SubOrderKey> taken, CancellationToken cancellationToken)
    {
        var unneeded = new List<SubOrderKey>();
        foreach (var key in taken)
        {
            if (!await IsNeededAsync(key, cancellationToken)) unneeded.Add(key);
        }

        await ReleaseAsync(order, unneeded, cancellationToken);
    }

    /// <summary>
    /// Gives back what an order that stops holds and does not need: of a paused one the slots of sub-orders in preparation, of
    /// one that is gone all. It waits for none either.
    /// </summary>
    public async Task ReleaseUnneededAsync(Order order, CancellationToken cancellationToken)
    {
        var unneeded = new List<SlotHolder>();
        foreach (var holder in await slots.HoldersAsync(order.SlotOwner, cancellationToken))
        {
            if (holder.SubOrder.Order != order.Key) continue;
            if (!order.FilesAreGone && await IsNeededAsync(order, holder.SubOrder, cancellationToken)) continue;
            unneeded.Add(holder with { Generation = order.Generation });
        }

        await ReleaseAsync(order, unneeded, order.Id, cancellationToken);
    }

    private async Task<bool> IsNeededAsync(Order order, SubOrderKey key, CancellationToken cancellationToken)
    {
        if (await files.FindSummaryAsync(key, cancellationToken) is not { } summary) return false;
        var counts = summary.Value.Counts;
        return counts.Pending > 0 ? order.Status is OrderStatus.RUNNING : counts.Available > 0;
    }

    private async Task ReleaseAsync(
        Order order, List<SlotHolder> released, long? leaving, CancellationToken cancellationToken)
    {
        if (released.Count == 0 && leaving is null) return;
        foreach (var waiting in await slots.ReleaseAsync(order.SlotOwner, released, leaving, cancellationToken))
            await workflows.WakeAsync(new OrderKey(order.Tenant, waiting), cancellationToken);
    }
}
