using System.Text.Json.Serialization;

namespace ServerlessOrders.SubOrders;

/// <summary>
/// A batch of an order's files that is prepared together (REGARDS: files task). The order keeps this copy of its figures
/// beside its own row; the exact ones are in <see cref="SubOrderSummary"/>, and the copy follows them.
/// </summary>
/// <param name="First">Position of its first file: its name within the order.</param>
/// <param name="Task">Index of its dataset task.</param>
/// <param name="External">True if its files are not in our storage and need no preparation.</param>
/// <param name="Version">The version of the summary that was copied.</param>
/// <param name="Counts">The figures.</param>
public sealed record SubOrder(int First, int Task, bool External, long Version, FileCounts Counts)
{
    /// <summary>Not before this instant its preparation goes on; null for at once.</summary>
    public DateTimeOffset? NextCheck { get; init; }

    /// <summary>The position at which its preparation goes on if a run ended before it had seen all; null to begin.</summary>
    public int? ResumeAt { get; init; }

    /// <summary>When its preparation began; null while it has not, and once it is over.</summary>
    [JsonInclude]
    internal PreparationBegun? Begun { get; init; }

    /// <summary>When the number of files that wait for the user last changed; null if it did not since the expansion.</summary>
    public DateTimeOffset? AvailableDate { get; init; }

    /// <summary>When the first of its files could be fetched; null if none could yet, or that was before this was kept.</summary>
    public DateTimeOffset? FirstReady { get; init; }

    /// <summary>Its name across orders.</summary>
    /// <param name="order">The order that it belongs to.</param>
    public SubOrderKey KeyIn(OrderKey order) => new(order, First);

    /// <summary>The position behind its last file, where the next sub-order begins.</summary>
    public int End => First + Counts.Total;

    /// <summary>True when it needs its slot no more: no file is PENDING or AVAILABLE.</summary>
    public bool Ended => Counts is { Pending: 0, Available: 0 };

    /// <summary>True when all is prepared and the user can fetch something.</summary>
    public bool WaitsForUser => Counts is { Pending: 0, Available: > 0 };
}
