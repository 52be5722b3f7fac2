using Microsoft.Extensions.Logging;

namespace ServerlessOrders.Telemetry;

/// <summary>The fields that every log about an order carries, whoever writes it: <c>OrderId</c> and <c>Tenant</c>.</summary>
public static class OrderScope
{
    /// <summary>The field with the order's number.</summary>
    public const string OrderId = "OrderId";

    /// <summary>The field with the tenant.</summary>
    public const string Tenant = "Tenant";

    /// <summary>From here to the end of the scope all logs carry the order.</summary>
    public static IDisposable? BeginOrder(this ILogger log, OrderKey order) =>
        log.BeginScope(new KeyValuePair<string, object?>[] { new(OrderId, order.Id), new(Tenant, order.Tenant) });
}
