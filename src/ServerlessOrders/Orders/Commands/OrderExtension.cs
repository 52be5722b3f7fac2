using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServerlessOrders.Http;
using ServerlessOrders.Orders.Index;
using ServerlessOrders.Security;

namespace ServerlessOrders.Orders.Commands;

/// <summary>
/// Lets the files of an order stay longer (contract, section 12), at most as long from now as an order of its tenant could live when
/// it was created. An order never gets an earlier date than it has.
/// </summary>
internal sealed class OrderExtension(
    OrderStore orders, OrderChanges changes, OrderIndex index, DueOrderStore due, IOptions<OrdersOptions> options, TimeProvider time, ILogger<OrderExtension> log)
{
    /// <summary>Extends the life of the order. The date that it has already is fine too: asking again does no harm.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="key">The order.</param>
    /// <param name="wanted">The new date, as a function of the time.</param>
    /// <param name="cancellationToken">Stops the work; the change may be made by then.</param>
    /// <returns>The outcome, and if the date cannot be fetched, why.</returns>
    public async Task<(OrderOutcome Outcome, string? Problem)> ExtendAsync(
        Caller caller, OrderKey key, Func<DateTimeOffset, DateTimeOffset> wanted, CancellationToken cancellationToken)
    {
        (OrderOutcome, string?) answer = (OrderOutcome.NotFound, null);
        DateTimeOffset? replaced = null;
        var order = await orders.FindOrderAsync(key, cancellationToken) is { Value: var found } ? found : null;
        if (order is null || Decide(order) is not { } noted) return answer;

        // The note of the new date comes first: an order that lives on without one would never expire.
        await index.SetDueAsync(order, noted, cancellationToken);
        var extended = await changes.ChangeAsync(
            key,
            now =>
            {
                if (Decide(now) is null) return null;
                replaced = now.ExpirationDate;
                return OrderChange.By(caller, OrderCommand.Extend, then => then with { ExpirationDate = noted });
            },
            cancellationToken);
        if (extended is null) return answer;
        if (replaced is { } old && old != noted) await due.RemoveAsync(key, old, cancellationToken);
        log.LogInformation(
            "Order {OrderId} of {Tenant} lives until {Expires:u}, extended by {User}", key.Id, key.Tenant, noted, caller.User);
        return (OrderOutcome.Done(extended), null);

        // The date that it gets; null if it gets none, and then the answer says why.
        DateTimeOffset? Decide(Order now)
        {
            var instant = time.GetUtcNow();
            var date = ToMilliseconds(wanted(instant));
            answer = !OrderAccess.CanUse(caller, now) ? (OrderOutcome.NotAllowed, null)
                : OrderTransitions.Refusal(now.Status, OrderCommand.Extend) is { } reason ? (OrderOutcome.Refused(reason), null)
                : (OrderOutcome.Done(now), date == ToMilliseconds(now.ExpirationDate) ? null : Problem(now, date, instant));
            return answer is ({ Status: OrderOutcomeStatus.Done }, null) && date != ToMilliseconds(now.ExpirationDate) ? date : null;
        }
    }

    private string? Problem(Order order, DateTimeOffset date, DateTimeOffset now)
    {
        var hours = order.MaxHours ?? options.Value.MaxExpirationHours;
        var latest = now.AddHours(hours);
        if (date > latest)
        {
            return $"An order lives at most {hours} hours from now, "
                + $"so order {order.Id} can be extended until {Instants.Format(latest)}.";
        }

        return date < order.ExpirationDate
            ? $"Order {order.Id} lives until {Instants.Format(order.ExpirationDate)} already; ask for a later date."
            : null;
    }

    /// <summary>Dates count as they are shown, so that the one that was shown is the one that is meant.</summary>
    private static DateTimeOffset ToMilliseconds(DateTimeOffset instant) =>
        DateTimeOffset.FromUnixTimeMilliseconds(instant.ToUnixTimeMilliseconds());
}
