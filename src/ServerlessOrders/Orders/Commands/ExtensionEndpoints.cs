using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using ServerlessOrders.Http;
using ServerlessOrders.Orders.Lists;

namespace ServerlessOrders.Orders.Commands;

/// <summary>The end of an order's life over HTTP (contract, section 12): later, announced, and passed.</summary>
internal static class ExtensionEndpoints
{
    /// <summary>PUT /user/orders/{orderId}/expiration: the order, which lives longer.</summary>
    internal static async Task<IResult> ExtendAsync(ApiCall call)
    {
        var body = await call.ReadJsonAsync<ExtensionBody>();
        if (body.Wanted() is not { } wanted)
            return ApiError.Unprocessable("Say either expirationDate (an instant) or hours (from now, at least 1).");
        var (outcome, problem) = await call.Service<OrderExtension>().ExtendAsync(call.Caller, call.OrderKey(), wanted, ApiCall.ToTheEnd);
        if (problem is not null) return ApiError.Unprocessable(problem);
        if (outcome.Status != OrderOutcomeStatus.Done) return OrderEndpoints.Answer(outcome);
        var order = await call.Service<OrderStore>().FindAsync(call.OrderKey(), call.Aborted);
        return order is null
            ? ApiResults.Empty(StatusCodes.Status404NotFound)
            : ApiResults.Json(OrderView.Of(order, call.Caller, call.Links));
    }

    /// <summary>
    /// Announces in <c>Sunset</c> (RFC 8594) when the order's files go, unless they are gone or there will never be any.
    /// </summary>
    internal static void AnnounceEnd(this ApiCall call, Order order)
    {
        if (OrderTransitions.Refusal(order.Status, OrderCommand.Expire) is null)
            call.Http.Response.Headers["Sunset"] = order.ExpirationDate.UtcDateTime.ToString("r", CultureInfo.InvariantCulture);
    }

    /// <summary>410 for the files and ZIPs of an EXPIRED order: since when, and the way on.</summary>
    internal static ApiError Expired(ApiCall call, Order order) => new(
        StatusCodes.Status410Gone,
        $"The files of order {order.Id} expired at {Instants.Format(order.ExpirationDate)}. To order the same files again, its owner sends "
        + $"POST {call.Links.Href(ApiRoutes.RestartOrder, order.Id)}, which makes a new order.");

    /// <summary>401 for an order token whose order is past its date and has not been turned EXPIRED yet: it can still be extended.</summary>
    internal static ApiError TokenExpired(ApiCall call, Order order) => ApiError.Unauthorized(
        $"The orderToken is expired, as order {order.Id} is since {Instants.Format(order.ExpirationDate)}. Its owner can still extend it: "
        + $"PUT {call.Links.Href(ApiRoutes.OrderExpiration, order.Id)} with {{\"hours\": 24}}.");
}

/// <summary>Until when an order is to live: one of the two.</summary>
/// <param name="ExpirationDate">The new date.</param>
/// <param name="Hours">Hours from now, at least 1.</param>
[DisplayName("Extension")]
internal sealed record ExtensionBody(DateTimeOffset? ExpirationDate = null, int? Hours = null)
{
    /// <summary>More than any order lives, and less than the calendar has.</summary>
    private const int MaxHours = 1_000_000;

    /// <summary>The wanted date as a function of the time; null if the body says neither or both, or nonsense.</summary>
    public Func<DateTimeOffset, DateTimeOffset>? Wanted() => (ExpirationDate, Hours) switch
    {
        ({ } date, null) => _ => date,
        (null, > 0 and { } hours) => now => now.AddHours(Math.Min(hours, MaxHours)),
        _ => null,
    };
}
