using ServerlessOrders.Storage;

namespace ServerlessOrders.Workflow;

/// <summary>
/// Takes the files and documents of a deleted or expired order out of the store (never a blob of the archive) and gives its
/// slots back. The selection stays: it is small, and removing the order takes it.
/// </summary>
public sealed class OrderCleanup(OrderStore orders, FileStore files, OrderDocuments documents, ZipStore zips, SlotUse slots)
{
    /// <summary>Cleans up; safe to repeat and to stop.</summary>
    public async Task CleanUpAsync(WorkflowTask work, CancellationToken cancellationToken)
    {
        if (await orders.FindOrderAsync(work.Order, cancellationToken) is not { Order.FilesAreGone: true } order) return;
        await slots.ReleaseAsync(order.Order, order.Order.Started, cancellationToken);
        await files.DeleteAsync(work.Order, cancellationToken);
        await zips.DeleteAsync(work.Order, cancellationToken);
        await documents.DeleteAsync(work.Order, keepSelection: true, cancellationToken);
        while (await orders.FindOrderAsync(work.Order, cancellationToken) is { Order.FilesAreGone: true } current)
        {
            var cleaned = current.Order with { CleanedUp = true, Started = [], ToReset = [] };
            if (await orders.TryCommitAsync(cleaned, current.Version, cancellationToken)) return;
        }
    }
}
