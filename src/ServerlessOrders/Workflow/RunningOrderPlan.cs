using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Lifetime;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Workflow;

/// <summary>
/// Decides what comes next for a RUNNING order. An order may have millions of sub-orders: a decision reads those that were started
/// and, from where the last decision stopped, the next ones. All are read once, at the end, which is judged by all files.
/// </summary>
/// <remarks>
/// Steps: (1) give back the slots of sub-orders that ended, (2) start the next ones as far as there are slots, (3) end the order
/// if nothing is PENDING, (4) else work on what was started, or wait.
/// </remarks>
internal sealed class RunningOrderPlan(
    OrderStore orders,
    OrderChanges changes,
    SlotUse slotUse,
    SubOrderStart start,
    OrderEnding ending,
    IOptions<OrdersOptions> options,
    TimeProvider time,
    ILogger<RunningOrderPlan> log)
{
    /// <summary>How many sub-orders to be reset an order's row names: it holds 64 KiB.</summary>
    private const int MaxToReset = 500;

    /// <summary>Decides. Safe to repeat.</summary>
    public async Task<RunningPlan> PlanAsync(Stored<Order> current, CancellationToken cancellationToken)
    {
        var order = current.Value;
        if (order.Progress.ToReset.Count > 0)
            return new(WorkflowStep.Work(order, WorkflowTaskKind.ResetFailedFiles, order.ToReset.Take(Order.MaxWorkedOn)));
        if (order.Progress.ResetFrom is { } from)
        {
            await FindFailedAsync(current, from, cancellationToken);
            return RunningPlan.Again;
        }

        // (1)
        var underWay = await start.FindUnderWayAsync(order, cancellationToken);
        var ended = order.Started.Except(underWay.Select(sub => sub.KeyIn(order.Key))).ToList();
        if (ended.Count > 0) await slotUse.ReleaseAsync(order, ended, cancellationToken);

        // (2)
        var started = await start.StartAsync(
            order, [.. underWay.Where(sub => sub is { External: false, Counts.Pending: > 0 })], cancellationToken);
        var external = await start.StartExternalAsync(order, Order.MaxWorkedOn, cancellationToken);
        var next = order.Progress with
        {
            // An external one needs no slot, so it is no longer of interest once it is prepared.
            Started = [.. underWay.Where(sub => !sub.External).Concat(started.Ready).Concat(external.Ready).Select(sub => sub.First).Distinct().Order()],
            PrepareFrom = started.Next,
            ExternalFrom = external.Next,
        };
        var prepared = Prepared(order, underWay);
        if (order.Receivers.Count > 0)
        {
            // Nothing leaves the list before its receivers are told.
            var late = order.Progress.Started.Except(underWay.Select(sub => sub.First)).Except(order.Progress.Announced).Except(prepared);
            next = next with { Started = [.. next.Started.Concat(late).Order()] };
        }

        next = next with { Announced = [.. order.Progress.Announced.Concat(prepared).Intersect(next.Started)] };
        if (prepared.Count > 0 || !next.Started.SequenceEqual(order.Progress.Started) || (next.PrepareFrom, next.ExternalFrom) != (order.Progress.PrepareFrom, order.Progress.ExternalFrom))
        {
            var change = OrderChange.Progress(_ => next) with { Announced = prepared };
            if (await changes.TryChangeAsync(current, change, cancellationToken) is not { } changed)
            {
                await slotUse.ReleaseTakenInVainAsync(order, started.Ready.Select(sub => sub.KeyIn(order.Key)), cancellationToken);
                return RunningPlan.Again;
            }

            current = changed;
            log.LogDebug("Order {OrderId} of {Tenant}: sub-orders {Started} are under way", order.Id, order.Tenant, next.Started);
        }

        // (3)
        if (prepared.Count == OrderEvents.MaxAnnounced) return RunningPlan.Again;
        if (!started.MoreToStart && started.Ready.Count == 0 && external.Ready.Count == 0)
            return new(null, await EndAsync(current, underWay, cancellationToken));

        // (4)
        var now = time.GetUtcNow();
        var due = Due(started.Ready).Concat(Due(external.Ready)).ToList();
        return new(due.Count > 0
            ? WorkflowStep.Work(order, WorkflowTaskKind.PrepareSubOrder, due)
            : WorkflowStep.Wait(order, started.Ready.Concat(external.Ready).Min(sub => sub.NextCheck), now + options.Value.WorkflowMaxWait));

        IEnumerable<SubOrderKey> Due(IEnumerable<SubOrder> ready) =>
            ready.Where(sub => sub.NextCheck is null || sub.NextCheck <= now).Select(sub => sub.KeyIn(order.Key)).Take(Order.MaxWorkedOn);
    }

    /// <summary>
    /// The sub-orders whose preparation has ended and whose receivers are not told yet: what is not named here as too many are
    /// prepared at once, stays in the order's list until the next decision.
    /// </summary>
    private static List<int> Prepared(Order order, List<SubOrder> underWay) => order.Receivers.Count == 0
        ? []
        : [.. order.Progress.Started
            .Where(first => underWay.Find(sub => sub.First == first) is null or { Counts.Pending: 0 })
            .Except(order.Progress.Announced).Order().Take(OrderEvents.MaxAnnounced)];

    /// <summary>Retry: names the next sub-orders with failed files, and looks for what is to prepare from the first of them on.</summary>
    private async Task FindFailedAsync(Stored<Order> current, int from, CancellationToken cancellationToken)
    {
        var order = current.Value;
        var failed = new List<SubOrder>();
        await foreach (var sub in orders.ReadSubOrdersAsync(order.Key, from, order.FilesCount, cancellationToken))
        {
            if (sub.Counts is { Error: > 0 } or { DownloadError: > 0 }) failed.Add(sub);
            if (failed.Count == MaxToReset) break;
        }

        var next = order.Progress with
        {
            ToReset = [.. failed.Select(sub => sub.First)],
            Announced = [.. order.Progress.Announced.Except(failed.Select(sub => sub.First))],
            ResetFrom = failed.Count == MaxToReset ? failed[^1].End : null,
            PrepareFrom = failed.Find(sub => !sub.External) is { } ours ? Math.Min(ours.First, order.Progress.PrepareFrom) : order.Progress.PrepareFrom,
            ExternalFrom = order.Progress.ExternalFrom ?? failed.Find(sub => sub.External)?.First,
        };
        await changes.TryChangeAsync(current, OrderChange.Progress(_ => next), cancellationToken);
    }

    /// <summary>
    /// Ends the order by the figures of all its sub-orders, which are read unless they are all known. A download that changes them in
    /// this very moment has seen the order running and leaves the judgement to what looks at the end again.
    /// </summary>
    /// <returns>The order as it ended; null if it did not, or has changed.</returns>
    private async Task<Stored<Order>?> EndAsync(Stored<Order> current, List<SubOrder> known, CancellationToken cancellationToken)
    {
        var order = current.Value;
        var snapshot = known.Count == order.SubOrdersCount
            ? new OrderSnapshot(order, current.ETag, [], known)
            : await orders.FindAsync(order.Key, cancellationToken);
        if (snapshot is null || snapshot.Order.Generation != order.Generation) return null;
        if (snapshot.SubOrders.FirstOrDefault(sub => sub.Counts.Pending > 0) is { } missed)
        {
            // Whatever moved the cursors past it: no order may stay RUNNING for ever.
            await changes.TryChangeAsync(
                snapshot.Row,
                OrderChange.Progress(again => again with { PrepareFrom = missed.First, ExternalFrom = missed.First }),
                cancellationToken);
            return null;
        }

        return await ending.TryEndAsync(snapshot, OrderEnd.Of(snapshot.Counts), cancellationToken);
    }
}

/// <summary>What comes next for a RUNNING order.</summary>
/// <param name="Step">Work, or a wait; null if the order has ended, or has changed and must be read again.</param>
/// <param name="Ended">The order as it has just ended.</param>
internal sealed record RunningPlan(WorkflowStep? Step, Stored<Order>? Ended = null)
{
    /// <summary>The order has changed and must be read again.</summary>
    internal static RunningPlan Again { get; } = new(null, null);
}
