using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Orders;

/// <summary>What an order holds beside its own rows: its selection, its files, and what features above the orders keep of it.</summary>
public sealed class OrderContents(FileStore files, OrderDocumentStore documents, IEnumerable<IOrderData> data)
{
    /// <summary>Reads what the order takes; null where it was never written or is gone.</summary>
    public Task<OrderSelection?> ReadSelectionAsync(OrderKey order, CancellationToken cancellationToken) =>
        documents.ReadSelectionAsync(order, cancellationToken);

    /// <summary>Keeps what the order takes; writing it again does no harm.</summary>
    public Task WriteSelectionAsync(OrderKey order, OrderSelection selection, CancellationToken cancellationToken) =>
        documents.WriteSelectionAsync(order, selection, cancellationToken);

    /// <summary>Deletes all of it, or all but the selection; never a blob of the archive. Can be repeated and stopped.</summary>
    public async Task DeleteAsync(OrderKey order, bool keepSelection, CancellationToken cancellationToken)
    {
        await files.DeleteAsync(order, cancellationToken);
        foreach (var kept in data) await kept.DeleteAsync(order, cancellationToken);
        await documents.DeleteAsync(order, keepSelection, cancellationToken);
    }
}
