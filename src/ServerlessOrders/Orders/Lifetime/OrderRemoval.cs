using Microsoft.Extensions.Logging;
using ServerlessOrders.Orders.Creation;
using ServerlessOrders.Orders.Index;
using ServerlessOrders.Security;

namespace ServerlessOrders.Orders.Lifetime;

/// <summary>Takes a DELETED order out of the store, with all that is kept of it.</summary>
internal sealed class OrderRemoval(
    OrderStore orders, OrderIndex index, OrderContents contents, IdempotencyStore idempotency, WorkHalt halt, ILogger<OrderRemoval> log)
{
    /// <summary>Removes it. The order's row goes last: until then a removal that stopped can be asked for again.</summary>
    /// <param name="order">The order.</param>
    /// <param name="caller">Who asked for it.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task RemoveAsync(Order order, Caller caller, CancellationToken cancellationToken)
    {
        if (order.RequestKey is { } key) await idempotency.KeepAsync(key, order, cancellationToken);
        await halt.ReleaseAsync(order, cancellationToken);
        await contents.DeleteAsync(order.Key, keepSelection: false, cancellationToken);
        await index.RemoveAsync(order, cancellationToken);
        await orders.RemoveAsync(order.Key, cancellationToken);
        log.LogInformation("Order {OrderId} of {Tenant} was removed by {User}", order.Id, order.Tenant, caller.User);
    }
}
