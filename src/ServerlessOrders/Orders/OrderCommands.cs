using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServerlessOrders.Security;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Orders;

/// <summary>
/// What an owner does to an order. Each command writes the state first, by one compare-and-swap through
/// <see cref="OrderTransitions"/>, and then wakes the workflow: a lost wake-up delays, it loses nothing.
/// </summary>
public sealed class OrderCommands(
    OrderStore orders,
    FileStore files,
    OrderListStore lists,
    OrderClaimStore claims,
    OrderDocumentStore documents,
    IEnumerable<IOrderData> data,
    DueOrderStore due,
    UnfinishedOrderStore unfinished,
    WorkHalt halt,
    SlotUse slots,
    IOrderWorkflows workflows,
    IOptions<OrdersOptions> options,
    TimeProvider time,
    OrderTelemetry telemetry,
    ILogger<OrderCommands> log)
{
    /// <summary>
    /// Stops the order for a while. When this returns, no file of it changes but by a download, and no sub-order starts.
    /// </summary>
    public async Task<OrderOutcome> PauseAsync(Caller caller, OrderKey key, CancellationToken cancellationToken)
    {
        var outcome = await ChangeAsync(caller, key, OrderCommand.Pause, order => order, cancellationToken);
        if (outcome.Order is not { } paused) return outcome;
        await halt.HaltAsync(paused, cancellationToken);
        await workflows.WakeAsync(key, cancellationToken);
        return outcome;
    }

    /// <summary>Lets a paused order go on where it stopped.</summary>
    public async Task<OrderOutcome> ResumeAsync(Caller caller, OrderKey key, CancellationToken cancellationToken)
    {
        if (await RefusalAsync(caller, key, OrderCommand.Resume, cancellationToken) is { } refusal) return refusal;
        await unfinished.AddAsync(key, cancellationToken);
        return await WakeAfterAsync(
            await ChangeAsync(caller, key, OrderCommand.Resume, Unclaimed, cancellationToken), key, cancellationToken);

        // The run that had the cursor when the order was paused has lost it.
        static Order Unclaimed(Order order) =>
            order.Expansion is { } cursor ? order with { Expansion = cursor with { ClaimedAt = null } } : order;
    }

    /// <summary>Gives the order up: it stays in the store as DELETED, its files go.</summary>
    public async Task<OrderOutcome> DeleteAsync(Caller caller, OrderKey key, CancellationToken cancellationToken)
    {
        if (await RefusalAsync(caller, key, OrderCommand.Delete, cancellationToken) is { } refusal) return refusal;

        // The note comes first: a process that dies after the change leaves somebody to clean up.
        await unfinished.AddAsync(key, cancellationToken);
        var outcome = await ChangeAsync(caller, key, OrderCommand.Delete, order => order with { CleanedUp = false }, cancellationToken);
        if (outcome.Order is not { } deleted) return outcome;

        foreach (var first in deleted.Started)
            await files.RaiseFenceAsync(key, first, deleted.Generation, cancellationToken);
        await lists.RemoveAsync(OrderListStore.OfOwner(key.Tenant, deleted.Owner), key.Id, cancellationToken);
        return await WakeAfterAsync(outcome, key, cancellationToken);
    }

    /// <summary>Takes a DELETED order out of the store; for administrators.</summary>
    public async Task<OrderOutcome> RemoveAsync(Caller caller, OrderKey key, CancellationToken cancellationToken)
    {
        if (await orders.FindOrderAsync(key, cancellationToken) is not { } current) return OrderOutcome.NotFound;
        if (!caller.IsAdmin || !OrderAccess.CanUse(caller, current.Order)) return OrderOutcome.NotAllowed;
        if (OrderTransitions.Refusal(current.Order.Status, OrderCommand.Remove) is { } reason) return OrderOutcome.Refused(reason);

        // The order's row goes last: until then a removal that stopped can be asked for again.
        var order = current.Order;
        await slots.ReleaseUnneededAsync(order, cancellationToken);
        await files.DeleteAsync(key, cancellationToken);
        foreach (var kept in data) await kept.DeleteAsync(key, cancellationToken);
        await documents.DeleteAsync(key, keepSelection: false, cancellationToken);
        await due.RemoveAsync(key, order.ExpirationDate, cancellationToken);
        await lists.RemoveAsync(OrderListStore.OfOwner(key.Tenant, order.Owner), key.Id, cancellationToken);
        await lists.RemoveAsync(OrderListStore.OfOwnerName(key.Tenant, order.OwnerName), key.Id, cancellationToken);
        await lists.RemoveAsync(OrderListStore.OfTenant(key.Tenant), key.Id, cancellationToken);
        await claims.ReleaseAsync(OrderClaimStore.Label(key.Tenant, order.Owner, order.Label), key, cancellationToken);
        if (order.BasketVersion is { } basket)
            await claims.ReleaseAsync(OrderClaimStore.Basket(key.Tenant, order.Owner, basket), key, cancellationToken);
        await orders.RemoveAsync(key, cancellationToken);
        log.LogInformation("Order {OrderId} of {Tenant} was removed by {User}", key.Id, key.Tenant, caller.User);
        return OrderOutcome.Done(order);
    }

    /// <summary>Has the failed files of an ended order prepared again, or its expansion where that failed.</summary>
    public async Task<OrderOutcome> RetryAsync(Caller caller, OrderKey key, CancellationToken cancellationToken)
    {
        if (await RefusalAsync(caller, key, OrderCommand.Retry, cancellationToken) is { } refusal) return refusal;
        if (await orders.FindAsync(key, cancellationToken) is not { } snapshot) return OrderOutcome.NotFound;
        await unfinished.AddAsync(key, cancellationToken);

        // As REGARDS does, an order that is prepared again lives on; it may be past its date, and without due row.
        var failed = snapshot.SubOrders.Count(sub => !sub.External && (sub.Counts.Error > 0 || sub.Counts.DownloadError > 0));
        var date = OrderExpiration.Date(time.GetUtcNow(), failed, snapshot.Order.SubOrderHours, snapshot.Order.MaxHours ?? options.Value.MaxExpirationHours);
        if (date < snapshot.Order.ExpirationDate) date = snapshot.Order.ExpirationDate;
        await due.AddAsync(key, date, cancellationToken);

        // An order without files has nothing to prepare again: it ends as it did, for the reason that it tells.
        return await WakeAfterAsync(
            await ChangeAsync(
                caller, key, OrderCommand.Retry,
                order => order with
                {
                    Message = order is { Expansion: null, FilesCount: 0 } ? order.Message : null,
                    ResetFrom = 0,
                    ExpirationDate = date,
                },
                cancellationToken),
            key, cancellationToken);
    }

    private async Task<OrderOutcome?> RefusalAsync(Caller caller, OrderKey key, OrderCommand command, CancellationToken cancellationToken)
    {
        if (await orders.FindOrderAsync(key, cancellationToken) is not { } current) return OrderOutcome.NotFound;
        if (!OrderAccess.CanUse(caller, current.Order)) return OrderOutcome.NotAllowed;
        return OrderTransitions.Refusal(current.Order.Status, command) is { } reason ? OrderOutcome.Refused(reason) : null;
    }

    private async Task<OrderOutcome> ChangeAsync(
        Caller caller, OrderKey key, OrderCommand command, Func<Order, Order> adjust, CancellationToken cancellationToken)
    {
        var id = Guid.NewGuid();
        while (true)
        {
            if (await orders.FindOrderAsync(key, cancellationToken) is not { } current) return OrderOutcome.NotFound;
            if (!OrderAccess.CanUse(caller, current.Order)) return OrderOutcome.NotAllowed;
            if (OrderTransitions.Refusal(current.Order.Status, command) is { } reason) return OrderOutcome.Refused(reason);
            var next = adjust(OrderTransitions.Apply(current.Order, command, time.GetUtcNow())) with { CommandId = id };
            if (!await orders.TryCommitAsync(next, current.Version, cancellationToken)
                && !await IsDoneAsync(next, cancellationToken)) continue;
            telemetry.Moved(current.Order.Status, next.Status);
            log.LogInformation(
                "Order {OrderId} of {Tenant} went from {From} to {Status} ({Command} by {User})",
                key.Id, key.Tenant, current.Order.Status, next.Status, command, caller.User);
            return OrderOutcome.Done(next);
        }
    }

    /// <summary>
    /// The storage client repeats a write whose answer was lost, and is then refused: the change is made already. The workflow may have
    /// brought the order further by now; the id of the command stays until the next one.
    /// </summary>
    private async Task<bool> IsDoneAsync(Order wanted, CancellationToken cancellationToken) =>
        (await orders.FindOrderAsync(wanted.Key, cancellationToken))?.Order.CommandId == wanted.CommandId;

    /// <summary>The note again: a workflow that was about to finish may have removed it before the change.</summary>
    private async Task<OrderOutcome> WakeAfterAsync(OrderOutcome outcome, OrderKey key, CancellationToken cancellationToken)
    {
        if (outcome.Status != OrderOutcomeStatus.Done) return outcome;
        await unfinished.AddAsync(key, cancellationToken);
        await workflows.WakeAsync(key, cancellationToken);
        return outcome;
    }
}
