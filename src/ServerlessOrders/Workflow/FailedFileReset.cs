using ServerlessOrders.Orders;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Workflow;

/// <summary>Retry: makes the files of a sub-order that are in ERROR or DOWNLOAD_ERROR PENDING again.</summary>
public sealed class FailedFileReset(OrderStore orders, OrderChanges changes, FileStore files, FileChanges fileChanges)
{
    /// <summary>Resets the files, then takes the sub-order off the order's list; safe to repeat.</summary>
    /// <param name="key">The sub-order.</param>
    /// <param name="generation">The order's generation when the work was planned.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task ResetAsync(SubOrderKey key, long generation, CancellationToken cancellationToken)
    {
        if (await orders.FindOrderAsync(key.Order, cancellationToken) is not { Value: { Status: OrderStatus.RUNNING } current }) return;
        if (current.Generation != generation) return;

        SubOrderSummary? summary;
        bool more;
        do
        {
            more = false;
            summary = await fileChanges.ChangeAsync(
                key,
                async now =>
                {
                    var failed = now.Fence <= generation ? await TakeAsync(key, now, cancellationToken) : [];
                    more = failed.Count == FileStore.MaxFilesPerRead;
                    return failed.ConvertAll(file => new FileMove(file, file.Reset()));
                },
                cancellationToken);
        }
        while (more && summary is not null);

        if (summary is not null)
            await orders.CopyAsync(key.Order, summary, cancellationToken, copy => copy with { NextCheck = null, ResumeAt = null });
        await changes.ChangeAsync(
            key.Order,
            order => order.Generation == generation && order.Progress.ToReset.Contains(key.First) ? OrderChange.Progress(WithoutIt) : null,
            cancellationToken);

        OrderProgress WithoutIt(OrderProgress progress) => progress with { ToReset = [.. progress.ToReset.Where(first => first != key.First)] };
    }

    /// <summary>The next failed files, as many as one request returns.</summary>
    private async Task<List<OrderFile>> TakeAsync(SubOrderKey key, SubOrderSummary summary, CancellationToken cancellationToken)
    {
        var failed = new List<OrderFile>();
        foreach (var (state, count) in new[] { (FileState.ERROR, summary.Counts.Error), (FileState.DOWNLOAD_ERROR, summary.Counts.DownloadError) })
        {
            if (count == 0) continue;
            var end = key.First + summary.Counts.Total;
            await foreach (var file in files.ReadAsync(key, key.First, end, state, cancellationToken: cancellationToken))
            {
                if (failed.Count == FileStore.MaxFilesPerRead) return failed;
                failed.Add(file);
            }
        }

        return failed;
    }
}
