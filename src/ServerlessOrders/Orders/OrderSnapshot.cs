using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Orders;

/// <summary>An order with its dataset tasks and sub-orders, read in one query.</summary>
/// <param name="Order">The order.</param>
/// <param name="ETag">The ETag of its row: the condition of a change.</param>
/// <param name="Tasks">Its dataset tasks, in order.</param>
/// <param name="SubOrders">Its sub-orders, in order.</param>
internal sealed record OrderSnapshot(
    Order Order, string ETag, IReadOnlyList<DatasetTask> Tasks, IReadOnlyList<SubOrder> SubOrders)
{
    /// <summary>An order that was just made, before its expansion: it needs no reading.</summary>
    public static OrderSnapshot OfNew(Order order) => new(order, "", [], []);

    /// <summary>The order's row alone.</summary>
    public Stored<Order> Row => new(Order, ETag);

    /// <summary>The sum of all sub-orders' figures.</summary>
    public FileCounts Counts { get; } = SubOrders.Aggregate(new FileCounts(), (sum, sub) => sum + sub.Counts);

    /// <summary>Files that can be fetched and were not; 0 if the files are gone.</summary>
    public int AvailableFilesCount => Order.FilesAreGone ? 0 : Counts.Available;

    /// <summary>Files that could not be prepared.</summary>
    public int FilesInErrorCount => Counts.Error;

    /// <summary>When the first file of the order could be fetched; null if none could yet, or that was before this was kept.</summary>
    public DateTimeOffset? FirstReady => SubOrders.Min(sub => sub.FirstReady);

    /// <summary>True when some sub-order is prepared and not fetched.</summary>
    public bool WaitingForUser => !Order.FilesAreGone && SubOrders.Any(sub => sub.WaitsForUser);

    /// <summary>
    /// floor(100 x bytes of files not PENDING / all bytes), at most 99 while one is (contract, section 5). 100 comes with the end
    /// status: the moment between the last file and the end of the order shows 99.
    /// </summary>
    public int PercentCompleted
    {
        get
        {
            if (Order.Progress.Expansion is not null) return 0;
            if (Counts.Pending == 0) return Order.Status is OrderStatus.RUNNING or OrderStatus.PAUSED ? 99 : 100;
            return Counts.Bytes == 0 ? 0 : (int)Int128.Min(99, (Int128)100 * (Counts.Bytes - Counts.PendingBytes) / Counts.Bytes);
        }
    }
}
