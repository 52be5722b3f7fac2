using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Orders.Waiting;

/// <summary>
/// What the order's own rows tell of where it stands: all of its progress but who holds its slots and how long things take. Does not
/// depend on the clock, so it changes only when the order does.
/// </summary>
/// <param name="snapshot">An order that is PENDING, RUNNING or PAUSED.</param>
internal sealed class OrderStand(OrderSnapshot snapshot)
{
    public OrderSnapshot Snapshot { get; } = snapshot;

    /// <summary>Sub-orders that are being prepared: they have their slots, or need none.</summary>
    public IReadOnlyList<SubOrder> InPreparation { get; } =
        [.. snapshot.SubOrders.Where(sub => sub.Counts.Pending > 0 && (sub.External || snapshot.Order.HasStarted(sub)))];

    /// <summary>Sub-orders that are ready and not fetched: they keep their slots.</summary>
    public IReadOnlyList<SubOrder> WaitForUser { get; } =
        [.. snapshot.SubOrders.Where(sub => sub is { WaitsForUser: true, External: false })];

    /// <summary>How many sub-orders still have to be started.</summary>
    public int ToCome => Snapshot.SubOrders.Count(sub => sub.Counts.Pending > 0) - InPreparation.Count;

    /// <summary>Of those in preparation, the ones whose blobs are on their way back.</summary>
    public IEnumerable<SubOrder> Restoring => InPreparation.Where(sub => sub.NextCheck is not null);

    /// <summary>True if it is not finished.</summary>
    public static bool IsUnfinished(Order order) => order.Status is OrderStatus.PENDING or OrderStatus.RUNNING or OrderStatus.PAUSED;

    /// <summary>True if it can only go on once a slot is free.</summary>
    public bool WaitsForSlot => Snapshot.Order.Status == OrderStatus.RUNNING && InPreparation.Count == 0 && ToCome > 0;

    /// <summary>What happens now.</summary>
    public ProgressPhase Phase => Snapshot.Order.Status switch
    {
        OrderStatus.PENDING => ProgressPhase.EXPANDING,
        OrderStatus.PAUSED => ProgressPhase.PAUSED,
        _ when WaitsForSlot => WaitForUser.Count > 0 ? ProgressPhase.WAITING_FOR_DOWNLOAD : ProgressPhase.QUEUED,
        _ when InPreparation.Count > 0 && Restoring.Count() == InPreparation.Count => ProgressPhase.RESTORING,
        _ => ProgressPhase.VERIFYING,
    };

    /// <summary>How many files are in each of the states that files have.</summary>
    public IReadOnlyDictionary<FileState, int> FilesByState
    {
        get
        {
            var counts = Snapshot.Counts;
            return new Dictionary<FileState, int>
            {
                [FileState.PENDING] = counts.Pending,
                [FileState.AVAILABLE] = counts.Available,
                [FileState.DOWNLOADED] = counts.Downloaded,
                [FileState.DOWNLOAD_ERROR] = counts.DownloadError,
                [FileState.ERROR] = counts.Error,
            };
        }
    }

    /// <summary>When the workflow looks at it again; null if it is at work or waits for somebody.</summary>
    public DateTimeOffset? NextChange => Phase == ProgressPhase.RESTORING ? Restoring.Min(sub => sub.NextCheck) : null;

    /// <summary>After which time it is worth asking again: while files are verified soon, while somebody else must act seldom.</summary>
    public TimeSpan AskAgainAfter(DateTimeOffset now) => Phase switch
    {
        ProgressPhase.EXPANDING => TimeSpan.FromSeconds(2),
        ProgressPhase.VERIFYING => TimeSpan.FromSeconds(5),
        ProgressPhase.RESTORING => Clamp(NextChange!.Value - now),
        _ => TimeSpan.FromMinutes(1),
    };

    private static TimeSpan Clamp(TimeSpan span) =>
        span < TimeSpan.FromSeconds(5) ? TimeSpan.FromSeconds(5) : span > TimeSpan.FromHours(1) ? TimeSpan.FromHours(1) : span;
}
