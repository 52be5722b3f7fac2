using System.Text.Json.Serialization;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Orders.Waiting;

/// <summary>What an order that is not finished waits for (contract, section 11).</summary>
/// <param name="Phase">What happens now.</param>
/// <param name="Reason">The same as a sentence for people, with what would bring the order further.</param>
/// <param name="Causes">The parts of the reason, one for each of its sentences.</param>
/// <param name="BlockedBy">Other orders of the same owner that hold the slots that this one waits for.</param>
/// <param name="FilesByState">How many files are in which state, every state that files have.</param>
/// <param name="BytesTotal">Bytes of all files, as far as known.</param>
/// <param name="BytesReady">Bytes of those that are not PENDING.</param>
/// <param name="Restoring">Files on their way back from the Archive tier; null while none is known to be.</param>
/// <param name="Estimate">When the last file will be prepared, in 9 of 10 cases; null if it depends on the user, or too little was seen.</param>
/// <param name="NextChange">Not before this instant anything changes by itself; null if that is not known.</param>
internal sealed record ProgressView(
    ProgressPhase Phase,
    string Reason,
    IReadOnlyList<ProgressCause> Causes,
    IReadOnlyList<long> BlockedBy,
    IReadOnlyDictionary<FileState, int> FilesByState,
    long BytesTotal,
    long BytesReady,
    RestoringFiles? Restoring,
    TimeRange? Estimate,
    DateTimeOffset? NextChange)
{
    /// <summary>After which time it is worth asking again.</summary>
    [JsonIgnore]
    public TimeSpan AskAgainAfter { get; init; }

    /// <summary>The progress without what changes with the clock alone: what its version is told by.</summary>
    public ProgressView WithoutClock() => this with
    {
        Estimate = null, Restoring = Restoring is null ? null : Restoring with { Earliest = null, Latest = null },
    };
}

/// <summary>Files on their way back from the Archive tier.</summary>
/// <param name="Files">How many.</param>
/// <param name="Bytes">Their size in bytes.</param>
/// <param name="Earliest">When they are back at the earliest, in 9 of 10 cases; null if too few were seen.</param>
/// <param name="Latest">When they are back at the latest, likewise.</param>
internal sealed record RestoringFiles(int Files, long Bytes, DateTimeOffset? Earliest = null, DateTimeOffset? Latest = null);

/// <summary>What happens to an order that is not finished.</summary>
internal enum ProgressPhase
{
    /// <summary>Its selection is turned into files.</summary>
    EXPANDING,

    /// <summary>It waits for a slot: its owner's other orders have them all.</summary>
    QUEUED,

    /// <summary>Its files are on their way back from the Archive tier.</summary>
    RESTORING,

    /// <summary>Its files are read and compared with the catalog.</summary>
    VERIFYING,

    /// <summary>It goes on once some of its files have been fetched.</summary>
    WAITING_FOR_DOWNLOAD,

    /// <summary>Its owner has stopped it.</summary>
    PAUSED,
}
