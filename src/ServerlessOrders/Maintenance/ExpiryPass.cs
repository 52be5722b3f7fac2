using Microsoft.Extensions.Logging;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Index;
using ServerlessOrders.Orders.Lifetime;
using ServerlessOrders.Storage;
using ServerlessOrders.Telemetry;

namespace ServerlessOrders.Maintenance;

/// <summary>
/// Turns orders that are past their expiration date into EXPIRED (contract, section 5), and has the receivers of those told that soon
/// will be, in steps of a bounded number of orders. Steps can be repeated, stopped, and run on several machines at once.
/// </summary>
/// <remarks>
/// For each due row: (1) drop a row that is out of date, (2) note that the order must be driven, so that a process that dies
/// leaves somebody to clean up, (3) change the status by compare-and-swap, (4) stop the work under way, (5) wake the workflow,
/// which takes the files away, (6) remove the row.
/// </remarks>
public sealed class ExpiryPass
{
    /// <summary>How many orders one step takes if nothing else is asked for.</summary>
    public const int DefaultStep = 100;

    /// <summary>After so many failures one after the other storage is asked whether it is there at all.</summary>
    private const int SuspiciousFailures = 10;

    private readonly OrderChanges _changes;
    private readonly DueOrderStore _due;
    private readonly WorkHalt _halt;
    private readonly SubOrderCopies _copies;
    private readonly OrderDrive _drive;
    private readonly ExpiryNotice _notice;
    private readonly TimeProvider _time;
    private readonly ILogger<ExpiryPass> _log;

    internal ExpiryPass(
        OrderChanges changes,
        DueOrderStore due,
        WorkHalt halt,
        SubOrderCopies copies,
        OrderDrive drive,
        ExpiryNotice notice,
        TimeProvider time,
        ILogger<ExpiryPass> log) =>
        (_changes, _due, _halt, _copies, _drive, _notice, _time, _log) = (changes, due, halt, copies, drive, notice, time, log);

    /// <summary>
    /// Works through the orders that are due now. Those that cannot be handled stay due, for the next pass, and keep nobody else from
    /// being handled; only a storage that does not answer ends the pass.
    /// </summary>
    /// <param name="maxOrders">How many at most, those that cannot be handled not counted.</param>
    /// <param name="cancellationToken">Stops between two orders, or within one.</param>
    /// <returns>True if more are left and another step would get on with them.</returns>
    public async Task<bool> RunAsync(int maxOrders = DefaultStep, CancellationToken cancellationToken = default)
    {
        var now = _time.GetUtcNow();
        return await EachAsync(_due.ListAsync(now, cancellationToken), maxOrders, row => HandleAsync(row, now, cancellationToken), cancellationToken)
            || await EachAsync(_notice.ListAsync(now, cancellationToken), maxOrders, row => _notice.GiveAsync(row, cancellationToken), cancellationToken);
    }

    private async Task<bool> EachAsync(
        IAsyncEnumerable<DueOrder> rows, int maxOrders, Func<DueOrder, Task> handle, CancellationToken cancellationToken)
    {
        var done = 0;
        var failedInARow = 0;
        await foreach (var row in rows)
        {
            if (done == maxOrders) return true;
            try
            {
                await handle(row);
                done++;
                failedInARow = 0;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                _log.LogError(
                    StorageOutage.TraceOf(e), "Order {OrderId} of {Tenant} is due, or soon will be, and could not be handled: {Reason}",
                    row.Order.Id, row.Order.Tenant, StorageOutage.ReasonOf(e));
                if (++failedInARow % SuspiciousFailures == 0) await rows.AnyAsync(cancellationToken);
            }
        }

        return false;
    }

    private async Task HandleAsync(DueOrder row, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var scope = _log.BeginOrder(row.Order);
        OrderSnapshot? seen = null;
        var expired = await _changes.ChangeByFiguresAsync(
            row.Order, snapshot => ExpireAsync(seen = snapshot, now, cancellationToken), cancellationToken);
        if (expired is not null)
        {
            await DriveAsync(expired, cancellationToken);
        }
        else if (seen?.Order is { Status: OrderStatus.EXPIRED, Progress.CleanedUp: false } left && left.ExpirationDate < now)
        {
            // An earlier run may have died right after (3).
            await DriveAsync(left, cancellationToken);
        }

        // (6)
        await _due.RemoveAsync(row.Order, row.Due, cancellationToken);
    }

    private async Task<OrderChange?> ExpireAsync(OrderSnapshot snapshot, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // (1)
        if (snapshot.Order.ExpirationDate >= now) return null;
        if (snapshot.Order.Status is OrderStatus.DONE or OrderStatus.DONE_WITH_WARNING)
            snapshot = await _copies.RefreshAsync(snapshot, cancellationToken);
        if (!MustExpire(snapshot)) return null;

        // (2)
        await _drive.NoteAsync(snapshot.Order.Key, cancellationToken);

        // (3)
        return new OrderChange(
            OrderCommand.Expire,
            $"it was due at {snapshot.Order.ExpirationDate:u}",
            expired => expired with { Progress = expired.Progress with { CleanedUp = false }, Confirmation = null });
    }

    /// <summary>True if the order loses something at its date.</summary>
    internal static bool MustExpire(OrderSnapshot snapshot) =>
        OrderTransitions.Refusal(snapshot.Order.Status, OrderCommand.Expire) is null
        && (snapshot.Order.Status is not (OrderStatus.DONE or OrderStatus.DONE_WITH_WARNING) || snapshot.AvailableFilesCount > 0);

    private async Task DriveAsync(Order expired, CancellationToken cancellationToken)
    {
        // (4)
        await _halt.HaltAsync(expired, cancellationToken);

        // (5)
        await _drive.StartAsync(expired.Key, cancellationToken);
    }
}
