using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CloudNative.CloudEvents;
using CloudNative.CloudEvents.SystemTextJson;
using ServerlessOrders.Http;
using ServerlessOrders.Orders;
using StandardWebhooks;

namespace ServerlessOrders.Notifications;

/// <summary>
/// An event as it is posted: a CloudEvent 1.0 in structured JSON, with the headers of Standard Webhooks. Its id is the same in every
/// attempt, so a receiver recognises what it has had.
/// </summary>
/// <param name="Id">The id, in the body and in <c>webhook-id</c>.</param>
/// <param name="Body">The JSON text, UTF-8.</param>
internal sealed record EventMessage(string Id, string Body)
{
    /// <summary>The media type of a structured CloudEvent.</summary>
    internal const string MediaType = "application/cloudevents+json";

    private static readonly JsonEventFormatter Formatter = new(ApiJson.Options, default);

    /// <summary>Writes an event.</summary>
    /// <param name="order">Its order.</param>
    /// <param name="happened">The event.</param>
    /// <param name="downloadLink">The order's metalink; null if the public address of the service is not known.</param>
    internal static EventMessage Of(Order order, OrderEvent happened, string? downloadLink)
    {
        var id = IdOf(order.Key, happened.Number);
        var data = new EventData(
            happened.Type, order.Id, order.CorrelationId, order.Label, happened.Status, happened.Message, happened.Errors,
            happened.Type is OrderEventType.SUBORDER_DONE or OrderEventType.DONE or OrderEventType.EXPIRING ? downloadLink : null,
            happened.TotalSubOrders, happened.SubOrder is { } first ? FileIds.Of(order.Id, first) : null, happened.ExpirationDate);
        var body = Formatter.EncodeStructuredModeMessage(
            new CloudEvent(CloudEventsSpecVersion.V1_0)
            {
                Id = id,
                Source = new Uri($"/{Uri.EscapeDataString(order.Tenant)}/orders/{order.Id}", UriKind.Relative),
                Type = happened.Type.ToString(),
                Subject = order.Id.ToString(CultureInfo.InvariantCulture),
                Time = happened.Time,
                DataContentType = "application/json",
                Data = data,
            },
            out _);
        return new EventMessage(id, Encoding.UTF8.GetString(body.Span));
    }

    /// <summary>The id of an event: the same on every machine, and no other event's.</summary>
    internal static string IdOf(OrderKey order, int number) =>
        "evt_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{order}/{number}")))[..32];

    /// <summary>The value of <c>webhook-signature</c> (Standard Webhooks, HMAC-SHA256).</summary>
    internal string Sign(string secret, DateTimeOffset now) => new StandardWebhook(secret).Sign(Id, now, Body);

    /// <summary>What REGARDS' notification of an order request holds, and the order's status.</summary>
    private sealed record EventData(
        OrderEventType Status,
        long OrderId,
        string? CorrelationId,
        string Label,
        OrderStatus OrderStatus,
        string? Message,
        int? Errors,
        string? DownloadLink,
        int? TotalSubOrders,
        long? SubOrderId,
        DateTimeOffset? ExpirationDate);
}
