using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServerlessOrders.Mail;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Maintenance;

/// <summary>Reminds users of orders whose files they left untouched (contract, section 5): one mail per user and day.</summary>
/// <remarks>
/// Steps: (1) find the waiting orders, (2) claim the day for each of their owners, so that of several runs only one sends,
/// (3) send, (4) give the claim back if the mail could not be sent, for a later run of the same day.
/// </remarks>
public sealed class ReminderPass
{
    /// <summary>How often a mail server that cannot be spoken to is tried, one user after the other, before the pass gives up.</summary>
    private const int MaxFailures = 5;

    private readonly UntouchedOrders _untouched;
    private readonly ReminderClaimStore _claims;
    private readonly IMailer _mailer;
    private readonly MailLinks _links;
    private readonly IOptions<OrdersOptions> _options;
    private readonly TimeProvider _time;
    private readonly ILogger<ReminderPass> _log;

    internal ReminderPass(
        UntouchedOrders untouched,
        ReminderClaimStore claims,
        IMailer mailer,
        MailLinks links,
        IOptions<OrdersOptions> options,
        TimeProvider time,
        ILogger<ReminderPass> log) =>
        (_untouched, _claims, _mailer, _links, _options, _time, _log) = (untouched, claims, mailer, links, options, time, log);

    /// <summary>Sends the reminders of today. Can be repeated and run on several machines at once.</summary>
    /// <returns>How many were sent.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var zone = TimeZoneInfo.FindSystemTimeZoneById(_options.Value.TimeZone);
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);

        // (1)
        var waiting = await _untouched.FindAsync(now, cancellationToken);

        var sent = 0;
        var failures = 0;
        foreach (var user in waiting.GroupBy(found => (found.Tenant, found.Owner)))
        {
            var (tenant, owner) = user.Key;
            // The address may have changed since: the newest order knows best.
            var name = user.MaxBy(found => found.Order.Id)!.Name;

            try
            {
                // (2)
                if (!await _claims.TryTakeAsync(day, tenant, owner, cancellationToken)) continue;

                // (3)
                var list = user.Select(found => found.Order).OrderBy(order => order.Id).ToList();
                await _mailer.SendAsync(ReminderMail.Of(tenant, name, day, list, _links.DefaultOrdersPage), cancellationToken);
                sent++;
                failures = 0;
            }
            catch (MailException e)
            {
                _log.LogWarning("The reminder of a user of {Tenant} could not be sent: {Reason}", tenant, e.Message);
                // (4)
                if (!e.Permanent) await ReleaseAsync(day, tenant, owner, cancellationToken);
                if (e.ServerFault && ++failures == MaxFailures) break;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                _log.LogError(
                    StorageOutage.TraceOf(e), "A user of {Tenant} could not be reminded: {Reason}", tenant, StorageOutage.ReasonOf(e));
            }
        }

        if (waiting.Count > 0) _log.LogInformation("{Reminders} reminders were sent, for {Orders} waiting orders", sent, waiting.Count);
        await _claims.ForgetAsync(day, cancellationToken);
        return sent;
    }

    /// <summary>A claim that cannot be given back costs its user the reminder of the day, and no other user theirs.</summary>
    private async Task ReleaseAsync(DateOnly day, string tenant, string owner, CancellationToken cancellationToken)
    {
        try
        {
            await _claims.ReleaseAsync(day, tenant, owner, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            _log.LogWarning(
                StorageOutage.TraceOf(e), "A user of {Tenant} gets no reminder today: {Reason}", tenant, StorageOutage.ReasonOf(e));
        }
    }
}
