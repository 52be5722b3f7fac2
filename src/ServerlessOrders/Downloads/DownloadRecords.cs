using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Downloads;

/// <summary>
/// Records that single files were fetched, before a file's last byte goes out: with one write for all files of a sub-order that are
/// fetched while the write before is under way. What follows from it, the order's copy of the figures, is made once for all that are
/// fetched within <see cref="Delay"/>; at once where more depends on it: where the sub-order has ended, whose slot becomes free then,
/// or has errors. A process that ends in between leaves figures that the refresh brings up to date.
/// </summary>
internal sealed class DownloadRecords(
    FileChanges files, KnownSubOrders subOrders, FileStateChanges changes, ILogger<DownloadRecords> log) : IAsyncDisposable
{
    private readonly ConditionalWeakTable<KnownSubOrder, GroupedWrites<OrderFile>> _writes = [];
    private readonly ConcurrentDictionary<SubOrderKey, SubOrderSummary> _waiting = new();
    private readonly ConcurrentDictionary<Task, byte> _running = new();
    private readonly CancellationTokenSource _hurry = new();

    /// <summary>How long figures may lag behind the files; zero for not at all.</summary>
    internal TimeSpan Delay { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The file is DOWNLOADED when this returns.</summary>
    internal Task DownloadedAsync(FoundFile found)
    {
        var (known, file) = (found.Known, found.File);
        if (file.State == FileState.DOWNLOADED && !known.IsOver && known.HasWritten(file.Position)) return Task.CompletedTask;
        if (file.State != FileState.AVAILABLE || known.IsOver) return ReadAndChangeAsync(known, [file]);
        var writes = _writes.GetValue(
            known, subOrder => new GroupedWrites<OrderFile>(FileStore.MaxFilesPerWrite, group => WriteAsync(subOrder, group)));
        return writes.AddAsync(file);
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

    /// <summary>Writes files that were AVAILABLE when they were read, after the sub-order was known.</summary>
    private async Task WriteAsync(KnownSubOrder subOrder, IReadOnlyList<OrderFile> group)
    {
        // One that was fetched twice at once is written once.
        var moves = group.DistinctBy(file => file.Position).Where(file => !subOrder.HasWritten(file.Position))
            .Select(file => new FileMove(file, file.MoveTo(FileState.DOWNLOADED))).ToList();
        if (moves.Count == 0) return;
        var written = subOrder.IsOver ? null : await files.TryChangeAsync(subOrder.Key, subOrder.Summary, moves, CancellationToken.None);
        if (written is null)
        {
            await ReadAndChangeAsync(subOrder, group);
            return;
        }

        subOrder.GoOn(written, moves.Select(move => move.After.Position));
        await FollowAsync(subOrder.Key, written.Value);
    }

    /// <summary>Another change came between, or a file was fetched before: the long way, which reads everything again.</summary>
    private Task ReadAndChangeAsync(KnownSubOrder subOrder, IReadOnlyList<OrderFile> group)
    {
        subOrders.Forget(subOrder);
        return changes.ApplyAsync(
            subOrder.Key, group.DistinctBy(file => file.Position).ToDictionary(file => file.Position, _ => FileChange.Downloaded), CancellationToken.None);
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
