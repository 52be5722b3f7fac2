using ServerlessOrders.Orders;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Workflow;

/// <summary>Retry: makes the files of a sub-order that are in ERROR or DOWNLOAD_ERROR PENDING again.</summary>
public sealed class FailedFileReset(OrderStore orders, FileStore files)
{
    /// <summary>Resets the files, then takes the sub-order off the order's list; safe to repeat.</summary>
    public async Task ResetAsync(WorkflowTask work, CancellationToken cancellationToken)
    {
        if (await orders.FindOrderAsync(work.Order, cancellationToken) is not { Order.Status: OrderStatus.RUNNING } current) return;
        if (current.Order.Generation != work.Generation) return;

        var summary = await files.FindSummaryAsync(work.Order, work.First, cancellationToken);
        while (summary is { Summary.Counts: { Error: > 0 } or { DownloadError: > 0 } } && summary.Summary.Fence <= work.Generation)
        {
            var batch = await TakeAsync(work, summary.Summary, cancellationToken);
            if (batch.Count == 0) break;
            var reset = batch.ConvertAll(file => file.Reset());
            var counts = batch.Zip(reset).Aggregate(summary.Summary.Counts, (sum, file) => sum
                .Move(file.First.State, FileState.PENDING, file.First.CountedBytes)
                .Resize(file.First.CountedBytes, file.Second.CountedBytes));
            summary = await files.TryWriteAsync(
                    work.Order, summary.Summary with { Counts = counts }, summary.Version, reset, cancellationToken)
                ?? await files.FindSummaryAsync(work.Order, work.First, cancellationToken);
        }

        if (summary is not null)
            await orders.CopyAsync(work.Order, summary.Summary, cancellationToken, copy => copy with { NextCheck = null, ResumeAt = null });
        await TakeOffAsync(work, cancellationToken);
    }

    private async Task<List<OrderFile>> TakeAsync(WorkflowTask work, SubOrderSummary summary, CancellationToken cancellationToken)
    {
        var batch = new List<OrderFile>(FileStore.MaxFilesPerWrite);
        foreach (var state in new[] { FileState.ERROR, FileState.DOWNLOAD_ERROR })
        {
            var end = summary.First + summary.Counts.Total;
            await foreach (var file in files.ReadAsync(work.Order, work.First, work.First, end, state, cancellationToken: cancellationToken))
            {
                if (batch.Count == FileStore.MaxFilesPerWrite) return batch;
                batch.Add(file);
            }
        }

        return batch;
    }

    private async Task TakeOffAsync(WorkflowTask work, CancellationToken cancellationToken)
    {
        while (await orders.FindOrderAsync(work.Order, cancellationToken) is { } current
               && current.Order.Generation == work.Generation && current.Order.ToReset.Contains(work.First))
        {
            var next = current.Order with { ToReset = [.. current.Order.ToReset.Where(first => first != work.First)] };
            if (await orders.TryCommitAsync(next, current.Version, cancellationToken)) return;
        }
    }
}
