using ServerlessOrders.Storage;

namespace ServerlessOrders.Orders.Waiting;

/// <summary>
/// Waits until an order changes. However many wait for the same order in this process, it is read once a second (an order of thousands of
/// sub-orders, which takes several storage operations, after as many seconds), and not at all while nobody waits. Those that come at once
/// begin with one reading, too: a thousand of their own would take more memory than all the waiting. Who waits holds no thread.
/// </summary>
internal sealed class OrderWatch(OrderStore orders, TimeProvider time) : IDisposable
{
    private const int RowsPerOperation = 1000;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Dictionary<OrderKey, Task<OrderSnapshot?>> _reads = [];
    private readonly Dictionary<OrderKey, Task<OrderSnapshot?>> _looks = [];
    private readonly CancellationTokenSource _stopped = new();

    /// <summary>Reads the order, together with others that are about to wait for it.</summary>
    /// <param name="key">The order.</param>
    /// <param name="cancellationToken">Ends it for this one; the others get their order.</param>
    /// <returns>
    /// The order, null if there is none; and whether it is as new as a reading of one's own. One that others had begun before may lack
    /// what has changed since: good enough to begin to wait with, not to be shown.
    /// </returns>
    public async Task<(OrderSnapshot? Order, bool IsFresh)> LookAsync(OrderKey key, CancellationToken cancellationToken)
    {
        Task<OrderSnapshot?>? look;
        bool isFresh;
        lock (_looks)
        {
            isFresh = !_looks.TryGetValue(key, out look);
            look ??= _looks[key] = LookAsync(key);
        }

        return (await look.WaitAsync(cancellationToken), isFresh);
    }

    /// <summary>Waits until what is shown of the order is no longer the same, or the time is up.</summary>
    /// <param name="seen">The order as the client has it.</param>
    /// <param name="show">What is shown of an order, as a text to be compared.</param>
    /// <param name="most">How long at most.</param>
    /// <param name="cancellationToken">Ends the waiting; the order is read on for those who still wait.</param>
    /// <returns>The order as it was last; null if it has been removed.</returns>
    public async Task<OrderSnapshot?> WaitAsync(
        OrderSnapshot seen, Func<OrderSnapshot, string> show, TimeSpan most, CancellationToken cancellationToken)
    {
        var (shown, latest) = (show(seen), seen);
        var began = time.GetTimestamp();
        while (most - time.GetElapsedTime(began) is var left && left > TimeSpan.Zero)
        {
            var reading = NextAsync(latest);
            try
            {
                if (await reading.WaitAsync(left, time, cancellationToken) is not { } next) return null;
                var changed = next.ETag != latest.ETag || !next.SubOrders.SequenceEqual(latest.SubOrders);
                latest = next;
                if (changed && show(next) != shown) return next;
            }
            catch (TimeoutException) when (!reading.IsFaulted)
            {
                // It is this waiting that took its time, not storage.
                return latest;
            }
        }

        return latest;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopped.Cancel();
        _stopped.Dispose();
    }

    /// <summary>The next reading of the order, shared by all who wait for it.</summary>
    private Task<OrderSnapshot?> NextAsync(OrderSnapshot latest)
    {
        lock (_reads)
        {
            if (_reads.TryGetValue(latest.Order.Key, out var next)) return next;
            var operations = 1 + ((latest.SubOrders.Count + latest.Tasks.Count) / RowsPerOperation);
            return _reads[latest.Order.Key] = ReadAsync(latest.Order.Key, operations * Pause);
        }
    }

    private async Task<OrderSnapshot?> LookAsync(OrderKey key)
    {
        StoragePatience.Begin();
        try
        {
            // It ends only after it was noted.
            await Task.Yield();
            return await orders.FindAsync(key, _stopped.Token);
        }
        finally
        {
            lock (_looks) _looks.Remove(key);
        }
    }

    private async Task<OrderSnapshot?> ReadAsync(OrderKey key, TimeSpan pause)
    {
        // It is no longer the one request's that happened to ask first.
        StoragePatience.Begin();
        try
        {
            await Task.Delay(pause, time, _stopped.Token);
            return await orders.FindAsync(key, _stopped.Token);
        }
        finally
        {
            lock (_reads) _reads.Remove(key);
        }
    }
}
