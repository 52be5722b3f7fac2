using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServerlessOrders.Orders;
using ServerlessOrders.Storage;
using ServerlessOrders.Telemetry;

namespace ServerlessOrders.Workflow;

/// <summary>
/// Decides what comes next for an order. The small changes of state that a decision needs (a sub-order starts, the order ends)
/// are made here, each by one compare-and-swap; where one is lost, the order is read again.
/// </summary>
public sealed class OrderPlanner(
    OrderStore orders,
    OrderListing listing,
    FileStore files,
    SubOrderSlots slots,
    SlotUse slotUse,
    WorkHalt halt,
    UnfinishedOrders unfinished,
    IOptions<OrdersOptions> options,
    TimeProvider time,
    OrderTelemetry telemetry,
    ILogger<OrderPlanner> log)
{
    /// <summary>How many sub-orders of one order are worked on side by side where they need no slot.</summary>
    internal const int MaxTasks = 4;

    /// <summary>A page that is not expanded after this time is begun anew: whoever had it is slow or dead.</summary>
    private static readonly TimeSpan PageLimit = TimeSpan.FromSeconds(5);

    /// <summary>How many sub-orders to be reset an order's row names: it holds 64 KiB.</summary>
    private const int MaxToReset = 500;

    /// <summary>Decides. Safe to repeat.</summary>
    public async Task<WorkflowStep> PlanAsync(OrderKey key, CancellationToken cancellationToken)
    {
        while (true)
        {
            var snapshot = await orders.FindAsync(key, cancellationToken);
            var step = snapshot?.Order.Status switch
            {
                OrderStatus.PENDING => await BeginAsync(snapshot, cancellationToken),
                OrderStatus.RUNNING when snapshot.Order.ToReset.Count > 0 =>
                    Work(snapshot, WorkflowTaskKind.ResetFailedFiles, snapshot.Order.ToReset.Take(MaxTasks)),
                OrderStatus.RUNNING when snapshot.Order.ResetFrom is { } from => await FindFailedAsync(snapshot, from, cancellationToken),
                OrderStatus.RUNNING => await RunAsync(snapshot, cancellationToken),
                OrderStatus.PAUSED => await RestAsync(snapshot.Order, cancellationToken),
                OrderStatus.DONE or OrderStatus.DONE_WITH_WARNING
                    when OrderEnd.Correction(snapshot.Order.Status, snapshot.Counts) is { } correction =>
                    await EndAsync(snapshot, correction, cancellationToken),
                OrderStatus.DELETED or OrderStatus.EXPIRED when !snapshot.Order.CleanedUp => Work(snapshot, WorkflowTaskKind.CleanUp),
                OrderStatus.DONE or OrderStatus.DONE_WITH_WARNING when snapshot.Order.Confirmation is not null =>
                    Wait(snapshot.Order, null),
                _ => await FinishAsync(key, snapshot, cancellationToken),
            };
            if (step is not null) return WithConfirmation(step, snapshot?.Order);
        }
    }

    /// <summary>The e-mail goes out beside whatever else is done; a wait ends when its next try is due.</summary>
    private WorkflowStep WithConfirmation(WorkflowStep step, Order? order)
    {
        if (order?.Confirmation is not { } mail || !PendingConfirmation.Fits(order.Status)) return step;
        if (mail.NotBefore <= time.GetUtcNow())
            return step with { Tasks = [.. step.Tasks, new(WorkflowTaskKind.SendConfirmation, order.Key, 0, order.Generation)] };
        return step.WaitUntil > mail.NotBefore ? step with { WaitUntil = mail.NotBefore } : step;
    }

    /// <summary>
    /// A creation that died may have left the order out of the lists: made up for before the first page. A page that somebody is
    /// expanding right now is left to it: two that take the cursor from each other would never end.
    /// </summary>
    private async Task<WorkflowStep> BeginAsync(OrderSnapshot snapshot, CancellationToken cancellationToken)
    {
        if (snapshot.Order.Expansion is { Claim: 0 }) await listing.AddAsync(snapshot.Order, cancellationToken);
        if (snapshot.Order.Expansion?.ClaimedAt + PageLimit is { } until && until > time.GetUtcNow()) return Wait(snapshot.Order, until);
        return Work(snapshot, WorkflowTaskKind.ExpandPage);
    }

    /// <summary>Retry: names the next sub-orders with failed files.</summary>
    private async Task<WorkflowStep?> FindFailedAsync(OrderSnapshot snapshot, int from, CancellationToken cancellationToken)
    {
        var failed = snapshot.SubOrders
            .Where(sub => sub.First >= from && sub.Counts is { Error: > 0 } or { DownloadError: > 0 })
            .Select(sub => sub.First)
            .Take(MaxToReset)
            .ToList();
        var next = snapshot.Order with { ToReset = failed, ResetFrom = failed.Count == MaxToReset ? failed[^1] + 1 : null };
        await orders.TryCommitAsync(next, snapshot.Version, cancellationToken);
        return null;
    }

    /// <summary>A paused order: what its pause may have left undone, where its process died.</summary>
    private async Task<WorkflowStep> RestAsync(Order order, CancellationToken cancellationToken)
    {
        await halt.HaltAsync(order, cancellationToken);
        return Wait(order, null);
    }

    /// <summary>
    /// A running order: (1) give back the slots of sub-orders that ended, (2) start the next ones as far as there are slots,
    /// (3) end the order where nothing is PENDING, (4) else work on what was started, or wait.
    /// </summary>
    private async Task<WorkflowStep?> RunAsync(OrderSnapshot snapshot, CancellationToken cancellationToken)
    {
        var order = snapshot.Order;
        var now = time.GetUtcNow();

        // (1) The copies of started sub-orders may be behind their summaries: a process may have died between the two.
        var current = snapshot.SubOrders.ToDictionary(sub => sub.First);
        foreach (var first in order.Started)
        {
            if (await files.FindSummaryAsync(order.Key, first, cancellationToken) is { } summary
                && current.TryGetValue(first, out var copy) && copy.Version < summary.Summary.Version)
                current[first] = await orders.CopyAsync(order.Key, summary.Summary, cancellationToken) ?? copy;
        }

        var ended = order.Started.Where(first => !current.TryGetValue(first, out var sub) || sub.Ended).ToList();
        if (ended.Count > 0) await slotUse.ReleaseAsync(order, ended, cancellationToken);

        // (2)
        var toPrepare = current.Values.Where(sub => sub.Counts.Pending > 0).OrderBy(sub => sub.First).ToList();
        var ready = toPrepare.Where(sub => sub.External).Take(MaxTasks).ToList();
        foreach (var sub in toPrepare.Where(sub => !sub.External).Take(options.Value.MaxSubOrdersPerUser))
        {
            var taken = await slots.TryTakeAsync(
                SlotOwner.Of(order), new SlotHolder(order.Id, sub.First, order.Generation), options.Value.MaxSubOrdersPerUser,
                holder => slotUse.IsNeededAsync(order.Tenant, holder, cancellationToken), cancellationToken);
            if (!taken) break;
            ready.Add(sub);
        }

        var started = order.Started.Except(ended).Union(ready.Select(sub => sub.First)).Order().ToList();
        if (!started.SequenceEqual(order.Started))
        {
            var next = order with { Started = started };
            if (!await orders.TryCommitAsync(next, snapshot.Version, cancellationToken)) return null;
            log.LogDebug("Order {OrderId} of {Tenant}: sub-orders {Started} are under way", order.Id, order.Tenant, started);
            return await RunOrNullAsync(order.Key, cancellationToken);
        }

        // (3)
        if (toPrepare.Count == 0)
        {
            var counts = current.Values.Aggregate(new FileCounts(), (sum, sub) => sum + sub.Counts);
            return await EndAsync(snapshot, OrderEnd.Of(counts), cancellationToken);
        }

        // (4)
        var due = ready.Where(sub => sub.NextCheck is null || sub.NextCheck <= now).Select(sub => sub.First).ToList();
        return due.Count > 0
            ? Work(snapshot, WorkflowTaskKind.PrepareSubOrder, due)
            : Wait(order, ready.Min(sub => sub.NextCheck));
    }

    /// <summary>The commit changed the order's version: read it again before deciding more.</summary>
    private async Task<WorkflowStep?> RunOrNullAsync(OrderKey key, CancellationToken cancellationToken) =>
        await orders.FindAsync(key, cancellationToken) is { Order.Status: OrderStatus.RUNNING } again
            ? await RunAsync(again, cancellationToken)
            : null;

    /// <summary>
    /// The order is read again afterwards: a download that lost a file in this very moment has seen it running and left the
    /// judgement to its end.
    /// </summary>
    private async Task<WorkflowStep?> EndAsync(OrderSnapshot snapshot, OrderCommand command, CancellationToken cancellationToken)
    {
        var ended = OrderTransitions.Apply(snapshot.Order, command, time.GetUtcNow());
        if (!await orders.TryCommitAsync(ended, snapshot.Version, cancellationToken)) return null;
        telemetry.Moved(snapshot.Order.Status, ended.Status);
        log.LogInformation("Order {OrderId} of {Tenant} is {Status}: {Files} files", ended.Id, ended.Tenant, ended.Status, ended.FilesCount);
        return null;
    }

    /// <summary>
    /// Nobody needs to drive the order: its note goes. A command that renews the note and then changes the order may find the note
    /// gone in between: so the order is read again afterwards, and noted again where it has changed.
    /// </summary>
    private async Task<WorkflowStep?> FinishAsync(OrderKey key, OrderSnapshot? snapshot, CancellationToken cancellationToken)
    {
        // The note of an order that does not exist belongs to its creation, or to the refresh pass, which clears up after one that died.
        if (snapshot is not null && await unfinished.FindAsync(key, cancellationToken) is { } note
            && !await unfinished.TryRemoveAsync(key, note.Version, cancellationToken)) return null;

        if ((await orders.FindOrderAsync(key, cancellationToken))?.Version != snapshot?.Version)
        {
            await unfinished.AddAsync(key, cancellationToken);
            return null;
        }

        return new WorkflowStep(snapshot?.Order.Status.ToString() ?? "REMOVED", [], null, Finished: true);
    }

    private static WorkflowStep Work(OrderSnapshot snapshot, WorkflowTaskKind kind, IEnumerable<int>? firsts = null)
    {
        var order = snapshot.Order;
        var tasks = (firsts ?? [0]).Select(first => new WorkflowTask(kind, order.Key, first, order.Generation));
        return new WorkflowStep(order.Status.ToString(), [.. tasks], null, Finished: false);
    }

    private WorkflowStep Wait(Order order, DateTimeOffset? until)
    {
        var latest = time.GetUtcNow() + options.Value.WorkflowMaxWait;
        return new WorkflowStep(order.Status.ToString(), [], until < latest ? until : latest, Finished: false);
    }
}
