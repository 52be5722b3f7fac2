using ServerlessOrders.Http;

namespace ServerlessOrders.Orders;

/// <summary>Which order a request is about, and whether its caller may use it.</summary>
internal static class CallOrder
{
    /// <summary>The order that the address names, in the caller's tenant.</summary>
    public static OrderKey OrderKey(this ApiCall call) => new(call.Caller.Tenant, call.RouteLong("orderId"));

    /// <summary>The order that the address names, or why the caller gets none: 404 if there is none, 403 if it is somebody else's.</summary>
    public static async Task<(OrderSnapshot? Order, ApiError? Refusal)> FindOrderAsync(this ApiCall call)
    {
        var key = call.OrderKey();
        if (await call.Service<OrderStore>().FindAsync(key, call.Aborted) is not { } order)
            return (null, ApiError.NotFound($"There is no order {key.Id}."));
        return call.Refusal(order.Order) is { } refusal ? (null, refusal) : (order, null);
    }

    /// <summary>403 for an order that the caller may not use; null for one that the caller may.</summary>
    public static ApiError? Refusal(this ApiCall call, Order order) => OrderAccess.CanUse(call.Caller, order)
        ? null
        : ApiError.Forbidden($"Order {order.Id} belongs to another user; only its owner and administrators may use it.");
}
