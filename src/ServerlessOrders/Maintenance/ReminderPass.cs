using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServerlessOrders.Mail;
using ServerlessOrders.Orders;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Maintenance;

/// <summary>
/// Reminds users of orders whose files they left untouched (contract, section 5): one mail a user and day. Walks the index of
/// due dates, which holds the orders that have not expired and no others.
/// </summary>
/// <remarks>
/// Steps: (1) find the waiting orders, (2) claim the day for each of their owners, so that of several runs only one sends,
/// (3) send, (4) give the claim back where the mail could not be sent, for a later run of the same day.
/// </remarks>
public sealed class ReminderPass(
    DueOrderStore due,
    OrderStore orders,
    SubOrderCopies copies,
    ReminderClaimStore claims,
    IMailer mailer,
    MailLinks links,
    OrderSettings settings,
    IOptions<OrdersOptions> options,
    TimeProvider time,
    ILogger<ReminderPass> log)
{
    /// <summary>How many orders are looked at side by side.</summary>
    private const int Parallelism = 8;

    /// <summary>How often a mail server that cannot be spoken to is tried, one user after the other, before the pass gives up.</summary>
    private const int MaxFailures = 5;

    /// <summary>Sends the reminders of today. Can be repeated and run on several machines at once.</summary>
    /// <returns>How many were sent.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var zone = TimeZoneInfo.FindSystemTimeZoneById(options.Value.TimeZone);
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);

        // (1)
        var waiting = await FindAsync(now, cancellationToken);

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
                if (!await claims.TryTakeAsync(day, tenant, owner, cancellationToken)) continue;

                // (3)
                var list = user.Select(found => found.Order).OrderBy(order => order.Id).ToList();
                await mailer.SendAsync(ReminderMail.Of(tenant, name, day, list, links.DefaultOrdersPage), cancellationToken);
                sent++;
                failures = 0;
            }
            catch (MailException e)
            {
                log.LogWarning("The reminder of a user of {Tenant} could not be sent: {Reason}", tenant, e.Message);
                // (4)
                if (!e.Permanent) await ReleaseAsync(day, tenant, owner, cancellationToken);
                if (e.ServerFault && ++failures == MaxFailures) break;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                log.LogError(
                    StorageOutage.TraceOf(e), "A user of {Tenant} could not be reminded: {Reason}", tenant, StorageOutage.ReasonOf(e));
            }
        }

        if (waiting.Count > 0) log.LogInformation("{Reminders} reminders were sent, for {Orders} waiting orders", sent, waiting.Count);
        await claims.ForgetAsync(day, cancellationToken);
        return sent;
    }

    /// <summary>A claim that cannot be given back costs its user the reminder of the day, and no other user theirs.</summary>
    private async Task ReleaseAsync(DateOnly day, string tenant, string owner, CancellationToken cancellationToken)
    {
        try
        {
            await claims.ReleaseAsync(day, tenant, owner, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            log.LogWarning(
                StorageOutage.TraceOf(e), "A user of {Tenant} is not reminded today any more: {Reason}", tenant, StorageOutage.ReasonOf(e));
        }
    }

    private async Task<IReadOnlyCollection<Found>> FindAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var found = new ConcurrentBag<Found>();
        // Read once per tenant and pass.
        var delays = new ConcurrentDictionary<string, Lazy<Task<OrderDurations>>>(StringComparer.Ordinal);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(due.ListLaterAsync(now, cancellationToken), parallel, async (row, stop) =>
        {
            try
            {
                var durations = delays.GetOrAdd(row.Order.Tenant, tenant => new(() => settings.FindAsync(tenant, cancellationToken)));
                var delay = TimeSpan.FromHours((await durations.Value).ReminderAfterHours);
                if (await FindAsync(row, now, delay, stop) is { } waiting) found.Add(waiting);
            }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                // The users of all other orders are reminded all the same.
                log.LogError(
                    StorageOutage.TraceOf(e), "Order {OrderId} of {Tenant} could not be looked at for its reminder: {Reason}",
                    row.Order.Id, row.Order.Tenant, StorageOutage.ReasonOf(e));
            }
        });
        return found;
    }

    private async Task<Found?> FindAsync(DueOrder row, DateTimeOffset now, TimeSpan delay, CancellationToken cancellationToken)
    {
        // An order that got a later date has a second row, which counts.
        if (await orders.FindAsync(row.Order, cancellationToken) is not { } snapshot || snapshot.Order.ExpirationDate != row.Due) return null;
        if (!CanWait(snapshot)) return null;
        snapshot = await copies.RefreshAsync(snapshot, cancellationToken);
        return Untouched(snapshot, now, delay) is { } order ? new Found(snapshot.Order.Tenant, snapshot.Order.Owner, snapshot.Order.OwnerName, order) : null;
    }

    private static bool CanWait(OrderSnapshot snapshot) =>
        snapshot.AvailableFilesCount > 0
        && snapshot.Order.Status is OrderStatus.RUNNING or OrderStatus.PAUSED or OrderStatus.DONE or OrderStatus.DONE_WITH_WARNING;

    private static WaitingOrder? Untouched(OrderSnapshot snapshot, DateTimeOffset now, TimeSpan delay)
    {
        var order = snapshot.Order;
        var since = snapshot.SubOrders.Max(sub => sub.AvailableDate) ?? order.CreationDate;
        return snapshot.AvailableFilesCount > 0 && now - since >= delay
            ? new WaitingOrder(order.Id, order.Label, snapshot.AvailableFilesCount, since, order.ExpirationDate)
            : null;
    }

    private sealed record Found(string Tenant, string Owner, string Name, WaitingOrder Order);
}
