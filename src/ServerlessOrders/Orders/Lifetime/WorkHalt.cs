using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Orders.Lifetime;

/// <summary>
/// Stops the work under way on an order whose status has just been changed: it meets a fence with its next write. What only waits
/// for the user keeps its slot.
/// </summary>
internal sealed class WorkHalt(OrderStore orders, FileChanges files, SlotUse slots)
{
    /// <summary>
    /// When this returns, no work that was planned before the order's generation writes any more, the order's figures are those of
    /// its files, and slots that it does not need are free. Safe to repeat.
    /// </summary>
    public async Task HaltAsync(Order order, CancellationToken cancellationToken)
    {
        // Only the first of these are ever worked on at a time.
        foreach (var key in order.Started.Union(order.ToReset.Take(Order.MaxWorkedOn)))
        {
            if (await files.RaiseFenceAsync(key, order.Generation, cancellationToken) is { } summary)
                await orders.CopyAsync(order.Key, summary, cancellationToken);
        }

        await ReleaseAsync(order, cancellationToken);
    }

    /// <summary>Gives back the slots that the order does not need.</summary>
    public Task ReleaseAsync(Order order, CancellationToken cancellationToken) => slots.ReleaseUnneededAsync(order, cancellationToken);
}
