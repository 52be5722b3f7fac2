using Microsoft.Extensions.Logging;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Orders;

/// <summary>
/// The one write path of orders: nobody else commits an order's row. Each change is one compare-and-swap; its status comes from
/// <see cref="OrderTransitions"/>, and a change of status is counted and logged here.
/// </summary>
/// <remarks>
/// The storage client repeats a write whose answer was lost, and is then refused. So every change leaves its id in the row, by which
/// a refused one is recognised that was made after all.
/// </remarks>
internal sealed class OrderChanges(OrderStore orders, TimeProvider time, OrderTelemetry telemetry, ILogger<OrderChanges> log)
{
    /// <summary>Writes a new order.</summary>
    /// <exception cref="ContentionException">Storage kept refusing it.</exception>
    public async Task CreateAsync(Order created, string reason, CancellationToken cancellationToken)
    {
        var (order, events) = OrderEvents.Of(null, created, [], null, created.CreationDate);
        for (var contention = new Contention($"order {order.Key}"); ; await contention.LostAsync(cancellationToken))
        {
            // A number is given once: a row that is there already is this creation's, whose answer was lost.
            if (!await orders.TryCreateAsync(order, cancellationToken, events)
                && await orders.FindOrderAsync(order.Key, cancellationToken) is null) continue;
            telemetry.Moved(null, order.Status);
            log.LogInformation("Order {OrderId} of {Tenant} was created {Reason}", order.Id, order.Tenant, reason);
            return;
        }
    }

    /// <summary>Reads an order and changes it; reads it again if it was changed in between.</summary>
    /// <param name="key">The order.</param>
    /// <param name="decide">The change of the order as it is now; null for none. May be asked several times.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The order as changed; null if there is none, or it needs no change.</returns>
    /// <exception cref="ContentionException">Others kept changing it.</exception>
    public Task<Order?> ChangeAsync(OrderKey key, Func<Order, OrderChange?> decide, CancellationToken cancellationToken) => RepeatAsync(
        key, () => orders.FindOrderAsync(key, cancellationToken), read => read, read => Task.FromResult(decide(read.Value)), cancellationToken);

    /// <summary>The same for a change that depends on the order's figures, and so reads all its rows.</summary>
    /// <param name="key">The order.</param>
    /// <param name="decide">The change of the order as it is now; null for none. May be asked several times.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The order as changed; null if there is none, or it needs no change.</returns>
    /// <exception cref="ContentionException">Others kept changing it.</exception>
    public Task<Order?> ChangeByFiguresAsync(
        OrderKey key, Func<OrderSnapshot, Task<OrderChange?>> decide, CancellationToken cancellationToken) => RepeatAsync(
        key, () => orders.FindAsync(key, cancellationToken), snapshot => snapshot.Row, decide, cancellationToken);

    /// <summary>Changes an order as it was read, or not at all: for what was decided by more than its row.</summary>
    /// <param name="read">The order as it was read.</param>
    /// <param name="change">The change.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <param name="subOrders">Sub-orders that are written with it.</param>
    /// <param name="tasks">Dataset tasks that are written with it.</param>
    /// <returns>The order as changed; null, and nothing written, if it was changed since it was read.</returns>
    public async Task<Stored<Order>?> TryChangeAsync(
        Stored<Order> read,
        OrderChange change,
        CancellationToken cancellationToken,
        IReadOnlyCollection<SubOrders.SubOrder>? subOrders = null,
        IReadOnlyCollection<DatasetTask>? tasks = null)
    {
        var (next, events) = change.Apply(read.Value, time.GetUtcNow(), Guid.NewGuid());
        if (await orders.TryCommitAsync(next, read.ETag, cancellationToken, subOrders, tasks, events) is { } etag) return Made(etag);
        return await orders.FindOrderAsync(next.Key, cancellationToken) is { } now && now.Value.ChangeId == next.ChangeId ? Made(now.ETag) : null;

        Stored<Order> Made(string written)
        {
            Record(read.Value, next, change);
            return new Stored<Order>(next, written);
        }
    }

    private async Task<Order?> RepeatAsync<T>(
        OrderKey key, Func<Task<T?>> find, Func<T, Stored<Order>> rowOf, Func<T, Task<OrderChange?>> decide, CancellationToken cancellationToken)
        where T : class
    {
        var id = Guid.NewGuid();
        (Order From, Order To, OrderChange Change)? refused = null;
        for (var contention = new Contention($"order {key}"); ; await contention.LostAsync(cancellationToken))
        {
            if (await find() is not { } found) return null;
            var read = rowOf(found);
            // The workflow may have brought the order further by now; the id of a user's command stays until the next one.
            if (refused is { } made && (read.Value.ChangeId == id || read.Value.CommandId == id))
            {
                Record(made.From, made.To, made.Change);
                return made.To;
            }

            if (await decide(found) is not { } change) return null;
            var (next, events) = change.Apply(read.Value, time.GetUtcNow(), id);
            if (await orders.TryCommitAsync(next, read.ETag, cancellationToken, events: events) is not null)
            {
                Record(read.Value, next, change);
                return next;
            }

            refused = (read.Value, next, change);
        }
    }

    private void Record(Order from, Order to, OrderChange change)
    {
        if (from.Status == to.Status) return;
        telemetry.Moved(from.Status, to.Status);
        log.Log(
            to.Status == OrderStatus.FAILED ? LogLevel.Warning : LogLevel.Information,
            "Order {OrderId} of {Tenant} went from {From} to {Status} ({Command}: {Reason})",
            to.Id, to.Tenant, from.Status, to.Status, change.Command, change.Reason);
    }
}
