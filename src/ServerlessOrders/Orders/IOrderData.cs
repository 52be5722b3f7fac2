namespace ServerlessOrders.Orders;

/// <summary>
/// What a feature above the orders keeps per order, beside its row and its files. It goes when the order's files go, so the
/// feature registers it here instead of being known to the orders.
/// </summary>
internal interface IOrderData
{
    /// <summary>Deletes all of it; can be repeated, and finds nothing to do the second time.</summary>
    Task DeleteAsync(OrderKey order, CancellationToken cancellationToken);
}
