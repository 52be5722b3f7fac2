using ServerlessOrders.Orders;

namespace ServerlessOrders.Maintenance;

/// <summary>What a pass sees of the unfinished orders; orders may be added from several threads.</summary>
/// <param name="now">When the pass began.</param>
internal sealed class UnfinishedFigures(DateTimeOffset now)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<OrderStatus, int> _orders = [];
    private TimeSpan _overdue;

    /// <summary>Their number by status.</summary>
    public IReadOnlyDictionary<OrderStatus, int> Orders => _orders;

    /// <summary>The longest time by which the work of one is late; zero if none is.</summary>
    public TimeSpan Overdue => _overdue;

    /// <summary>Counts an order.</summary>
    public void Add(OrderSnapshot snapshot)
    {
        var late = now - DueSince(snapshot);
        lock (_gate)
        {
            _orders[snapshot.Order.Status] = _orders.GetValueOrDefault(snapshot.Order.Status) + 1;
            if (late > _overdue) _overdue = late.Value;
        }
    }

    /// <summary>
    /// Since when work on the order waits; null if none does, or if it is not known: a sub-order that is prepared without a
    /// break has no such instant. The expansion of a PENDING order counts from its beginning, however well it gets on.
    /// </summary>
    private static DateTimeOffset? DueSince(OrderSnapshot snapshot) => snapshot.Order switch
    {
        { Status: OrderStatus.PENDING } order => order.StatusDate,
        { FilesAreGone: true, Progress.CleanedUp: false } order => order.StatusDate,
        { Status: OrderStatus.RUNNING } order => snapshot.SubOrders
            .Where(sub => sub.Counts.Pending > 0 && order.HasStarted(sub))
            .Min(sub => sub.NextCheck),
        _ => null,
    };
}
