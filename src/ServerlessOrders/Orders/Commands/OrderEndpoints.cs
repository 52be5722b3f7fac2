using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http;
using ServerlessOrders.Http;
using ServerlessOrders.Orders.Creation;
using ServerlessOrders.Orders.Lists;

namespace ServerlessOrders.Orders.Commands;

/// <summary>Orders over HTTP (contract, section 3).</summary>
internal static class OrderEndpoints
{
    /// <summary>POST /user/orders: the caller's basket becomes an order.</summary>
    internal static Task<IResult> CreateAsync(ApiCall call) => CreateAsync(call, byApplication: false);

    /// <summary>POST /orders: the same, with the application's duration.</summary>
    internal static Task<IResult> CreateByApplicationAsync(ApiCall call) => CreateAsync(call, byApplication: true);

    /// <summary>GET /user/orders?label=&amp;status=: the caller's orders, newest first.</summary>
    internal static async Task<IResult> ListOwnAsync(ApiCall call)
    {
        var request = call.ReadPage(20, OrderListing.Sortable, OrderListing.NewestFirst);
        var (tenant, user) = (call.Caller.Tenant, call.Caller.User);
        var statuses = call.QueryEnums<OrderStatus>("status");
        var listing = call.Service<OrderListing>();
        var page = call.QueryText("label") is { } label ? await listing.OfLabelAsync(tenant, user, label, statuses, request, call.Aborted)
            : statuses is not null ? await listing.OfOwnerAsync(tenant, user, statuses, request, call.Aborted)
            : await listing.OfOwnerAsync(tenant, user, request, call.Aborted);
        return call.PageResult(
            request,
            new Page<OrderSnapshot>(page.Orders, page.Total),
            order => OrderView.Of(order, call.Caller, call.Links),
            note: page.Complete ? null : OrderSearchEndpoints.Note(call));
    }

    /// <summary>PUT /user/orders/pause/{orderId}.</summary>
    internal static async Task<IResult> PauseAsync(ApiCall call) =>
        Answer(await call.Service<OrderCommands>().PauseAsync(call.Caller, call.OrderKey(), ApiCall.ToTheEnd));

    /// <summary>PUT /user/orders/resume/{orderId}.</summary>
    internal static async Task<IResult> ResumeAsync(ApiCall call) =>
        Answer(await call.Service<OrderCommands>().ResumeAsync(call.Caller, call.OrderKey(), ApiCall.ToTheEnd));

    /// <summary>DELETE /user/orders/{orderId}?cancel=: with <c>cancel=true</c> also one that is under way.</summary>
    internal static async Task<IResult> DeleteAsync(ApiCall call)
    {
        var commands = call.Service<OrderCommands>();
        return Answer(call.QueryBool("cancel") == true
            ? await commands.CancelAsync(call.Caller, call.OrderKey(), ApiCall.ToTheEnd)
            : await commands.DeleteAsync(call.Caller, call.OrderKey(), ApiCall.ToTheEnd));
    }

    /// <summary>DELETE /user/orders/remove/{orderId}.</summary>
    internal static async Task<IResult> RemoveAsync(ApiCall call) =>
        Answer(await call.Service<OrderCommands>().RemoveAsync(call.Caller, call.OrderKey(), ApiCall.ToTheEnd));

    /// <summary>PUT /user/orders/{orderId}/retry.</summary>
    internal static async Task<IResult> RetryAsync(ApiCall call) =>
        Answer(await call.Service<OrderCommands>().RetryAsync(call.Caller, call.OrderKey(), ApiCall.ToTheEnd));

    /// <summary>POST /user/orders/{orderId}/restart: a new order of the same selection, for the same owner, whoever asks.</summary>
    internal static Task<IResult> RestartAsync(ApiCall call) =>
        call.OnceAsync(claim => RestartAsync(call, claim), order => CreatedBeforeAsync(call, order));

    private static async Task<IResult> RestartAsync(ApiCall call, IdempotencyClaim? claim)
    {
        var body = await call.ReadJsonOrNullAsync<OrderBody>() ?? new OrderBody();
        return Created(call, await call.Service<OrderCommands>().RestartAsync(
            call.Caller, call.OrderKey(), new OrderRequest(body.Label, body.OnSuccessUrl, Idempotency: claim, Notify: body.Notify), ApiCall.ToTheEnd));
    }

    private static Task<IResult> CreateAsync(ApiCall call, bool byApplication) => call.OnceAsync(
        async claim =>
        {
            var body = await call.ReadJsonOrNullAsync<OrderBody>() ?? new OrderBody();
            return Created(call, await call.Service<OrderCreation>().FromBasketAsync(
                call.Caller, new OrderRequest(body.Label, body.OnSuccessUrl, byApplication, Idempotency: claim, Notify: body.Notify), ApiCall.ToTheEnd));
        },
        order => CreatedBeforeAsync(call, order));

    /// <summary>An order that an earlier request made, whose answer was lost: as it is now.</summary>
    private static async Task<IResult> CreatedBeforeAsync(ApiCall call, Order order) =>
        Created(call, await call.Service<OrderStore>().FindAsync(order.Key, call.Aborted) ?? OrderSnapshot.OfNew(order));

    private static IResult Created(ApiCall call, OrderSnapshot order) =>
        ApiResults.Json(OrderView.Of(order, call.Caller, call.Links), StatusCodes.Status201Created);

    private static IResult Created(ApiCall call, CreationOutcome outcome)
    {
        if (outcome.Order is not { } order)
        {
            return outcome.Status switch
            {
                CreationStatus.NoBasket => ApiResults.Empty(StatusCodes.Status204NoContent),
                CreationStatus.UnderWay =>
                    call.UnderWay("Another request is making this order: ask again for its answer.", TimeSpan.FromSeconds(2)),
                CreationStatus.NotFound => ApiResults.Empty(StatusCodes.Status404NotFound),
                CreationStatus.NotAllowed => ApiError.Unauthorized(outcome.Refusal!),
                CreationStatus.NoSelection => ApiError.Conflict("The selection of the order is gone: fill a basket and order again."),
                _ => ApiError.Unprocessable(outcome.Refusal!),
            };
        }

        return Created(call, OrderSnapshot.OfNew(order));
    }

    internal static IResult Answer(OrderOutcome outcome) => outcome.Status switch
    {
        OrderOutcomeStatus.Done => ApiResults.Empty(StatusCodes.Status200OK),
        OrderOutcomeStatus.NotFound => ApiResults.Empty(StatusCodes.Status404NotFound),
        _ => ApiError.Unauthorized(outcome.Refusal!),
    };
}

/// <summary>What a new order is to be; all of it, and the whole body, may be absent.</summary>
/// <param name="Label">A label that no other order of the owner has; absent or empty: one made of the time.</param>
/// <param name="OnSuccessUrl">The page that the confirmation mail links to; without it there is no mail.</param>
/// <param name="Notify">Who is told what happens to the order; absent: nobody.</param>
[DisplayName("OrderRequest")]
internal sealed record OrderBody(
    [MaxLength(OrderDraft.MaxLabelLength)] string? Label = null, [MaxLength(OrderDraft.MaxUrlLength)] string? OnSuccessUrl = null,
    NotifyBody? Notify = null);
