using Microsoft.Extensions.Logging;
using ServerlessOrders.Orders;

namespace ServerlessOrders.Mail;

/// <summary>
/// Sends the mail that confirms an order, once as far as a mail server lets one tell: the order's row says that it is pending.
/// A mail that cannot be sent is tried a few times and then given up; nothing else waits for it.
/// </summary>
/// <remarks>
/// Steps: (1) claim the try by compare-and-swap, so that of two runs only one sends, (2) send, under a Message-Id that is the
/// same in every try, (3) note on the order that nothing is pending. A process that dies between (2) and (3) has it sent again.
/// </remarks>
internal sealed class OrderConfirmation(
    OrderStore orders, OrderChanges changes, IMailer mailer, MailLinks links, TimeProvider time, ILogger<OrderConfirmation> log)
{
    /// <summary>How long after the start of each try the next one begins.</summary>
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(2),
    ];

    /// <summary>Makes one try if one is due; never throws because of the mail.</summary>
    public async Task SendAsync(OrderKey key, CancellationToken cancellationToken)
    {
        // (1)
        if (await orders.FindOrderAsync(key, cancellationToken) is not { Value.Confirmation: { } pending } current) return;
        if (pending.NotBefore > time.GetUtcNow() || !PendingConfirmation.Fits(current.Value.Status)) return;
        if (pending.Tries >= Pauses.Length)
        {
            await GiveUpAsync(key, "the last try was not finished", cancellationToken);
            return;
        }

        var claimed = new PendingConfirmation(pending.Tries + 1, time.GetUtcNow() + Pauses[pending.Tries]);
        var claim = OrderChange.Of(now => now with { Confirmation = claimed });
        if (await changes.TryChangeAsync(current, claim, cancellationToken) is not { Value: var order }) return;

        // (2)
        try
        {
            var metalink = links.Metalink(order);
            if (metalink is null) log.LogWarning("Mails cannot name the metalink: set Orders:PublicBaseUrl");
            await mailer.SendAsync(ConfirmationMail.Of(order, metalink, links.OrdersPage(order)), cancellationToken);
        }
        catch (MailException e) when (e.Permanent || claimed.Tries == Pauses.Length)
        {
            await GiveUpAsync(key, e.Message, cancellationToken);
            return;
        }
        catch (MailException e)
        {
            log.LogWarning(
                "The confirmation of order {OrderId} of {Tenant} could not be sent: {Reason}; next try at {Next:u}",
                order.Id, order.Tenant, e.Message, claimed.NotBefore);
            return;
        }

        // (3)
        await ClearAsync(key, cancellationToken);
        log.LogInformation("The confirmation of order {OrderId} of {Tenant} was sent", order.Id, order.Tenant);
    }

    private async Task GiveUpAsync(OrderKey key, string reason, CancellationToken cancellationToken)
    {
        await ClearAsync(key, cancellationToken);
        log.LogWarning("The confirmation of order {OrderId} of {Tenant} is given up: {Reason}", key.Id, key.Tenant, reason);
    }

    private async Task ClearAsync(OrderKey key, CancellationToken cancellationToken) => await changes.ChangeAsync(
        key,
        order => order.Confirmation is null ? null : OrderChange.Of(sent => sent with { Confirmation = null }),
        cancellationToken);
}
