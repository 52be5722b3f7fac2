using ServerlessOrders.Orders.Creation;
using ServerlessOrders.Orders.Index;
using ServerlessOrders.Orders.Lifetime;
using ServerlessOrders.Security;

namespace ServerlessOrders.Orders.Commands;

/// <summary>
/// What an owner does to an order. Each command writes the state first, through <see cref="OrderChanges"/>, and then
/// wakes the workflow: a lost wake-up delays, it loses nothing.
/// </summary>
internal sealed class OrderCommands(
    OrderStore orders,
    OrderChanges changes,
    OrderCreation creation,
    OrderRemoval removal,
    OrderIndex index,
    OrderDrive drive,
    WorkHalt halt,
    OrderLifetime lifetime)
{
    /// <summary>
    /// Stops the order for a while. When this returns, no file of it changes but by a download, and no sub-order starts.
    /// </summary>
    public async Task<OrderOutcome> PauseAsync(Caller caller, OrderKey key, CancellationToken cancellationToken)
    {
        var outcome = await ChangeAsync(caller, key, OrderCommand.Pause, null, cancellationToken);
        if (outcome.Order is not { } paused) return outcome;
        try
        {
            await halt.HaltAsync(paused, cancellationToken);
        }
        finally
        {
            // It makes up for a halt that failed.
            await drive.WakeAsync(key, cancellationToken);
        }

        return outcome;
    }

    /// <summary>Lets a paused order go on where it stopped.</summary>
    public async Task<OrderOutcome> ResumeAsync(Caller caller, OrderKey key, CancellationToken cancellationToken)
    {
        if (await RefusalAsync(caller, key, OrderCommand.Resume, cancellationToken) is { } refusal) return refusal;
        await drive.NoteAsync(key, cancellationToken);
        return await WakeAfterAsync(
            await ChangeAsync(caller, key, OrderCommand.Resume, Unclaimed, cancellationToken), key, cancellationToken);

        // The run that had the cursor when the order was paused has lost it.
        static Order Unclaimed(Order order) =>
            order.Progress is { Expansion: { } cursor } progress
                ? order with { Progress = progress with { Expansion = cursor.Freed() } }
                : order;
    }

    /// <summary>Gives the order up: it stays in the store as DELETED, its files go.</summary>
    public Task<OrderOutcome> DeleteAsync(Caller caller, OrderKey key, CancellationToken cancellationToken) =>
        GiveUpAsync(caller, key, OrderCommand.Delete, cancellationToken);

    /// <summary>The same also while it is PENDING or RUNNING: a pause and a deletion as one change.</summary>
    public Task<OrderOutcome> CancelAsync(Caller caller, OrderKey key, CancellationToken cancellationToken) =>
        GiveUpAsync(caller, key, OrderCommand.Cancel, cancellationToken);

    /// <summary>Takes a DELETED order out of the store; for administrators.</summary>
    public async Task<OrderOutcome> RemoveAsync(Caller caller, OrderKey key, CancellationToken cancellationToken)
    {
        if (await orders.FindOrderAsync(key, cancellationToken) is not { } current) return OrderOutcome.NotFound;
        if (!caller.IsAdmin || !OrderAccess.CanUse(caller, current.Value)) return OrderOutcome.NotAllowed;
        if (OrderTransitions.Refusal(current.Value.Status, OrderCommand.Remove) is { } reason) return OrderOutcome.Refused(reason);

        await removal.RemoveAsync(current.Value, caller, cancellationToken);
        return OrderOutcome.Done(current.Value);
    }

    /// <summary>Has the failed files of an ended order prepared again, or its expansion if that failed.</summary>
    public async Task<OrderOutcome> RetryAsync(Caller caller, OrderKey key, CancellationToken cancellationToken)
    {
        if (await RefusalAsync(caller, key, OrderCommand.Retry, cancellationToken) is { } refusal) return refusal;
        if (await orders.FindAsync(key, cancellationToken) is not { } snapshot) return OrderOutcome.NotFound;
        await drive.NoteAsync(key, cancellationToken);

        // As REGARDS does, an order that is prepared again lives on; it may be past its date, and without due row.
        var failed = snapshot.SubOrders.Count(sub => !sub.External && (sub.Counts.Error > 0 || sub.Counts.DownloadError > 0));
        var date = await lifetime.NoteAsync(snapshot.Order, failed, cancellationToken);

        // An order without files has nothing to prepare again: it ends as it did, for the reason that it tells.
        return await WakeAfterAsync(
            await ChangeAsync(
                caller, key, OrderCommand.Retry,
                order => order with
                {
                    Message = order is { Progress.Expansion: null, FilesCount: 0 } ? order.Message : null,
                    Progress = order.Progress with { ResetFrom = 0, Expansion = order.Progress.Expansion?.Freed() },
                    ExpirationDate = date,
                },
                cancellationToken),
            key, cancellationToken);
    }

    /// <summary>Orders the same selection again, for the same owner and with the same role, whoever asks; this order stays as it is.</summary>
    /// <returns>The new order, or why there is none.</returns>
    public async Task<CreationOutcome> RestartAsync(Caller caller, OrderKey key, OrderRequest request, CancellationToken cancellationToken)
    {
        if (await orders.FindOrderAsync(key, cancellationToken) is not { Value: var order }) return CreationOutcome.NotFound;
        if (Refusal(caller, order, OrderCommand.Restart) is { Refusal: { } reason }) return CreationOutcome.NotAllowed(reason);
        var owner = caller with { User = order.Owner, Email = order.OwnerEmail, Role = Enum.Parse<Role>(order.OwnerRole) };
        return await creation.FromOrderAsync(owner, request, key, cancellationToken);
    }

    private async Task<OrderOutcome> GiveUpAsync(Caller caller, OrderKey key, OrderCommand command, CancellationToken cancellationToken)
    {
        if (await RefusalAsync(caller, key, command, cancellationToken) is { } refusal) return refusal;

        // The note comes first: a process that dies after the change leaves somebody to clean up.
        await drive.NoteAsync(key, cancellationToken);
        var outcome = await ChangeAsync(
            caller, key, command, order => order with { Progress = order.Progress with { CleanedUp = false } }, cancellationToken);
        if (outcome.Order is not { } deleted) return outcome;

        try
        {
            await halt.HaltAsync(deleted, cancellationToken);
            await index.HideAsync(deleted, cancellationToken);
        }
        finally
        {
            // It cleans up, and makes up for what failed here.
            await drive.StartAsync(key, cancellationToken);
        }

        return outcome;
    }

    private async Task<OrderOutcome?> RefusalAsync(Caller caller, OrderKey key, OrderCommand command, CancellationToken cancellationToken) =>
        await orders.FindOrderAsync(key, cancellationToken) is { } current ? Refusal(caller, current.Value, command) : OrderOutcome.NotFound;

    private static OrderOutcome? Refusal(Caller caller, Order order, OrderCommand command)
    {
        if (!OrderAccess.CanUse(caller, order)) return OrderOutcome.NotAllowed;
        return OrderTransitions.Refusal(order.Status, command) is { } reason ? OrderOutcome.Refused(reason) : null;
    }

    private async Task<OrderOutcome> ChangeAsync(
        Caller caller, OrderKey key, OrderCommand command, Func<Order, Order>? then, CancellationToken cancellationToken)
    {
        OrderOutcome? refusal = null;
        var changed = await changes.ChangeAsync(
            key,
            order => (refusal = Refusal(caller, order, command)) is null ? OrderChange.By(caller, command, then) : null,
            cancellationToken);
        return changed is null ? refusal ?? OrderOutcome.NotFound : OrderOutcome.Done(changed);
    }

    /// <summary>The note again: a workflow that was about to finish may have removed it before the change.</summary>
    private async Task<OrderOutcome> WakeAfterAsync(OrderOutcome outcome, OrderKey key, CancellationToken cancellationToken)
    {
        if (outcome.Status != OrderOutcomeStatus.Done) return outcome;
        await drive.StartAsync(key, cancellationToken);
        return outcome;
    }
}
