using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Index;
using ServerlessOrders.Telemetry;

namespace ServerlessOrders.Maintenance;

/// <summary>
/// Has the receivers of an order told that its files go soon: once for each expiration date, so again if the order was extended.
/// Nobody is told of an order that has nothing to lose: one that has ended and was fetched.
/// </summary>
/// <remarks>
/// Steps: (1) note that the order must be driven, so that a process that dies leaves somebody to send the event, (2) write the event
/// with the date that it tells, by compare-and-swap, (3) wake the workflow, which sends it, (4) take the wish off the due row.
/// </remarks>
internal sealed class ExpiryNotice(
    OrderChanges changes, DueOrderStore due, SubOrderCopies copies, OrderDrive drive, IOptions<OrdersOptions> options, ILogger<ExpiryNotice> log)
{
    /// <summary>The due rows that ask for a notice now.</summary>
    public IAsyncEnumerable<DueOrder> ListAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        due.ListToAnnounceAsync(now, now.AddHours(options.Value.ExpiringNoticeHours), cancellationToken);

    /// <summary>Gives the notice that a due row asks for. Can be repeated.</summary>
    public async Task GiveAsync(DueOrder row, CancellationToken cancellationToken)
    {
        using var scope = log.BeginOrder(row.Order);
        var told = await changes.ChangeByFiguresAsync(row.Order, snapshot => TellAsync(snapshot, row, cancellationToken), cancellationToken);

        // (3)
        if (told is not null) await drive.StartAsync(row.Order, cancellationToken);

        // (4)
        await due.AnnouncedAsync(row, cancellationToken);
    }

    private async Task<OrderChange?> TellAsync(OrderSnapshot snapshot, DueOrder row, CancellationToken cancellationToken)
    {
        // Of a date that was put off the later row tells.
        if (snapshot.Order.ExpirationDate != row.Due || snapshot.Order.AnnouncedExpiration == row.Due) return null;
        if (snapshot.Order.Status is OrderStatus.DONE or OrderStatus.DONE_WITH_WARNING)
            snapshot = await copies.RefreshAsync(snapshot, cancellationToken);
        if (!ExpiryPass.MustExpire(snapshot)) return null;

        // (1)
        await drive.NoteAsync(row.Order, cancellationToken);

        // (2)
        return OrderChange.Of(order => order with { AnnouncedExpiration = row.Due });
    }
}
