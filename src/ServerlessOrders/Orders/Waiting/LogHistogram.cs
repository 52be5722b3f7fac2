using System.Collections.ObjectModel;

namespace ServerlessOrders.Orders.Waiting;

/// <summary>
/// How often values of some size were seen: buckets that grow by a fifth (four to a doubling), so a few numbers hold anything from a second
/// to a year. Bounded: past <see cref="MaxSeen"/> values all counts are halved, so that what was seen lately counts most.
/// </summary>
/// <param name="Counts">How many values were seen in each bucket.</param>
internal sealed record LogHistogram(IReadOnlyDictionary<int, int> Counts)
{
    /// <summary>Fewer values tell nothing.</summary>
    public const int MinSeen = 20;

    /// <summary>As many values are remembered.</summary>
    public const int MaxSeen = 400;

    private const int BucketsToADoubling = 4;
    private const int MaxBucket = 240;

    /// <summary>What is cut off at either end: a little less than would make 9 of 10, for the values to come differ from those seen.</summary>
    private const double Tail = 0.03;

    /// <summary>Nothing seen yet.</summary>
    public static LogHistogram Empty { get; } = new(ReadOnlyDictionary<int, int>.Empty);

    /// <summary>How many values it holds.</summary>
    public int Total => Counts.Values.Sum();

    /// <summary>With one value more; those below 1 count as 1.</summary>
    public LogHistogram Add(double value)
    {
        var bucket = (int)Math.Clamp(Math.Floor(Math.Log2(Math.Max(value, 1)) * BucketsToADoubling), 0, MaxBucket);
        var halved = Total >= MaxSeen;
        var counts = new SortedDictionary<int, int>();
        foreach (var (known, count) in Counts)
        {
            if ((halved ? count / 2 : count) is var kept and > 0) counts[known] = kept;
        }

        counts[bucket] = counts.GetValueOrDefault(bucket) + 1;
        return new LogHistogram(counts);
    }

    /// <summary>Between which two values 9 of 10 lie, of those that are greater than a value; null if too few were seen.</summary>
    /// <param name="above">What is known to be passed, 0 if nothing is.</param>
    public (double Low, double High)? Range(double above = 0)
    {
        var buckets = Counts.Where(bucket => Edge(bucket.Key + 1) > above).OrderBy(bucket => bucket.Key).ToList();
        var total = buckets.Sum(bucket => bucket.Value);
        if (total < MinSeen) return null;
        var (low, high, seen) = (Edge(buckets[0].Key), Edge(buckets[^1].Key + 1), 0);
        foreach (var (bucket, count) in buckets)
        {
            if (seen <= total * Tail) low = Edge(bucket);
            seen += count;
            if (seen < total * (1 - Tail)) continue;
            high = Edge(bucket + 1);
            break;
        }

        return (Math.Max(low, above), high);
    }

    private static double Edge(int bucket) => Math.Pow(2, (double)bucket / BucketsToADoubling);
}
