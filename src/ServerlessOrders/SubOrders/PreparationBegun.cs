namespace ServerlessOrders.SubOrders;

/// <summary>When the preparation of a sub-order began that is under way: tells in the end how long it took.</summary>
/// <param name="At">The instant, UTC.</param>
/// <param name="Generation">The order's generation then: a pause in between makes the time worthless.</param>
/// <param name="Work">How much there was to do, as <see cref="WorkOf"/> counts it.</param>
/// <param name="Restored">True if some blob had to come back from the Archive tier.</param>
public sealed record PreparationBegun(DateTimeOffset At, long Generation, long Work, bool Restored)
{
    /// <summary>What looking at a file costs beside reading it, in bytes that could be read in that time.</summary>
    private const long FileBytes = 256 * 1024;

    /// <summary>The work that files still need, in bytes; a file counts as <see cref="FileBytes"/> more.</summary>
    public static long WorkOf(FileCounts counts) => (long)Math.Min(counts.PendingBytes + ((decimal)counts.Pending * FileBytes), long.MaxValue);
}
