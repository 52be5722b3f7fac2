using System.Collections.Concurrent;

namespace ServerlessOrders.Tests.Faults.Storage;

/// <summary>Says which requests to storage meet which fault, and counts them.</summary>
internal sealed class FaultPlan
{
    private static readonly StorageFault[] OfReads =
    [
        StorageFault.ServerError, StorageFault.Busy, StorageFault.Timeout, StorageFault.CutAnswer, StorageFault.LostAnswer,
        StorageFault.Duplicate, StorageFault.Delay,
    ];

    private static readonly StorageFault[] OfWrites =
    [
        .. OfReads, StorageFault.Conflict, StorageFault.PreconditionFailed, StorageFault.LateEffect,
    ];

    private readonly ConcurrentDictionary<StorageFault, int> _counts = new();
    private readonly Func<StorageRequest, StorageFault> _choose;
    private int _requests;

    private FaultPlan(Func<StorageRequest, StorageFault> choose) => _choose = choose;

    /// <summary>While false, nothing happens to any request.</summary>
    public bool IsOn { get; set; } = true;

    /// <summary>Requests that came, whatever became of them.</summary>
    public int Requests => _requests;

    /// <summary>How many requests met each fault.</summary>
    public IReadOnlyDictionary<StorageFault, int> Counts => _counts;

    /// <summary>Faults of some of the requests at random, the same for the same seed and the same requests.</summary>
    public static FaultPlan Random(int seed, double share)
    {
        var random = new Random(seed);
        return new FaultPlan(request =>
        {
            lock (random)
            {
                if (random.NextDouble() >= share) return StorageFault.None;
                var faults = request.IsWrite ? OfWrites : OfReads;
                return faults[random.Next(faults.Length)];
            }
        });
    }

    /// <summary>A fault for all requests.</summary>
    public static FaultPlan Every(StorageFault fault) => new(_ => fault);

    /// <summary>A fault for the first request of a kind, none for any other.</summary>
    public static FaultPlan Once(StorageFault fault, Func<StorageRequest, bool> of)
    {
        var met = 0;
        return new FaultPlan(request => of(request) && Interlocked.Exchange(ref met, 1) == 0 ? fault : StorageFault.None);
    }

    /// <summary>The fault that this request meets.</summary>
    public StorageFault Next(StorageRequest request)
    {
        Interlocked.Increment(ref _requests);
        var fault = IsOn ? _choose(request) : StorageFault.None;
        if (fault != StorageFault.None) _counts.AddOrUpdate(fault, 1, (_, count) => count + 1);
        return fault;
    }
}

/// <summary>A request to storage.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Target">Path and query as sent.</param>
/// <param name="Body">Its body as text.</param>
internal sealed record StorageRequest(string Method, string Target, string Body)
{
    public bool IsWrite => Method is not ("GET" or "HEAD");

    public bool IsTransaction => Target.EndsWith("$batch", StringComparison.Ordinal);
}
