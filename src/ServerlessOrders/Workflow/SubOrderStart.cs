using Microsoft.Extensions.Options;
using ServerlessOrders.Orders;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Workflow;

/// <summary>
/// Finds the sub-orders of an order that are prepared, or can be now. The order's row says from where on to look, so the same sub-order is
/// not looked at again and again.
/// </summary>
public sealed class SubOrderStart(OrderStore orders, FileStore files, SlotStore slots, SlotUse slotUse, IOptions<OrdersOptions> options)
{
    /// <summary>
    /// The sub-orders that were started and have not ended. Their copies may be behind their summaries, if a process died between
    /// the two.
    /// </summary>
    public async Task<List<SubOrder>> FindUnderWayAsync(Order order, CancellationToken cancellationToken)
    {
        var underWay = new List<SubOrder>();
        foreach (var key in order.Started)
        {
            if (await files.FindSummaryAsync(key, cancellationToken) is { } summary
                && await orders.CopyAsync(order.Key, summary.Value, cancellationToken) is { Ended: false } sub)
                underWay.Add(sub);
        }

        return underWay;
    }

    /// <summary>Takes slots: for the sub-orders that have PENDING files already, and from the order's cursor on for the next ones.</summary>
    /// <param name="order">The order.</param>
    /// <param name="toPrepare">Sub-orders that were started before and have PENDING files: they come first.</param>
    /// <param name="cancellationToken">Stops the work; slots that were taken stay so.</param>
    public async Task<StartedSubOrders> StartAsync(
        Order order, IReadOnlyList<SubOrder> toPrepare, CancellationToken cancellationToken)
    {
        var limit = options.Value.MaxSubOrdersPerUser;
        var ready = new List<SubOrder>();
        var next = order.Progress.PrepareFrom;
        foreach (var sub in toPrepare)
        {
            if (ready.Count == limit || !await TryTakeAsync(order, sub, limit, cancellationToken)) return new(ready, next, MoreToStart: true);
            ready.Add(sub);
        }

        if (ready.Count == limit) return new(ready, next, MoreToStart: true);
        await foreach (var sub in orders.ReadSubOrdersAsync(order.Key, next, order.FilesCount, cancellationToken))
        {
            if (sub is { External: false, Counts.Pending: > 0 } && ready.TrueForAll(known => known.First != sub.First))
            {
                if (ready.Count == limit || !await TryTakeAsync(order, sub, limit, cancellationToken)) return new(ready, next, MoreToStart: true);
                ready.Add(sub);
            }

            next = sub.End;
        }

        return new(ready, next, MoreToStart: false);
    }

    /// <summary>External files have to be prepared again only after a retry; they need no slot.</summary>
    public async Task<(IReadOnlyList<SubOrder> Ready, int? Next)> StartExternalAsync(
        Order order, int most, CancellationToken cancellationToken)
    {
        var ready = new List<SubOrder>();
        if (order.Progress.ExternalFrom is not { } from) return (ready, null);
        await foreach (var sub in orders.ReadSubOrdersAsync(order.Key, from, order.FilesCount, cancellationToken))
        {
            if (sub is { External: true, Counts.Pending: > 0 }) ready.Add(sub);
            if (ready.Count == most) break;
        }

        return (ready, ready.Count == 0 ? null : ready[0].First);
    }

    private Task<bool> TryTakeAsync(Order order, SubOrder sub, int limit, CancellationToken cancellationToken) => slots.TryTakeAsync(
        order.SlotOwner, new SlotHolder(sub.KeyIn(order.Key), order.Generation), limit,
        holder => slotUse.IsNeededAsync(holder.SubOrder, cancellationToken), cancellationToken);
}

/// <summary>Which sub-orders have a slot and PENDING files.</summary>
/// <param name="Ready">Those.</param>
/// <param name="Next">The position before which nothing is left to start.</param>
/// <param name="MoreToStart">True where there may be others, which must wait for a slot.</param>
public sealed record StartedSubOrders(IReadOnlyList<SubOrder> Ready, int Next, bool MoreToStart);
