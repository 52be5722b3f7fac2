using Microsoft.Extensions.Logging;
using ServerlessOrders.Orders;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Workflow;

/// <summary>
/// Makes the files of a sub-order readable and verifies them. A run takes the files that are PENDING, 99 at a time, and writes
/// what it found in one transaction; it ends after a bounded time, and the workflow starts the next. A file whose blob is on
/// its way back from the Archive tier stays PENDING and is looked at again later.
/// </summary>
internal sealed class SubOrderPreparation(
    OrderStore orders,
    FileStore files,
    PendingFiles pending,
    FileChanges changes,
    PreparationRecord record,
    TimeProvider time,
    OrderTelemetry telemetry,
    ILogger<SubOrderPreparation> log)
{
    /// <summary>How long one run works: short enough for a function, and for a workflow that should see commands soon.</summary>
    private static readonly TimeSpan RunLimit = TimeSpan.FromSeconds(30);

    /// <summary>Works on the sub-order; safe to repeat, to stop and to run twice at once.</summary>
    /// <param name="key">The sub-order.</param>
    /// <param name="generation">The order's generation when the work was planned.</param>
    /// <param name="planned">The order as the plan has just read it in this process; null to read it.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task PrepareAsync(SubOrderKey key, long generation, Stored<Order>? planned, CancellationToken cancellationToken)
    {
        if ((planned ?? await orders.FindOrderAsync(key.Order, cancellationToken)) is not { Value: { Status: OrderStatus.RUNNING } current }) return;
        if (current.Generation != generation) return;
        if (await files.FindSummaryAsync(key, cancellationToken) is not { } summary) return;
        if (await record.FindAsync(key, generation, summary.Value, cancellationToken) is not var (begun, from, copied)) return;

        var deadline = time.GetUtcNow() + RunLimit;
        var seenAll = false;
        var read = new Queue<PendingFile>();
        var contention = new Contention($"sub-order {key}");
        while (summary.Value.Fence <= generation && time.GetUtcNow() < deadline)
        {
            if (read.Count == 0) read = await pending.ReadAsync(key, summary.Value, from, begun.Restored, cancellationToken);
            if (read.Count == 0)
            {
                seenAll = true;
                break;
            }

            var batch = new List<PendingFile>(FileStore.MaxFilesPerWrite);
            while (batch.Count < FileStore.MaxFilesPerWrite && read.TryDequeue(out var next)) batch.Add(next);

            var outcomes = await pending.VerifyAsync(key.Order.Tenant, batch, deadline, cancellationToken);
            var written = await WriteAsync(key, summary, batch, outcomes, cancellationToken);
            if (written is null)
            {
                // Another change came between: read again, and look at the same files again, most of which are known by now.
                await contention.LostAsync(cancellationToken);
                if (await files.FindSummaryAsync(key, cancellationToken) is not { } again) return;
                summary = again;
                read.Clear();
                continue;
            }

            summary = written;
            contention.Won();
            // A file that ran out of time is taken up again by the next run, where this one stopped.
            var stopped = outcomes.FirstOrDefault(outcome => outcome.File.State == FileState.PENDING && !outcome.WaitsForStorage);
            from = stopped?.File.Position ?? batch[^1].File.Position + 1;
            if (stopped is not null) read.Clear();
        }

        await record.EndRunAsync(key, summary.Value, begun, seenAll, from, copied, cancellationToken);
        log.LogDebug(
            "Order {OrderId} of {Tenant}: sub-order {First} has {Pending} files to prepare, {Errors} in error",
            key.Order.Id, key.Order.Tenant, key.First, summary.Value.Counts.Pending, summary.Value.Counts.Error);
    }

    private async Task<Stored<SubOrderSummary>?> WriteAsync(
        SubOrderKey key,
        Stored<SubOrderSummary> summary,
        List<PendingFile> batch,
        IReadOnlyList<BlobOutcome> outcomes,
        CancellationToken cancellationToken)
    {
        var changed = batch.Zip(outcomes)
            .Where(pair => pair.Second.Changed)
            .Select(pair => new FileMove(pair.First.File, pair.Second.File))
            .ToList();
        if (changed.Count == 0) return summary;
        if (await changes.TryChangeAsync(key, summary, changed, cancellationToken) is not { } written) return null;
        // One that ran out of time stays PENDING.
        foreach (var state in changed.Select(move => move.After.State).Where(state => state != FileState.PENDING).CountBy(state => state))
            telemetry.Prepared(state.Key, state.Value);
        return written;
    }
}
