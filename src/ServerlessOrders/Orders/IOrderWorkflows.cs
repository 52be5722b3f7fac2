namespace ServerlessOrders.Orders;

/// <summary>Reaches the workflow of an order, wherever it runs.</summary>
public interface IOrderWorkflows
{
    /// <summary>
    /// Makes the workflow of the order look at it soon: starts it if none runs, wakes it if it waits. The order's state
    /// must have been written before. A lost or doubled call does no harm, since every wait is bounded.
    /// </summary>
    Task WakeAsync(OrderKey order, CancellationToken cancellationToken);
}
