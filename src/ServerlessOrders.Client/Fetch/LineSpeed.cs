using System.Diagnostics;

namespace ServerlessOrders.Client.Fetch;

/// <summary>
/// How many connections a content is worth: each costs the service work, and gains nothing over a line that one fills; over a long one,
/// or one that gives each connection its share, several are as many times faster.
/// </summary>
internal static class LineSpeed
{
    /// <summary>So many bytes are enough to tell.</summary>
    public const long Sample = 2L << 20;

    // What one connection brings within it is not worth another.
    private static readonly TimeSpan Worth = TimeSpan.FromSeconds(1);

    // A slow line shows sooner.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(0.5);

    private const long LeastRange = 1L << 20;

    /// <summary>How many connections are worth it.</summary>
    /// <param name="bytes">What is to come.</param>
    /// <param name="seen">Bytes that came over one connection.</param>
    /// <param name="elapsed">In which time.</param>
    /// <param name="most">No more than these.</param>
    public static int Connections(long bytes, long seen, TimeSpan elapsed, int most)
    {
        var seconds = elapsed.TotalSeconds * bytes / Math.Max(1, seen);
        return (int)Math.Clamp(Math.Min(bytes / LeastRange, seconds / Worth.TotalSeconds), 1, Math.Max(1, most));
    }

    /// <summary>Watches the first range of a part come, and says how many connections the rest is worth, before that range has ended.</summary>
    /// <param name="part">The part.</param>
    /// <param name="coming">What brings it.</param>
    /// <param name="bytes">What is to come behind it.</param>
    /// <param name="most">No more than these.</param>
    public static async Task<int> MeasureAsync(PartFile part, Task coming, long bytes, int most)
    {
        var first = part.Ranges[0];
        var (from, began) = (0L, 0L);
        while (true)
        {
            var grown = part.Grown;
            // From its first bytes on: until then the service prepares.
            if (from == 0 && first.Done > 0) (from, began) = (first.Done, Stopwatch.GetTimestamp());
            var left = from == 0 ? Timeout.InfiniteTimeSpan : Patience - Stopwatch.GetElapsedTime(began);
            if (coming.IsCompleted || first.Done >= (first.End - first.Start) / 4 * 3 || (from > 0 && left <= TimeSpan.Zero)) break;
            await Task.WhenAny(grown, coming, Task.Delay(left));
        }

        return from == 0 ? 1 : Connections(bytes, first.Done - from, Stopwatch.GetElapsedTime(began), most);
    }
}
