using System.Collections.Concurrent;
using System.Globalization;

namespace ServerlessOrders.Tests.Faults.Load;

/// <summary>Counts answers and keeps how long each kind of request took.</summary>
internal sealed class LatencyTally
{
    private readonly ConcurrentDictionary<string, ConcurrentBag<double>> _milliseconds = new();
    private readonly ConcurrentDictionary<int, int> _statuses = new();

    public IReadOnlyDictionary<int, int> Statuses => _statuses;

    public int Count => _statuses.Values.Sum();

    public void Add(string kind, int status, TimeSpan took)
    {
        _statuses.AddOrUpdate(status, 1, (_, count) => count + 1);
        _milliseconds.GetOrAdd(kind, _ => []).Add(took.TotalMilliseconds);
    }

    /// <summary>A line a kind: how many, and the 50th, 95th and 99th percentile and the longest, in milliseconds.</summary>
    public IEnumerable<string> Lines() => _milliseconds.OrderBy(kind => kind.Key, StringComparer.Ordinal).Select(kind =>
    {
        var sorted = kind.Value.Order().ToList();
        string At(double part) => sorted[(int)(part * (sorted.Count - 1))].ToString("F0", CultureInfo.InvariantCulture);
        return $"{kind.Key,-12} {sorted.Count,6} requests, p50 {At(0.5)} ms, p95 {At(0.95)} ms, p99 {At(0.99)} ms, longest {At(1)} ms";
    });
}
