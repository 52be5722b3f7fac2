using System.Collections.ObjectModel;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Orders.Waiting;

/// <summary>How long preparations of a tenant's sub-orders took: what estimates are made of.</summary>
/// <param name="Rates">Bytes per second of those whose files could be read at once, counted as <see cref="PreparationBegun.WorkOf"/> does.</param>
/// <param name="Restores">Seconds of those that had to wait for the Archive tier, by the priority with which it was asked.</param>
internal sealed record PastPreparations(LogHistogram Rates, IReadOnlyDictionary<string, LogHistogram> Restores)
{
    /// <summary>The priority with which the archive is asked.</summary>
    public const string Standard = "Archive/Standard";

    /// <summary>Nothing seen yet.</summary>
    public static PastPreparations None { get; } = new(LogHistogram.Empty, ReadOnlyDictionary<string, LogHistogram>.Empty);

    /// <summary>How long restores took that were asked for as we do.</summary>
    private LogHistogram OfArchive => Restores.GetValueOrDefault(Standard) ?? LogHistogram.Empty;

    /// <summary>With one more, which has just ended.</summary>
    public PastPreparations Add(PreparationBegun begun, DateTimeOffset now)
    {
        var seconds = Math.Max((now - begun.At).TotalSeconds, 0.001);
        return begun.Restored
            ? this with { Restores = new Dictionary<string, LogHistogram>(Restores) { [Standard] = OfArchive.Add(seconds) } }
            : this with { Rates = Rates.Add(begun.Work / seconds) };
    }

    /// <summary>When a restore that began then will be over; null if too few were seen that took longer than it has already.</summary>
    public TimeRange? RestoreFrom(DateTimeOffset begun, DateTimeOffset now) =>
        OfArchive.Range(Math.Max((now - begun).TotalSeconds, 0)) is { } range
            ? new TimeRange(begun.AddSeconds(range.Low), begun.AddSeconds(range.High))
            : null;

    /// <summary>
    /// When files will be read that need so much work; null if too few were seen, or if files might turn out to be archived and nobody has
    /// looked.
    /// </summary>
    public TimeRange? ReadFrom(DateTimeOffset now, long work, bool looked) =>
        (looked || OfArchive.Total == 0) && Rates.Range() is { } range
            ? new TimeRange(now.AddSeconds(Bounded(work / range.High)), now.AddSeconds(Bounded(work / range.Low)))
            : null;

    /// <summary>An order may claim sizes that take longer than the calendar has days.</summary>
    private static double Bounded(double seconds) => Math.Min(seconds, TimeSpan.FromDays(3650).TotalSeconds);
}
