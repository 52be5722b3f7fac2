namespace ServerlessOrders.Orders;

/// <summary>The one place that says which events a change of an order causes. An order without receivers causes none.</summary>
internal static class OrderEvents
{
    /// <summary>How many sub-orders one change announces at most: its transaction holds 100 rows.</summary>
    internal const int MaxAnnounced = 50;

    /// <summary>The order after a change, with the events that it causes counted, and those.</summary>
    /// <param name="from">Before; null for a new order.</param>
    /// <param name="to">After.</param>
    /// <param name="announced">First positions of the sub-orders that the change announces.</param>
    /// <param name="errors">How many files are in error, if the change knows it.</param>
    /// <param name="now">When.</param>
    internal static (Order Order, IReadOnlyList<OrderEvent> Events) Of(
        Order? from, Order to, IReadOnlyList<int> announced, int? errors, DateTimeOffset now)
    {
        if (to.Receivers.Count == 0) return (to, []);
        var events = new List<OrderEvent>();
        foreach (var first in announced) Add(OrderEventType.SUBORDER_DONE, first);
        if (TypeOf(from, to) is { } type) Add(type, null);
        return events.Count == 0 ? (to, events) : (to with { EventCount = to.EventCount + events.Count }, events);

        void Add(OrderEventType what, int? subOrder) => events.Add(new OrderEvent(to.EventCount + events.Count + 1, what, now, to.Status)
        {
            Message = subOrder is null ? to.Message : null,
            Errors = subOrder is null ? errors : null,
            TotalSubOrders = to.SubOrdersCount,
            SubOrder = subOrder,
            ExpirationDate = what == OrderEventType.EXPIRING ? to.ExpirationDate : null,
        });
    }

    private static OrderEventType? TypeOf(Order? from, Order to) => from?.Status == to.Status ? ReminderOf(from, to) : to.Status switch
    {
        OrderStatus.PENDING when from is null => OrderEventType.GRANTED,
        OrderStatus.DONE or OrderStatus.DONE_WITH_WARNING => OrderEventType.DONE,
        OrderStatus.FAILED => OrderEventType.FAILED,
        OrderStatus.PAUSED => OrderEventType.PAUSED,
        _ => null,
    };

    private static OrderEventType? ReminderOf(Order from, Order to) =>
        from.AnnouncedExpiration == to.AnnouncedExpiration ? null : OrderEventType.EXPIRING;
}
