using ServerlessOrders.Orders;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Maintenance;

/// <summary>
/// Brings an order's copies of its sub-orders up to their summaries. A process that dies between a change and its copy leaves
/// the order with old figures, and perhaps a slot in use that nobody needs.
/// </summary>
internal sealed class SubOrderCopies(OrderStore orders, FileStore files, SlotStore slots, SlotUse slotUse)
{
    /// <summary>Repairs the copies that may be behind: one read for each, a write only if one is.</summary>
    /// <returns>The order with the figures as they are; the same if nothing was behind.</returns>
    public async Task<OrderSnapshot> RefreshAsync(OrderSnapshot snapshot, CancellationToken cancellationToken)
    {
        var order = snapshot.Order;
        if (order.FilesAreGone) return snapshot;
        var current = snapshot.SubOrders.ToList();
        var changed = false;
        for (var i = 0; i < current.Count; i++)
        {
            if (!MayChange(order, current[i])) continue;
            if (await RepairAsync(order.Key, current[i], cancellationToken) is not { } copy) continue;
            current[i] = copy;
            changed = true;
        }

        return changed ? new OrderSnapshot(order, snapshot.ETag, snapshot.Tasks, current) : snapshot;
    }

    /// <summary>Repairs what holds the slots of an owner, and gives those back that nobody needs; a waiting order is woken then.</summary>
    public async Task RefreshSlotsAsync(SlotOwner owner, CancellationToken cancellationToken)
    {
        foreach (var holder in await slots.HoldersAsync(owner, cancellationToken))
        {
            var key = holder.SubOrder;
            if (await orders.FindSubOrderAsync(key.Order, key.First, cancellationToken) is { } copy)
                await RepairAsync(key.Order, copy, cancellationToken);

            // The order is read before it is asked whether the slot is needed: one taken in a later generation then stays.
            if (await orders.FindOrderAsync(key.Order, cancellationToken) is { } order
                && !await slotUse.IsNeededAsync(key, cancellationToken))
                await slotUse.ReleaseAsync(order.Value, [key], cancellationToken);
        }
    }

    // A sub-order that was not started has only the files of the expansion, one that was fetched whole no more changes.
    private static bool MayChange(Order order, SubOrder sub) =>
        order.HasStarted(sub) || sub.External || sub.Counts.Available > 0 || sub.Counts.DownloadError > 0;

    private async Task<SubOrder?> RepairAsync(OrderKey key, SubOrder copy, CancellationToken cancellationToken) =>
        await files.FindSummaryAsync(copy.KeyIn(key), cancellationToken) is { Value: var summary } && summary.Version > copy.Version
            ? await orders.CopyAsync(key, summary, cancellationToken)
            : null;
}
