using ServerlessOrders.Orders;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Workflow;

/// <summary>Retry: makes the files of a sub-order that are in ERROR or DOWNLOAD_ERROR PENDING again.</summary>
public sealed class FailedFileReset(OrderStore orders, OrderChanges changes, FileStore files, FileChanges fileChanges)
{
    /// <summary>Resets the files, then takes the sub-order off the order's list; safe to repeat.</summary>
    public async Task ResetAsync(WorkflowTask work, CancellationToken cancellationToken)
    {
        if (await orders.FindOrderAsync(work.Order, cancellationToken) is not { Value: { Status: OrderStatus.RUNNING } current }) return;
        if (current.Generation != work.Generation) return;

        SubOrderSummary? summary;
        bool more;
        do
        {
            more = false;
            summary = await fileChanges.ChangeAsync(
                work.SubOrder,
                async now =>
                {
                    var failed = now.Fence <= work.Generation ? await TakeAsync(work, now, cancellationToken) : [];
                    more = failed.Count == FileStore.MaxFilesPerRead;
                    return failed.ConvertAll(file => new FileMove(file, file.Reset()));
                },
                cancellationToken);
        }
        while (more && summary is not null);

        if (summary is not null)
            await orders.CopyAsync(work.Order, summary, cancellationToken, copy => copy with { NextCheck = null, ResumeAt = null });
        await changes.ChangeAsync(
            work.Order,
            order => order.Generation == work.Generation && order.Progress.ToReset.Contains(work.First) ? OrderChange.Progress(WithoutIt) : null,
            cancellationToken);

        OrderProgress WithoutIt(OrderProgress progress) => progress with { ToReset = [.. progress.ToReset.Where(first => first != work.First)] };
    }

    /// <summary>The next failed files, as many as one request returns.</summary>
    private async Task<List<OrderFile>> TakeAsync(WorkflowTask work, SubOrderSummary summary, CancellationToken cancellationToken)
    {
        var failed = new List<OrderFile>();
        foreach (var (state, count) in new[] { (FileState.ERROR, summary.Counts.Error), (FileState.DOWNLOAD_ERROR, summary.Counts.DownloadError) })
        {
            if (count == 0) continue;
            var end = work.First + summary.Counts.Total;
            await foreach (var file in files.ReadAsync(work.SubOrder, work.First, end, state, cancellationToken: cancellationToken))
            {
                if (failed.Count == FileStore.MaxFilesPerRead) return failed;
                failed.Add(file);
            }
        }

        return failed;
    }
}
