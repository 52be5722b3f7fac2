using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ServerlessOrders.Http;

namespace ServerlessOrders.Orders.Creation;

/// <summary>The header <c>Idempotency-Key</c> of the requests that make orders (contract, section 12).</summary>
internal static class IdempotencyEndpoints
{
    private const string KeyHeader = "Idempotency-Key";
    private const string ReplayedHeader = "Idempotency-Replayed";

    /// <summary>Answers a request that makes an order; one with a key once.</summary>
    /// <param name="call">The request.</param>
    /// <param name="run">Carries it out.</param>
    /// <param name="answerOf">Answers with an order that an earlier request of the same key made.</param>
    internal static async Task<IResult> OnceAsync(
        this ApiCall call, Func<IdempotencyClaim?, Task<IResult>> run, Func<Order, Task<IResult>> answerOf)
    {
        var header = call.Http.Request.Headers[KeyHeader];
        if (header.Count == 0) return await run(null);
        var key = new IdempotencyKey(call.Caller.Tenant, call.Caller.User, header.ToString());
        if (header.Count > 1 || !IdempotencyKey.IsValid(key.Value))
            return ApiError.BadRequest($"{KeyHeader} must be given once, as 1 to {IdempotencyKey.MaxLength} visible characters without spaces.");

        var address = $"{call.Http.Request.Method} {call.Http.Request.Path.Value!.TrimEnd('/').ToLowerInvariant()}";
        var body = await call.KeepBodyAsync();
        IResult? first = null;
        var outcome = await call.Service<IdempotentRequests>().RunAsync(
            key, IdempotencyKey.RequestOf(address, body.Span),
            async claim => ToAnswer(first = await run(claim)),
            async order => ToAnswer(await answerOf(order)),
            ApiCall.ToTheEnd);
        switch (outcome.Status)
        {
            case IdempotentStatus.OtherRequest:
                return ApiError.Unprocessable(
                    $"This {KeyHeader} was sent with another body or to another address within the last 24 hours: use a new key for a new request.");
            case IdempotentStatus.UnderWay:
                return call.UnderWay($"The first request with this {KeyHeader} is under way: ask again for its answer.", outcome.RetryAfter);
            case IdempotentStatus.Replayed:
                call.Http.Response.Headers[ReplayedHeader] = "true";
                return ApiResults.Text(outcome.Answer!.Body, outcome.Answer.Status);
            default:
                return first!;
        }
    }

    /// <summary>409 for a request that waits for one before it.</summary>
    internal static ApiError UnderWay(this ApiCall call, string message, TimeSpan retryAfter)
    {
        call.Http.Response.Headers.RetryAfter = ((int)Math.Ceiling(retryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return ApiError.Conflict(message);
    }

    private static IdempotentAnswer ToAnswer(IResult result) => new(
        ((IStatusCodeHttpResult)result).StatusCode ?? StatusCodes.Status200OK,
        result is IValueHttpResult { Value: { } value } ? JsonSerializer.Serialize(value, value.GetType(), ApiJson.Options) : null);
}
