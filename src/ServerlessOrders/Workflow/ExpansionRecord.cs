using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Lifetime;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Workflow;

/// <summary>How far the expansion of an order is, on the order's row: its claim, its pages, and how it ends.</summary>
internal sealed class ExpansionRecord(OrderStore orders, OrderChanges changes, OrderLifetime lifetime, TimeProvider time)
{
    private const int MaxText = 1000;

    /// <summary>
    /// Claims the cursor of an order that is expanded, so that a run that was thought dead commits nothing more; null if another run
    /// was faster, or the work is out of date.
    /// </summary>
    public async Task<(Stored<Order> Order, ExpansionCursor Cursor)?> TryClaimAsync(WorkflowTask work, CancellationToken cancellationToken)
    {
        if ((work.Planned ?? await orders.FindOrderAsync(work.Order, cancellationToken)) is not { } current) return null;
        if (current.Value is not { Status: OrderStatus.PENDING, Progress.Expansion: { } cursor } order || order.Generation != work.Generation) return null;
        cursor = cursor with { Claim = cursor.Claim + 1, ClaimedAt = time.GetUtcNow() };
        var claim = OrderChange.Progress(now => now with { Expansion = cursor });
        return await changes.TryChangeAsync(current, claim, cancellationToken) is { } claimed ? (claimed, cursor) : null;
    }

    /// <summary>Commits a page: the cursor behind it, with the sub-orders and the dataset task that it changed.</summary>
    /// <returns>False, and nothing committed, if the order was changed since it was claimed.</returns>
    internal async Task<bool> TryCommitAsync(
        Stored<Order> claimed, PageExpansion.Result page, SubOrderWriter writer, CancellationToken cancellationToken)
    {
        var expanded = OrderChange.Of(now => now with
        {
            Progress = now.Progress with { Expansion = page.Cursor.Freed() }, FilesCount = writer.Next,
        });
        return await changes.TryChangeAsync(claimed, expanded, cancellationToken, writer.Touched, [page.Task]) is not null;
    }

    /// <summary>Leaves the page for later, as its catalog did not give it.</summary>
    /// <param name="claimed">The order as it was claimed.</param>
    /// <param name="pause">After how long the catalog is asked again.</param>
    /// <param name="problem">Why it gave none, for the order's owner.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task WaitAsync(Stored<Order> claimed, TimeSpan pause, string problem, CancellationToken cancellationToken) => await changes.TryChangeAsync(
        claimed,
        OrderChange.Progress(now => now with
        {
            Expansion = claimed.Value.Progress.Expansion! with
            {
                ClaimedAt = null,
                Failures = claimed.Value.Progress.Expansion.Failures + 1,
                NotBefore = time.GetUtcNow() + pause,
                Problem = Cut(problem),
            },
        }),
        cancellationToken);

    /// <summary>Ends the expansion after its last page: an order with files is RUNNING, one without is at its end.</summary>
    public async Task EndAsync(Stored<Order> claimed, CancellationToken cancellationToken)
    {
        var order = claimed.Value;
        if (await orders.FindAsync(order.Key, cancellationToken) is { } snapshot)
            await TryEndAsync(claimed, order.FilesCount, order.Progress.Expansion!.Filtered, snapshot.SubOrders, null, cancellationToken);
    }

    /// <summary>Commits the first and only page and ends the expansion with it.</summary>
    /// <returns>False, and nothing committed, if the order was changed since it was claimed.</returns>
    internal Task<bool> TryEndAsync(
        Stored<Order> claimed, PageExpansion.Result page, SubOrderWriter writer, CancellationToken cancellationToken) =>
        TryEndAsync(claimed, writer.Next, page.Cursor.Filtered, writer.Touched, [page.Task], cancellationToken);

    /// <param name="claimed">The order as it was claimed.</param>
    /// <param name="files">How many files it has.</param>
    /// <param name="filtered">Whether the filters removed any.</param>
    /// <param name="subOrders">All its sub-orders; written with the end if there are tasks to write.</param>
    /// <param name="tasks">Dataset tasks that are written with the end; null for none.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    private async Task<bool> TryEndAsync(
        Stored<Order> claimed,
        int files,
        bool filtered,
        IReadOnlyCollection<SubOrder> subOrders,
        IReadOnlyCollection<DatasetTask>? tasks,
        CancellationToken cancellationToken)
    {
        var order = claimed.Value;
        var empty = files == 0;
        var message = !empty ? null
            : filtered ? "No file match filters."
            : "It seems that the queried features do not exist anymore.";
        var now = time.GetUtcNow();
        var expires = await lifetime.NoteAsync(order, subOrders.Count(sub => !sub.External), cancellationToken);
        var end = new OrderChange(
            empty ? OrderCommand.CompleteWithWarning : OrderCommand.Expanded,
            $"{files} files in {subOrders.Count} sub-orders",
            ended => ended with
            {
                FilesCount = files,
                Progress = ended.Progress with { Expansion = null },
                Message = message,
                Confirmation = empty || string.IsNullOrEmpty(order.OnSuccessUrl) ? null : new PendingConfirmation(0, now),
                ExpirationDate = expires,
                SubOrdersCount = subOrders.Count,
            });
        return await changes.TryChangeAsync(claimed, end, cancellationToken, tasks is null ? null : subOrders, tasks) is not null;
    }

    /// <summary>Ends the order as FAILED.</summary>
    /// <param name="claimed">The order as it was claimed.</param>
    /// <param name="cause">Why, for its owner.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task FailAsync(Stored<Order> claimed, string cause, CancellationToken cancellationToken) => await changes.TryChangeAsync(
        claimed,
        new OrderChange(OrderCommand.Fail, cause, failed => failed with
        {
            Message = Cut(cause),
            Progress = failed.Progress with { Expansion = failed.Progress.Expansion! with { ClaimedAt = null } },
        }),
        cancellationToken);

    /// <summary>A title or message may be of any length; a row holds 64 KiB.</summary>
    internal static string Cut(string text) => text.Length <= MaxText ? text : text[..MaxText];
}
