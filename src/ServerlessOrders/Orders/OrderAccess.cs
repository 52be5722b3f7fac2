using ServerlessOrders.Security;

namespace ServerlessOrders.Orders;

/// <summary>Who may see and use an order (contract, section 2).</summary>
internal static class OrderAccess
{
    /// <summary>True for the owner and for administrators of the order's tenant; the token of a link to downloads opens its own order only.</summary>
    public static bool CanUse(Caller caller, Order order) =>
        caller.Tenant == order.Tenant && (caller.OnlyOrder ?? order.Id) == order.Id && (caller.IsAdmin || string.Equals(caller.User, order.Owner, StringComparison.Ordinal));
}
