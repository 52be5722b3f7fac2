using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Downloads;

/// <summary>
/// Records that single files were fetched, at the price of one write before a file's last byte. What follows from it, the order's
/// copy of the figures, is made once for all files of a sub-order that are fetched within <see cref="Delay"/>; at once where more
/// depends on it: where the sub-order has ended, whose slot becomes free then, or has errors. A process that ends in between leaves
/// figures that the refresh brings up to date.
/// </summary>
public sealed class DownloadRecords(
    FileStore files, KnownSubOrders known, FileStateChanges changes, TimeProvider time, ILogger<DownloadRecords> log) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(OrderKey Order, int First), SubOrderSummary> _waiting = new();
    private readonly ConcurrentDictionary<Task, byte> _running = new();
    private readonly CancellationTokenSource _hurry = new();

    /// <summary>How long figures may lag behind the files; zero for not at all.</summary>
    internal TimeSpan Delay { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The file is DOWNLOADED when this returns.</summary>
    internal async Task DownloadedAsync(FoundFile found)
    {
        var (order, before) = (found.Order.Key, found.File);
        var first = found.SubOrder.First;
        if (before.State == FileState.AVAILABLE)
        {
            var seen = found.Summary.Summary;
            var counts = seen.Counts.Move(before.State, FileState.DOWNLOADED, before.CountedBytes);
            var after = before with { State = FileState.DOWNLOADED, Error = null };
            var written = await files.TryWriteAsync(
                order, seen.Count(counts, time.GetUtcNow()), found.Summary.Version, [after], CancellationToken.None);
            if (written is not null)
            {
                known.Remember(order, new KnownSubOrder(found.SubOrder, written));
                await FollowAsync(order, written.Summary);
                return;
            }
        }

        // Another change came between, or the file was fetched before: the long way, which reads everything again.
        known.Forget(order, first);
        await changes.ApplyAsync(
            order, first, new Dictionary<int, FileChange> { [before.Position] = FileChange.Downloaded }, CancellationToken.None);
    }

    /// <summary>Makes what still waits, and returns when it is made.</summary>
    internal async Task FlushAsync()
    {
        await _hurry.CancelAsync();
        await Task.WhenAll(_running.Keys);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await FlushAsync();
        _hurry.Dispose();
    }

    private async Task FollowAsync(OrderKey order, SubOrderSummary summary)
    {
        if (summary.Counts is { Pending: 0, Available: 0 } or { Error: > 0 } or { DownloadError: > 0 } || Delay == TimeSpan.Zero)
        {
            await changes.FollowAsync(order, summary, CancellationToken.None);
            return;
        }

        var isFirst = true;
        _waiting.AddOrUpdate((order, summary.First), summary, (_, other) =>
        {
            isFirst = false;
            return other.Version > summary.Version ? other : summary;
        });
        if (!isFirst) return;
        var later = LaterAsync(order, summary.First);
        _running[later] = 0;
        _ = later.ContinueWith(ended => _running.TryRemove(ended, out _), TaskScheduler.Default);
    }

    private async Task LaterAsync(OrderKey order, int first)
    {
        // Real time, whatever clock the service has: nothing in its state depends on it.
        await Task.Delay(Delay, TimeProvider.System, _hurry.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_waiting.TryRemove((order, first), out var summary)) return;
        try
        {
            await changes.FollowAsync(order, summary, CancellationToken.None);
        }
        catch (Exception fault)
        {
            log.LogWarning(
                fault, "Order {OrderId} of {Tenant}: the figures of sub-order {First} lag behind its files until the next refresh", order.Id, order.Tenant, first);
        }
    }
}
