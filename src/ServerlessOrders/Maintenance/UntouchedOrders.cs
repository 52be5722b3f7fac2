using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using ServerlessOrders.Mail;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Index;
using ServerlessOrders.Orders.Settings;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Maintenance;

/// <summary>
/// Finds the orders whose files were left untouched for as long as their tenant sets. Walks the index of due dates, which holds the
/// orders that have not expired and no others.
/// </summary>
internal sealed class UntouchedOrders(
    DueOrderStore due, OrderStore orders, SubOrderCopies copies, OrderSettings settings, ILogger<UntouchedOrders> log)
{
    /// <summary>How many orders are looked at side by side.</summary>
    private const int Parallelism = 8;

    /// <summary>Finds them. One that cannot be looked at is left out, and logged.</summary>
    public async Task<IReadOnlyCollection<UntouchedOrder>> FindAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var found = new ConcurrentBag<UntouchedOrder>();
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
                    StorageOutage.TraceOf(e), "Order {OrderId} of {Tenant} could not be checked for its reminder: {Reason}",
                    row.Order.Id, row.Order.Tenant, StorageOutage.ReasonOf(e));
            }
        });
        return found;
    }

    private async Task<UntouchedOrder?> FindAsync(DueOrder row, DateTimeOffset now, TimeSpan delay, CancellationToken cancellationToken)
    {
        // An order that got a later date has a second row, which counts.
        if (await orders.FindAsync(row.Order, cancellationToken) is not { } snapshot || snapshot.Order.ExpirationDate != row.Due) return null;
        if (!CanWait(snapshot)) return null;
        snapshot = await copies.RefreshAsync(snapshot, cancellationToken);
        return Untouched(snapshot, now, delay) is { } order ? new UntouchedOrder(snapshot.Order.Tenant, snapshot.Order.Owner, snapshot.Order.OwnerName, order) : null;
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
}

/// <summary>An order whose owner is to be reminded.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Owner">The owner's identity.</param>
/// <param name="Name">The owner's name, an e-mail address.</param>
/// <param name="Order">What the reminder says of it.</param>
internal sealed record UntouchedOrder(string Tenant, string Owner, string Name, WaitingOrder Order);
