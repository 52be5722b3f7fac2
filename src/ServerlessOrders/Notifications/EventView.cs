using ServerlessOrders.Http;
using ServerlessOrders.Orders;

namespace ServerlessOrders.Notifications;

/// <summary>An event as the API shows it: never the address or the secret of a receiver.</summary>
/// <param name="Id">Its number within the order, from 1.</param>
/// <param name="WebhookId">Its id in every message.</param>
/// <param name="Type">What happened.</param>
/// <param name="Date">When.</param>
/// <param name="Status">The order's status after it.</param>
/// <param name="Message">Why the order ended as it did, if that needs words.</param>
/// <param name="Errors">How many files were in error, at the end of the order.</param>
/// <param name="TotalSubOrders">How many sub-orders the order has, once that is known.</param>
/// <param name="SubOrderId">The sub-order that it is about: the filesTaskId of its files.</param>
/// <param name="ExpirationDate">When the order's files go, if that is what it tells.</param>
/// <param name="Deliveries">What became of it at each receiver.</param>
internal sealed record EventView(
    int Id,
    string WebhookId,
    OrderEventType Type,
    DateTimeOffset Date,
    OrderStatus Status,
    string? Message,
    int? Errors,
    int? TotalSubOrders,
    long? SubOrderId,
    DateTimeOffset? ExpirationDate,
    IReadOnlyList<DeliveryView> Deliveries)
{
    /// <summary>The event with the link that sends it again.</summary>
    public static Resource<EventView> Of(Order order, OrderEvent happened, Links links) => new(
        new EventView(
            happened.Number, EventMessage.IdOf(order.Key, happened.Number), happened.Type, happened.Time, happened.Status,
            happened.Message, happened.Errors, happened.TotalSubOrders,
            happened.SubOrder is { } first ? FileIds.Of(order.Id, first) : null, happened.ExpirationDate,
            [.. order.Receivers.Select((receiver, index) => DeliveryView.Of(receiver, happened, index))]),
        [links.To("replay", ApiRoutes.ReplayEvent, order.Id, happened.Number)]);
}

/// <summary>What became of an event at one receiver.</summary>
/// <param name="Receiver">Whose receiver it is.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Attempts">How often it was sent.</param>
/// <param name="LastAttempt">When it was last sent.</param>
/// <param name="Delivered">When the receiver took it.</param>
/// <param name="Problem">Why the last attempt failed, if it did.</param>
internal sealed record DeliveryView(
    DeliveryReceiver Receiver, DeliveryState State, int Attempts, DateTimeOffset? LastAttempt, DateTimeOffset? Delivered, string? Problem)
{
    /// <summary>The delivery to the receiver at an index.</summary>
    public static DeliveryView Of(OrderReceiver receiver, OrderEvent happened, int index)
    {
        var known = index < happened.Deliveries.Count ? happened.Deliveries[index] : new EventDelivery(0, null, null, null);
        var state = EventEndpoints.IsWaiting(receiver, happened.Number) ? DeliveryState.PENDING
            : known.Problem is null ? DeliveryState.DELIVERED
            : DeliveryState.GIVEN_UP;
        return new DeliveryView(
            receiver.Url is null ? DeliveryReceiver.TENANT : DeliveryReceiver.ORDER, state,
            known.Attempts, known.Latest, known.Delivered, known.Problem);
    }
}

/// <summary>Whose receiver is told.</summary>
internal enum DeliveryReceiver
{
    /// <summary>The one that was named with the order.</summary>
    ORDER,

    /// <summary>The one that the tenant's settings name.</summary>
    TENANT,
}

/// <summary>Where a delivery stands.</summary>
internal enum DeliveryState
{
    /// <summary>It is to be sent, or sent again.</summary>
    PENDING,

    /// <summary>The receiver has taken it.</summary>
    DELIVERED,

    /// <summary>It was tried for three days.</summary>
    GIVEN_UP,
}
