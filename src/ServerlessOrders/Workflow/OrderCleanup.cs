using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Index;

namespace ServerlessOrders.Workflow;

/// <summary>
/// Takes the files and documents of a deleted or expired order out of the store (never a blob of the archive), gives its slots
/// back, and takes a deleted one off its owner's list, if its deletion did not come so far. The selection stays: it is small,
/// and removing the order takes it.
/// </summary>
internal sealed class OrderCleanup(
    OrderStore orders, OrderChanges changes, OrderIndex index, OrderContents contents, SlotUse slots)
{
    /// <summary>Cleans up; safe to repeat and to stop.</summary>
    public async Task CleanUpAsync(WorkflowTask work, CancellationToken cancellationToken)
    {
        if (await orders.FindOrderAsync(work.Order, cancellationToken) is not { Value: { FilesAreGone: true } order }) return;
        await slots.ReleaseUnneededAsync(order, cancellationToken);
        if (order.Status == OrderStatus.DELETED) await index.HideAsync(order, cancellationToken);
        await contents.DeleteAsync(work.Order, keepSelection: true, cancellationToken);
        await changes.ChangeAsync(
            work.Order, now => now is { FilesAreGone: true, Progress.CleanedUp: false } ? OrderChange.Progress(Cleaned) : null, cancellationToken);

        static OrderProgress Cleaned(OrderProgress progress) => progress with { CleanedUp = true, Started = [], ToReset = [], ResetFrom = null };
    }
}
