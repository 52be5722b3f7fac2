using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ServerlessOrders.Http;
using ServerlessOrders.Orders.Lists;
using ServerlessOrders.Orders.Waiting;

namespace ServerlessOrders.Orders.Commands;

/// <summary>One order over HTTP, with what it waits for, its version, and waiting for the next one (contract, sections 1 and 11).</summary>
internal static class OrderStateEndpoints
{
    /// <summary>GET and HEAD /user/orders/{orderId}; with <c>Prefer: wait=n</c> and <c>If-None-Match</c> once it has changed.</summary>
    internal static async Task<IResult> GetAsync(ApiCall call)
    {
        if (call.PreferredWait() is { } wait && call.Http.Request.Headers.IfNoneMatch.Count > 0)
        {
            var (seen, isFresh) = await call.Service<OrderWatch>().LookAsync(call.OrderKey(), call.Aborted);
            if (seen is not null && call.Refusal(seen.Order) is null)
            {
                if (VersionedJson.IsKnown(call.Http.Request, (await ShowAsync(call, seen)).ETag))
                {
                    call.AppliedWait(wait);
                    return await WaitAsync(call, seen, wait) is { } changed ? await AnswerAsync(call, changed) : ApiResults.Empty(StatusCodes.Status404NotFound);
                }

                if (isFresh) return await AnswerAsync(call, seen);
            }
        }

        var (order, refusal) = await call.FindOrderAsync();
        // As REGARDS answers it.
        if (order is null) return refusal!.Status == StatusCodes.Status404NotFound ? ApiResults.Empty(StatusCodes.Status404NotFound) : refusal;
        return await AnswerAsync(call, order);
    }

    private static async Task<IResult> AnswerAsync(ApiCall call, OrderSnapshot order)
    {
        var shown = await ShowAsync(call, order);
        call.AnnounceEnd(order.Order);
        return VersionedJson.Of(call, shown.Order, shown.ETag);
    }

    /// <summary>
    /// The order, and its version: of all that is shown but what moves with the clock. Only this answer names the ZIP to download again and
    /// what the order waits for: a list would cost more queries per order.
    /// </summary>
    private static async Task<(Resource<OrderView> Order, string ETag)> ShowAsync(ApiCall call, OrderSnapshot order)
    {
        var sent = order is { Order.FilesAreGone: false, Counts.Downloaded: > 0 }
            ? await call.Service<ISentZips>().FindLatestAsync(order.Order.Key, call.Caller.User, call.Aborted)
            : null;
        var progress = await call.Service<ProgressReader>().ReadAsync(order, call.Aborted);
        var shown = OrderView.Of(order, call.Caller, call.Links, sent);
        shown = shown with { Content = shown.Content with { Progress = progress } };
        var part = shown with { Content = shown.Content with { Progress = progress?.WithoutClock() } };
        return (shown, VersionedJson.WeakETag(part));
    }

    /// <summary>The order once something of its own has changed, or the time is up, or the host stops.</summary>
    private static async Task<OrderSnapshot?> WaitAsync(ApiCall call, OrderSnapshot order, TimeSpan wait)
    {
        var stopping = call.Http.RequestServices.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? CancellationToken.None;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(call.Aborted, stopping);
        try
        {
            return await call.Service<OrderWatch>().WaitAsync(order, Show, wait, either.Token);
        }
        catch (OperationCanceledException) when (!call.Aborted.IsCancellationRequested)
        {
            return order;
        }

        string Show(OrderSnapshot now) => VersionedJson.WeakETag(
            OrderView.Of(now, call.Caller, call.Links).Content with { Progress = call.Service<ProgressReader>().Peek(now)?.WithoutClock() });
    }
}
