using Microsoft.Extensions.Options;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Index;
using ServerlessOrders.Orders.Lifetime;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Workflow;

/// <summary>
/// Decides what comes next for an order. The small changes of state that a decision needs (a sub-order starts, the order ends)
/// are made on the way, each by one compare-and-swap; if one is lost, the order is read again. A decision reads the order's
/// row and what it names, never all of its sub-orders but when it ends.
/// </summary>
internal sealed class OrderPlanner(
    OrderStore orders,
    OrderIndex index,
    RunningOrderPlan running,
    OrderEnding ending,
    WorkHalt halt,
    UnfinishedOrderStore unfinished,
    IOptions<OrdersOptions> options,
    TimeProvider time)
{
    /// <summary>A page that is not expanded after this time is begun anew: whoever had it is slow or dead.</summary>
    private static readonly TimeSpan PageLimit = TimeSpan.FromSeconds(5);

    /// <summary>Decides. Safe to repeat.</summary>
    public async Task<WorkflowStep> PlanAsync(OrderKey key, CancellationToken cancellationToken)
    {
        for (var contention = new Contention($"the next step of order {key}"); ; await contention.LostAsync(cancellationToken))
        {
            var current = await orders.FindOrderAsync(key, cancellationToken);
            if (current?.Value.Status == OrderStatus.RUNNING)
            {
                var plan = await running.PlanAsync(current, cancellationToken);
                if (plan.Ended is null)
                {
                    if (plan.Step is { } work) return Complete(work, current);
                    continue;
                }

                // Its end is judged again at once, by what its files have become meanwhile.
                current = plan.Ended;
            }

            if (await DecideAsync(key, current, cancellationToken) is { } step) return Complete(step, current);
        }
    }

    private async Task<WorkflowStep?> DecideAsync(OrderKey key, Stored<Order>? current, CancellationToken cancellationToken)
    {
        var order = current?.Value;
        return order?.Status switch
        {
            OrderStatus.PENDING => await BeginAsync(order, cancellationToken),
            OrderStatus.PAUSED => await RestAsync(order, cancellationToken),
            OrderStatus.DONE or OrderStatus.DONE_WITH_WARNING => await SettleAsync(current!, cancellationToken),
            OrderStatus.DELETED or OrderStatus.EXPIRED when !order.Progress.CleanedUp => WorkflowStep.Work(order, WorkflowTaskKind.CleanUp),
            _ when order?.NextSending is not null => Wait(order, null),
            _ => await FinishAsync(key, current, cancellationToken),
        };
    }

    /// <summary>The step with what goes on beside it, and with the order for work that begins in this process at once.</summary>
    private WorkflowStep Complete(WorkflowStep step, Stored<Order>? current)
    {
        step = WithEvents(WithConfirmation(step, current?.Value), current?.Value);
        return step with { Tasks = [.. step.Tasks.Select(task => task with { Planned = current })] };
    }

    /// <summary>The e-mail goes out beside whatever else is done; a wait ends when its next try is due.</summary>
    private WorkflowStep WithConfirmation(WorkflowStep step, Order? order)
    {
        if (order?.Confirmation is not { } mail || !PendingConfirmation.Fits(order.Status)) return step;
        if (mail.NotBefore <= time.GetUtcNow())
            return step with { Tasks = [.. step.Tasks, new(WorkflowTaskKind.SendConfirmation, order.Key, order.Generation)] };
        return step.WaitUntil > mail.NotBefore ? step with { WaitUntil = mail.NotBefore } : step;
    }

    /// <summary>
    /// Events go out beside whatever else is done, but not while pages are expanded: a page is committed on the condition that the
    /// order's row has not changed.
    /// </summary>
    private WorkflowStep WithEvents(WorkflowStep step, Order? order)
    {
        if (order?.NextSending is not { } next || order.Status == OrderStatus.PENDING) return step;
        if (next <= time.GetUtcNow())
            return step with { Tasks = [.. step.Tasks, new(WorkflowTaskKind.SendEvents, order.Key, order.Generation)] };
        return step.WaitUntil > next ? step with { WaitUntil = next } : step;
    }

    /// <summary>
    /// A creation that died may have left the order out of the lists: made up for before the first page. A page that somebody is
    /// expanding right now is left to it: two that take the cursor from each other would never end.
    /// </summary>
    private async Task<WorkflowStep> BeginAsync(Order order, CancellationToken cancellationToken)
    {
        if (order.Progress.Expansion is { Claim: 0 }) await index.EnsureAsync(order, cancellationToken);
        if (order.Progress.Expansion?.NotBefore is { } again && again > time.GetUtcNow()) return Wait(order, again);
        if (order.Progress.Expansion?.ClaimedAt + PageLimit is { } until && until > time.GetUtcNow()) return Wait(order, until);
        return WorkflowStep.Work(order, WorkflowTaskKind.ExpandPage);
    }

    /// <summary>A paused order: what its pause may have left undone, if its process died.</summary>
    private async Task<WorkflowStep> RestAsync(Order order, CancellationToken cancellationToken)
    {
        await halt.HaltAsync(order, cancellationToken);
        return Wait(order, null);
    }

    /// <summary>
    /// An order at its end: its status follows what downloads did to its files; it is driven on while its confirmation is not sent.
    /// </summary>
    private async Task<WorkflowStep?> SettleAsync(Stored<Order> current, CancellationToken cancellationToken)
    {
        if (await orders.FindAsync(current.Value.Key, cancellationToken) is not { } snapshot || snapshot.ETag != current.ETag) return null;
        if (OrderEnd.Correction(snapshot.Order.Status, snapshot.Counts) is { } correction)
        {
            await ending.TryEndAsync(snapshot, correction, cancellationToken);
            return null;
        }

        return current.Value is { Confirmation: null, NextSending: null }
            ? await FinishAsync(current.Value.Key, current, cancellationToken)
            : Wait(current.Value, null);
    }

    /// <summary>
    /// Nobody needs to drive the order: its note goes. A command that renews the note and then changes the order may find the note
    /// gone in between: so the order is read again afterwards, and noted again if it has changed.
    /// </summary>
    private async Task<WorkflowStep?> FinishAsync(OrderKey key, Stored<Order>? current, CancellationToken cancellationToken)
    {
        // The note of an order that does not exist belongs to its creation, or to the refresh pass, which clears up after one that died.
        if (current is not null && await unfinished.FindVersionAsync(key, cancellationToken) is { } version
            && !await unfinished.TryRemoveAsync(key, version, cancellationToken)) return null;

        if ((await orders.FindOrderAsync(key, cancellationToken))?.ETag != current?.ETag)
        {
            await unfinished.AddAsync(key, cancellationToken);
            return null;
        }

        return new WorkflowStep(current?.Value.Status.ToString() ?? "REMOVED", [], null, Finished: true);
    }

    private WorkflowStep Wait(Order order, DateTimeOffset? until) =>
        WorkflowStep.Wait(order, until, time.GetUtcNow() + options.Value.WorkflowMaxWait);
}
