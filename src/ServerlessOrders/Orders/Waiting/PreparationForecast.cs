using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Orders.Waiting;

/// <summary>
/// When an order's files will be prepared, told from how long others took. Nothing is told if too little was seen, or if it depends
/// on somebody who first has to fetch files.
/// </summary>
/// <param name="stand">Where the order stands; something of it is in preparation.</param>
/// <param name="past">What was seen.</param>
/// <param name="now">The time.</param>
internal sealed class PreparationForecast(OrderStand stand, PastPreparations past, DateTimeOffset now)
{
    /// <summary>When the files that are on their way back will be there; null if there are none.</summary>
    public TimeRange? Restored => Last(stand.Restoring.Select(Of));

    /// <summary>When the last file will be prepared.</summary>
    public TimeRange? Finished => stand.Snapshot.Order.Status == OrderStatus.RUNNING && stand.ToCome == 0 ? Last(stand.InPreparation.Select(Of)) : null;

    private TimeRange? Of(SubOrder sub)
    {
        if (sub.NextCheck is null) return past.ReadFrom(now, PreparationBegun.WorkOf(sub.Counts), looked: false);
        // A pause in between makes the time worthless.
        return sub.Begun is { } begun && begun.Generation == stand.Snapshot.Order.Generation ? past.RestoreFrom(begun.At, now) : null;
    }

    /// <summary>When the last of some will be over; null if that of one is not known, or there is none.</summary>
    private static TimeRange? Last(IEnumerable<TimeRange?> ranges)
    {
        TimeRange? last = null;
        foreach (var range in ranges)
        {
            if (range is null) return null;
            last = last is null ? range : new TimeRange(Later(last.Earliest, range.Earliest), Later(last.Latest, range.Latest));
        }

        return last;
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
