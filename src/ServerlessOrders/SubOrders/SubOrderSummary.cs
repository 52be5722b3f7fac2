using System.Text.Json.Serialization;

namespace ServerlessOrders.SubOrders;

/// <summary>
/// The first row of a sub-order's partition: its exact figures. Every change of a file is one transaction with it, on the
/// condition that it is still the version that was read, so the figures never need a recount.
/// </summary>
internal sealed record SubOrderSummary
{
    /// <summary>Position of the first file.</summary>
    public required int First { get; init; }

    /// <summary>Index of the dataset task.</summary>
    public required int Task { get; init; }

    /// <summary>True if the files are not in our storage.</summary>
    public required bool External { get; init; }

    /// <summary>Counts the changes.</summary>
    public long Version { get; init; }

    /// <summary>The latest change: tells whether a write whose answer was lost was made.</summary>
    public Guid? ChangeId { get; init; }

    /// <summary>Work planned in an older generation of the order writes nothing here any more.</summary>
    public long Fence { get; init; }

    /// <summary>The claim of the expansion that wrote it.</summary>
    public long Claim { get; init; }

    /// <summary>The figures.</summary>
    [JsonInclude]
    internal FileCounts Counts { get; init; } = new();

    /// <summary>When the number of files that wait for the user last changed; null if it did not since the expansion.</summary>
    public DateTimeOffset? AvailableDate { get; init; }

    /// <summary>When the first of its files could be fetched; null if none could yet, or that was before this was kept.</summary>
    public DateTimeOffset? FirstReady { get; init; }

    /// <summary>The summary with figures that changed at that time.</summary>
    internal SubOrderSummary Count(FileCounts counts, DateTimeOffset now) =>
        this with { Counts = counts, AvailableDate = counts.Available == Counts.Available ? AvailableDate : now };
}
