using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServerlessOrders.Http;
using ServerlessOrders.Security;

namespace ServerlessOrders.Orders;

/// <summary>
/// Lets the files of an order stay longer (contract, section 12), up to <see cref="OrdersOptions.MaxExpirationHours"/> from now. An
/// order never gets an earlier date than it has.
/// </summary>
public sealed class OrderExtension(
    OrderStore orders, DueOrderStore due, IOptions<OrdersOptions> options, TimeProvider time, ILogger<OrderExtension> log)
{
    /// <summary>Prolongs the order. The date that it has already is fine too: asking again does no harm.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="key">The order.</param>
    /// <param name="wanted">The new date, as a function of the time.</param>
    /// <param name="cancellationToken">Stops the work; the change may be made by then.</param>
    /// <returns>The outcome, and where the date cannot be had, why.</returns>
    public async Task<(OrderOutcome Outcome, string? Problem)> ExtendAsync(
        Caller caller, OrderKey key, Func<DateTimeOffset, DateTimeOffset> wanted, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await orders.FindOrderAsync(key, cancellationToken) is not { } current) return (OrderOutcome.NotFound, null);
            var order = current.Order;
            if (!OrderAccess.CanUse(caller, order)) return (OrderOutcome.NotAllowed, null);
            if (OrderTransitions.Refusal(order.Status, OrderCommand.Extend) is { } reason) return (OrderOutcome.Refused(reason), null);

            var now = time.GetUtcNow();
            var date = ToMilliseconds(wanted(now));
            if (date == ToMilliseconds(order.ExpirationDate)) return (OrderOutcome.Done(order), null);
            if (Problem(order, date, now) is { } problem) return (OrderOutcome.Done(order), problem);

            // The note of the new date comes first: an order that lives on without one would never expire.
            await due.AddAsync(key, date, cancellationToken);
            var prolonged = OrderTransitions.Apply(order, OrderCommand.Extend, now) with { ExpirationDate = date };
            if (!await orders.TryCommitAsync(prolonged, current.Version, cancellationToken)) continue;
            await due.RemoveAsync(key, order.ExpirationDate, cancellationToken);
            log.LogInformation(
                "Order {OrderId} of {Tenant} lives until {Expires:u}, prolonged by {User}", key.Id, key.Tenant, date, caller.User);
            return (OrderOutcome.Done(prolonged), null);
        }
    }

    private string? Problem(Order order, DateTimeOffset date, DateTimeOffset now)
    {
        var latest = now.AddHours(options.Value.MaxExpirationHours);
        if (date > latest)
        {
            return $"An order lives at most {options.Value.MaxExpirationHours} hours from now, "
                + $"so order {order.Id} can be prolonged until {Instants.Format(latest)}.";
        }

        return date < order.ExpirationDate
            ? $"Order {order.Id} lives until {Instants.Format(order.ExpirationDate)} already; ask for a later date."
            : null;
    }

    /// <summary>Dates count as they are shown, so that the one that was shown is the one that is meant.</summary>
    private static DateTimeOffset ToMilliseconds(DateTimeOffset instant) =>
        DateTimeOffset.FromUnixTimeMilliseconds(instant.ToUnixTimeMilliseconds());
}
