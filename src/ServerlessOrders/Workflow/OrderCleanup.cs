using ServerlessOrders.Orders;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Workflow;

/// <summary>
/// Takes the files and documents of a deleted or expired order out of the store (never a blob of the archive), gives its slots
/// back, and takes a deleted one off its owner's list, where its deletion did not come so far. The selection stays: it is small,
/// and removing the order takes it.
/// </summary>
public sealed class OrderCleanup(
    OrderStore orders, OrderListStore lists, FileStore files, OrderDocumentStore documents, IEnumerable<IOrderData> data, SlotUse slots)
{
    /// <summary>Cleans up; safe to repeat and to stop.</summary>
    public async Task CleanUpAsync(WorkflowTask work, CancellationToken cancellationToken)
    {
        if (await orders.FindOrderAsync(work.Order, cancellationToken) is not { Order.FilesAreGone: true } order) return;
        await slots.ReleaseUnneededAsync(order.Order, cancellationToken);
        if (order.Order.Status == OrderStatus.DELETED)
            await lists.RemoveAsync(OrderListStore.OfOwner(order.Order.Tenant, order.Order.Owner), order.Order.Id, cancellationToken);
        await files.DeleteAsync(work.Order, cancellationToken);
        foreach (var kept in data) await kept.DeleteAsync(work.Order, cancellationToken);
        await documents.DeleteAsync(work.Order, keepSelection: true, cancellationToken);
        while (await orders.FindOrderAsync(work.Order, cancellationToken) is { Order: { FilesAreGone: true, CleanedUp: false } } current)
        {
            var cleaned = current.Order with { CleanedUp = true, Started = [], ToReset = [], ResetFrom = null };
            if (await orders.TryCommitAsync(cleaned, current.Version, cancellationToken)) return;
        }
    }
}
