using System.Collections;
using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ServerlessOrders.Security;
using ServerlessOrders.Telemetry;

namespace ServerlessOrders.Http;

/// <summary>
/// What all logs of a request carry: endpoint, correlation id, and what is known of order and tenant. Grows while the request is
/// understood: the tenant is known once its caller is, and that of a public download once its order token is read.
/// </summary>
internal sealed class RequestScope : IEnumerable<KeyValuePair<string, object?>>
{
    // Replaced, never changed: a log may be reading it.
    private KeyValuePair<string, object?>[] _values;

    private RequestScope(KeyValuePair<string, object?>[] values) => _values = values;

    /// <summary>Begins with what the request itself says.</summary>
    public static RequestScope Of(HttpContext http, ApiEndpoint endpoint, string correlationId)
    {
        var scope = new RequestScope([new("Endpoint", endpoint.Name), new("CorrelationId", correlationId)]);
        if (http.GetRouteValue("orderId") is { } order) scope.Set(OrderScope.OrderId, order);
        if (http.GetRouteValue("dataFileId") is not { } file) return scope;
        scope.Set("DataFileId", file);
        if (long.TryParse(Convert.ToString(file, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture, out var id)
            && FileIds.TrySplit(id, out var ofFile, out _)) scope.Set(OrderScope.OrderId, ofFile);
        return scope;
    }

    /// <summary>The caller is known.</summary>
    public void Add(Caller caller)
    {
        if (caller.Tenant.Length > 0) Set(OrderScope.Tenant, caller.Tenant);
    }

    /// <summary>The order is known, by an order token.</summary>
    public void Add(OrderKey order)
    {
        Set(OrderScope.OrderId, order.Id);
        Set(OrderScope.Tenant, order.Tenant);
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, object?>>)_values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>As the console prints it.</summary>
    public override string ToString() => string.Join(' ', _values.Select(value => $"{value.Key}:{value.Value}"));

    private void Set(string name, object? value)
    {
        _values = [.. _values.Where(known => known.Key != name), new(name, value)];
        // The request's own span: a trace is found by its order too.
        var tag = name switch
        {
            OrderScope.OrderId => "serverless_orders.order.id",
            OrderScope.Tenant => "serverless_orders.tenant",
            _ => null,
        };
        if (tag is not null) Activity.Current?.SetTag(tag, value);
    }
}
