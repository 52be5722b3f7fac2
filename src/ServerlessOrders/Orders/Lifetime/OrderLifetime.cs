using Microsoft.Extensions.Options;
using ServerlessOrders.Orders.Index;

namespace ServerlessOrders.Orders.Lifetime;

/// <summary>Gives orders the date until which they live.</summary>
internal sealed class OrderLifetime(OrderIndex index, IOptions<OrdersOptions> options, TimeProvider time)
{
    /// <summary>
    /// The expiration date of an order that is prepared from now on, never an earlier one than it has. The due date is noted before
    /// the order gets it: an order that lives on without a note would never expire.
    /// </summary>
    /// <param name="order">The order.</param>
    /// <param name="subOrders">How many of its sub-orders need preparation.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<DateTimeOffset> NoteAsync(Order order, int subOrders, CancellationToken cancellationToken)
    {
        var date = OrderExpiration.Date(
            time.GetUtcNow(), subOrders, order.SubOrderHours, order.MaxHours ?? options.Value.MaxExpirationHours);
        if (date < order.ExpirationDate) date = order.ExpirationDate;
        await index.SetDueAsync(order, date, cancellationToken);
        return date;
    }
}
