namespace ServerlessOrders.Storage;

/// <summary>
/// How long a request of a client waits for a storage that takes connections and does not answer: <see cref="Limit"/> in all, however
/// many operations the request needs. Every answer of storage gives it the whole time again, so a long request over a storage that
/// works has no limit here. What nobody waits for (workflows, timers) has none either: only the clients' own timeouts.
/// </summary>
internal sealed class StoragePatience
{
    /// <summary>After this the client is told 503; it stays below what clients and front ends wait for.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>What an operation gets all the same once the time is up, such as one that tidies up.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    private static readonly AsyncLocal<StoragePatience?> Begun = new();

    private readonly TimeSpan _limit;
    private long _wasted;

    internal StoragePatience(TimeSpan limit) => _limit = limit;

    /// <summary>That of the request that is being answered; null outside of one.</summary>
    internal static StoragePatience? Current => Begun.Value;

    /// <summary>How long the next attempt may take.</summary>
    internal TimeSpan Left => TimeSpan.FromTicks(Math.Max(Least.Ticks, _limit.Ticks - Volatile.Read(ref _wasted)));

    /// <summary>True once the time is up.</summary>
    internal bool IsOver => Volatile.Read(ref _wasted) >= _limit.Ticks;

    /// <summary>Begins the patience of a request: it counts for all that the calling method awaits from here on.</summary>
    public static void Begin() => Begun.Value = new StoragePatience(Limit);

    /// <summary>Storage has answered.</summary>
    internal void Answered() => Volatile.Write(ref _wasted, 0);

    /// <summary>An attempt got no answer.</summary>
    internal void Wasted(TimeSpan time) => Interlocked.Add(ref _wasted, time.Ticks);
}
