namespace ServerlessOrders.Orders;

/// <summary>
/// How far the expansion of a selection is; committed with the order's row, so that a repeated page begins where the last
/// committed one ended.
/// </summary>
public sealed record ExpansionCursor
{
    /// <summary>Index of the dataset selection that is read.</summary>
    public int Dataset { get; init; }

    /// <summary>False in the first pass over a dataset selection (internal files), true in the second (external ones).</summary>
    public bool External { get; init; }

    /// <summary>The catalog's key after which to read on; null at the beginning.</summary>
    public string? After { get; init; }

    /// <summary>How many files of the item <see cref="SkipKey"/> are taken already.</summary>
    public int Skip { get; init; }

    /// <summary>The catalog's key of the item that was taken in part; null where none was.</summary>
    public string? SkipKey { get; init; }

    /// <summary>True where the first pass met external files, so that there must be a second.</summary>
    public bool ExternalSeen { get; init; }

    /// <summary>True where the file filters removed a file.</summary>
    public bool Filtered { get; init; }

    /// <summary>Counts the runs that took the cursor: a later one stops an earlier one.</summary>
    public long Claim { get; init; }

    /// <summary>When the run that has the cursor took it; null where none has it.</summary>
    public DateTimeOffset? ClaimedAt { get; init; }

    /// <summary>How often in a row the catalog gave no page.</summary>
    public int Failures { get; init; }

    /// <summary>When the catalog is asked again that gave no page; null where it can be asked now.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Why it gave none, a sentence for users; null where it gave one.</summary>
    public string? Problem { get; init; }

    /// <summary>First position of the sub-order that takes files now; null where the next file begins one.</summary>
    public int? Open { get; init; }

    /// <summary>The cursor that nobody has and that nothing holds up.</summary>
    public ExpansionCursor Freed() => this with { ClaimedAt = null, Failures = 0, NotBefore = null, Problem = null };
}
