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
    FileChanges files, KnownSubOrders known, FileStateChanges changes, ILogger<DownloadRecords> log) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<SubOrderKey, SubOrderSummary> _waiting = new();
    private readonly ConcurrentDictionary<Task, byte> _running = new();
    private readonly CancellationTokenSource _hurry = new();

    /// <summary>How long figures may lag behind the files; zero for not at all.</summary>
    internal TimeSpan Delay { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The file is DOWNLOADED when this returns.</summary>
    internal async Task DownloadedAsync(FoundFile found)
    {
        var (key, before) = (found.Key, found.File);
        if (before.State == FileState.AVAILABLE)
        {
            var move = new FileMove(before, before.MoveTo(FileState.DOWNLOADED));
            if (await files.TryChangeAsync(key, found.Summary, [move], CancellationToken.None) is { } written)
            {
                known.Remember(key.Order, new KnownSubOrder(found.SubOrder, written));
                await FollowAsync(key, written.Value);
                return;
            }
        }

        // Another change came between, or the file was fetched before: the long way, which reads everything again.
        known.Forget(key);
        await changes.ApplyAsync(key, new Dictionary<int, FileChange> { [before.Position] = FileChange.Downloaded }, CancellationToken.None);
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

    private async Task FollowAsync(SubOrderKey key, SubOrderSummary summary)
    {
        if (summary.Counts is { Pending: 0, Available: 0 } or { Error: > 0 } or { DownloadError: > 0 } || Delay == TimeSpan.Zero)
        {
            await changes.FollowAsync(key, summary, CancellationToken.None);
            return;
        }

        var isFirst = true;
        _waiting.AddOrUpdate(key, summary, (_, other) =>
        {
            isFirst = false;
            return other.Version > summary.Version ? other : summary;
        });
        if (!isFirst) return;
        var later = LaterAsync(key);
        _running[later] = 0;
        _ = later.ContinueWith(ended => _running.TryRemove(ended, out _), TaskScheduler.Default);
    }

    private async Task LaterAsync(SubOrderKey key)
    {
        // Real time, whatever clock the service has: nothing in its state depends on it.
        await Task.Delay(Delay, TimeProvider.System, _hurry.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_waiting.TryRemove(key, out var summary)) return;
        try
        {
            await changes.FollowAsync(key, summary, CancellationToken.None);
        }
        catch (Exception fault)
        {
            log.LogWarning(
                fault, "Order {OrderId} of {Tenant}: the figures of sub-order {First} lag behind its files until the next refresh", key.Order.Id, key.Order.Tenant, key.First);
        }
    }
}
