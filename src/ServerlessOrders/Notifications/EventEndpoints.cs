using Microsoft.AspNetCore.Http;
using ServerlessOrders.Http;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Commands;
using ServerlessOrders.Orders.Index;

namespace ServerlessOrders.Notifications;

/// <summary>The events of an order over HTTP.</summary>
internal static class EventEndpoints
{
    /// <summary>By what events can be sorted.</summary>
    internal static readonly IReadOnlyCollection<string> Sortable = [NumberProperty];

    private const string NumberProperty = "id";

    /// <summary>How many events of an order may wait to be sent again at once: they lie in its row.</summary>
    private const int MaxReplays = 100;

    /// <summary>GET /user/orders/{orderId}/events: a page of what happened to an order, the oldest first.</summary>
    internal static async Task<IResult> ListAsync(ApiCall call)
    {
        var request = call.ReadPage(20, Sortable, new SortKey(NumberProperty));
        var store = call.Service<OrderStore>();
        if (await store.FindOrderAsync(call.OrderKey(), call.Aborted) is not { Value: var order })
            return ApiError.NotFound($"There is no order {call.OrderKey().Id}.");
        if (call.Refusal(order) is { } refusal) return refusal;
        var (from, end) = Bounds(request, order.EventCount);
        var events = from < end ? await store.ReadEventsAsync(order.Key, from, end, call.Aborted) : [];
        return call.PageResult(
            request,
            new Page<OrderEvent>(request.Sort[0].Descending ? [.. events.Reverse()] : events, order.EventCount),
            happened => EventView.Of(order, happened, call.Links));
    }

    /// <summary>POST /user/orders/{orderId}/events/{eventId}/replay: the order's receivers are told again, after all that waits.</summary>
    internal static async Task<IResult> ReplayAsync(ApiCall call)
    {
        var key = call.OrderKey();
        var number = call.RouteLong("eventId");
        if (await call.Service<OrderStore>().FindOrderAsync(key, call.Aborted) is not { Value: var order })
            return ApiResults.Empty(StatusCodes.Status404NotFound);
        if (!OrderAccess.CanUse(call.Caller, order)) return ApiError.Unauthorized(OrderOutcome.NotAllowed.Refusal!);
        if (number > order.EventCount) return ApiError.NotFound($"Order {order.Id} has no event {number}; it has {order.EventCount}.");
        if (order.Receivers.Any(receiver => receiver.Replays.Count >= MaxReplays))
            return ApiError.Conflict($"{MaxReplays} events of order {order.Id} wait to be sent again: wait until they are.");

        // The note comes first: a process that dies after the change leaves somebody to send it.
        await call.Service<OrderDrive>().NoteAsync(key, ApiCall.ToTheEnd);
        var asked = new EventReplay((int)number, call.Service<TimeProvider>().GetUtcNow());
        await call.Service<OrderChanges>().ChangeAsync(
            key,
            _ => OrderChange.Of(now => now with
            {
                Receivers = [.. now.Receivers.Select(receiver => IsWaiting(receiver, asked.Number)
                    ? receiver
                    : receiver with { Replays = [.. receiver.Replays, asked] })],
            }),
            ApiCall.ToTheEnd);
        await call.Service<OrderDrive>().StartAsync(key, ApiCall.ToTheEnd);
        return ApiResults.Empty(StatusCodes.Status200OK);
    }

    /// <summary>An event that is to be sent anyway is not sent twice.</summary>
    internal static bool IsWaiting(OrderReceiver receiver, int number) =>
        number > receiver.Done || receiver.Replays.Any(replay => replay.Number == number);

    private static (int From, int End) Bounds(PageRequest request, int count)
    {
        var skipped = (int)Math.Min(request.Offset, count);
        var taken = Math.Min(request.Size, count - skipped);
        return request.Sort[0].Descending ? (count - skipped - taken + 1, count - skipped + 1) : (skipped + 1, skipped + taken + 1);
    }
}
