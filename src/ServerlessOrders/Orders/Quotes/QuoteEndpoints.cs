using Microsoft.AspNetCore.Http;
using ServerlessOrders.Baskets;
using ServerlessOrders.Http;
using ServerlessOrders.Orders.Creation;
using ServerlessOrders.Orders.Settings;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Orders.Quotes;

/// <summary>Quotes over HTTP (contract, section 12).</summary>
internal static class QuoteEndpoints
{
    /// <summary>
    /// POST /user/orders/quote: with the body of an application's order (apply) what that would order, without a body what the caller's
    /// basket would. 204 if there is no basket.
    /// </summary>
    internal static async Task<IResult> QuoteAsync(ApiCall call)
    {
        var body = await call.ReadJsonOrNullAsync<ApplyBody>();
        if (body is null)
        {
            return await call.Service<BasketService>().FindAsync(call.Caller.Tenant, call.Caller.User, call.Aborted) is { } basket
                ? await AnswerAsync(call, basket, durations => durations.UserSubOrderHours)
                : ApiResults.Empty(StatusCodes.Status204NoContent);
        }

        var problems = body.Problems().ToList();
        if (problems.Count > 0) return ApiError.Unprocessable(problems);
        var selected = await call.Service<AutoOrders>().SelectAsync(call.Caller, body.ToRequest(), call.Aborted);
        return selected.Basket is { } found
            ? await AnswerAsync(call, found, durations => durations.ApplicationSubOrderHours)
            : ApiError.Unprocessable(selected.Message!);
    }

    private static async Task<IResult> AnswerAsync(ApiCall call, Basket basket, Func<OrderDurations, int> subOrderHours)
    {
        var durations = await call.Service<OrderSettings>().FindAsync(call.Caller.Tenant, call.Aborted);
        var (quote, refusal) = await call.Service<OrderQuotes>().QuoteAsync(
            new SlotOwner(call.Caller.Tenant, call.Caller.User), new OrderSelection(basket.DatasetSelections), subOrderHours(durations), durations.MaxExpirationHours,
            call.Aborted);
        return quote is null ? ApiError.Unprocessable(refusal!) : ApiResults.Json(new Resource<OrderQuote>(quote, []));
    }
}
