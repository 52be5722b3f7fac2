namespace ServerlessOrders.Storage;

/// <summary>
/// Bounds how often a write is repeated that other writers were faster than. Each repetition waits a random time first, up to twice
/// as long as the one before, so that writers do not meet again and again; after <see cref="MaxAttempts"/> the work is given up.
/// </summary>
/// <example>
/// <code>
/// for (var contention = new Contention($"order {key}"); ; await contention.LostAsync(stop))
/// {
///     // read, decide, and return if the write is made
/// }
/// </code>
/// </example>
internal sealed class Contention
{
    /// <summary>How many times a write is tried: some ten seconds in all, within the patience of a client.</summary>
    public const int MaxAttempts = 30;

    private const int FirstPauseMilliseconds = 20;

    private const int MaxDoublings = 5;

    private readonly string _what;
    private readonly TimeProvider _time;
    private int _lost;

    /// <summary>Begins to count.</summary>
    /// <param name="what">What is written, as a log names it: <c>order 5 of demo</c>.</param>
    public Contention(string what)
        : this(what, TimeProvider.System)
    {
        // The machine's own time: another writer is waited for, whatever the clock of the service says.
    }

    internal Contention(string what, TimeProvider time) => (_what, _time) = (what, time);

    /// <summary>A write was refused: waits up to 640 ms, until it is worth trying again.</summary>
    /// <exception cref="ContentionException">It was the last attempt.</exception>
    public Task LostAsync(CancellationToken cancellationToken)
    {
        if (++_lost >= MaxAttempts) throw new ContentionException(_what, _lost);
        var longest = FirstPauseMilliseconds << Math.Min(_lost - 1, MaxDoublings);
        return Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(1, longest)), _time, cancellationToken);
    }

    /// <summary>A write was made: the next one has all its attempts.</summary>
    public void Won() => _lost = 0;
}

/// <summary>Other writers kept changing what was to be written; the same request may succeed in a while.</summary>
/// <param name="what">What was to be written.</param>
/// <param name="attempts">How many times that was tried.</param>
internal sealed class ContentionException(string what, int attempts)
    : Exception($"Gave up on {what} after {attempts} attempts: others kept changing it.");
