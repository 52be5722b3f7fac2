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

    /// <summary>
    /// What the steps of the workflow around it cost, counted in the same way: without it small sub-orders look so slow, and large ones so
    /// fast, that a range for either says nothing (the recorded history of the tests).
    /// </summary>
    private const long StartBytes = 16 * 1024 * 1024;

    /// <summary>The work that files still need, in bytes; a file counts as <see cref="FileBytes"/> more, all of them as <see cref="StartBytes"/>.</summary>
    public static long WorkOf(FileCounts counts) => counts.Pending == 0
        ? 0
        : (long)Math.Min(counts.PendingBytes + ((decimal)counts.Pending * FileBytes) + StartBytes, long.MaxValue);
}
