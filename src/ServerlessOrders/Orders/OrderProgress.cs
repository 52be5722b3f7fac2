namespace ServerlessOrders.Orders;

/// <summary>How far the workflow of an order is: what the next step goes on from, and nothing that a user sees of the order.</summary>
internal sealed record OrderProgress
{
    /// <summary>How far the expansion is; null once it is finished.</summary>
    public ExpansionCursor? Expansion { get; init; }

    /// <summary>First positions of the sub-orders that were started and have not ended: only these are worked on.</summary>
    public IReadOnlyList<int> Started { get; init; } = [];

    /// <summary>Those of <see cref="Started"/> whose end of preparation the order's receivers are told already.</summary>
    public IReadOnlyList<int> Announced { get; init; } = [];

    /// <summary>The position before which no sub-order is left to be started: those have been, or need no preparation.</summary>
    public int PrepareFrom { get; init; }

    /// <summary>The position from which on external files may have to be prepared again (retry); null if none have.</summary>
    public int? ExternalFrom { get; init; }

    /// <summary>First positions of the sub-orders whose failed files must still be made PENDING (retry).</summary>
    public IReadOnlyList<int> ToReset { get; init; } = [];

    /// <summary>The position from which on failed files are still to be found for <see cref="ToReset"/> (retry); null if all are.</summary>
    public int? ResetFrom { get; init; }

    /// <summary>True once the files of a deleted or expired order are gone.</summary>
    public bool CleanedUp { get; init; }
}
