using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServerlessOrders.Orders;
using ServerlessOrders.Outbound;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Workflow;

/// <summary>
/// Makes the files of a sub-order readable and verifies them. A run takes the files that are PENDING, 99 at a time, and writes
/// what it found in one transaction; it ends after a bounded time, and the workflow starts the next. A file whose blob is on
/// its way back from the Archive tier stays PENDING and is looked at again later.
/// </summary>
public sealed class SubOrderPreparation(
    OrderStore orders,
    FileStore files,
    FileChanges changes,
    BlobCheckStore checks,
    PastPreparationStore past,
    BlobVerification verification,
    ExternalFilePolicy hosts,
    IOptions<OrdersOptions> options,
    TimeProvider time,
    OrderTelemetry telemetry,
    ILogger<SubOrderPreparation> log)
{
    /// <summary>How long one run works: short enough for a function, and for a workflow that should see commands soon.</summary>
    private static readonly TimeSpan RunLimit = TimeSpan.FromSeconds(30);

    /// <summary>How many blobs are looked at side by side.</summary>
    private const int Parallelism = 8;

    /// <summary>Works on the sub-order; safe to repeat, to stop and to run twice at once.</summary>
    public async Task PrepareAsync(WorkflowTask work, CancellationToken cancellationToken)
    {
        var read = work.Planned ?? await orders.FindOrderAsync(work.Order, cancellationToken);
        if (read is not { Value: { Status: OrderStatus.RUNNING } current }) return;
        if (current.Generation != work.Generation) return;
        if (await files.FindSummaryAsync(work.SubOrder, cancellationToken) is not { } summary) return;

        if (await orders.FindCopyAsync(work.Order, work.First, cancellationToken) is not { } copied) return;

        var subOrder = copied.Value;
        var now = time.GetUtcNow();
        var begun = subOrder.Begun is { } known && known.Generation == work.Generation
            ? known
            : new PreparationBegun(now, work.Generation, PreparationBegun.WorkOf(summary.Value.Counts), Restored: false);
        var deadline = now + RunLimit;
        var from = subOrder.ResumeAt ?? work.First;
        var seenAll = false;
        var next = new Queue<KnownFile>();
        var contention = new Contention($"sub-order {work.SubOrder}");
        while (summary.Value.Fence <= work.Generation && time.GetUtcNow() < deadline)
        {
            if (next.Count == 0) next = await ReadAsync(work, summary.Value, from, cancellationToken);
            if (next.Count == 0)
            {
                seenAll = true;
                break;
            }

            var batch = new List<KnownFile>(FileStore.MaxFilesPerWrite);
            while (batch.Count < FileStore.MaxFilesPerWrite && next.TryDequeue(out var file)) batch.Add(file);

            var outcomes = await VerifyAsync(work.Order.Tenant, batch, deadline, cancellationToken);
            var written = await WriteAsync(work, summary, batch, outcomes, cancellationToken);
            if (written is null)
            {
                // Another change came between: read again, and look at the same files again, most of which are known by now.
                await contention.LostAsync(cancellationToken);
                if (await files.FindSummaryAsync(work.SubOrder, cancellationToken) is not { } again) return;
                summary = again;
                next.Clear();
                continue;
            }

            summary = written;
            contention.Won();
            // A file that ran out of time is taken up again by the next run, where this one stopped.
            var stopped = outcomes.FirstOrDefault(outcome => outcome.File.State == FileState.PENDING && !outcome.WaitsForStorage);
            from = stopped?.File.Position ?? batch[^1].File.Position + 1;
            if (stopped is not null) next.Clear();
        }

        // All were looked at, and some wait for storage: again later. Else the next run goes on at once where this one ended.
        var rest = summary.Value.Counts.Pending > 0;
        DateTimeOffset? nextCheck = seenAll && rest ? time.GetUtcNow() + options.Value.RehydrationCheckInterval : null;
        int? resumeAt = seenAll || !rest ? null : from;
        begun = begun with { Restored = begun.Restored || nextCheck is not null };
        await orders.CopyAsync(
            work.Order, summary.Value, cancellationToken,
            copy => copy with { NextCheck = nextCheck, ResumeAt = resumeAt, Begun = rest ? begun : null }, copied);
        if (!rest && begun.Work > 0 && !summary.Value.External)
            await past.AddAsync(work.Order.Tenant, seen => seen.Add(begun, time.GetUtcNow()), cancellationToken);
        log.LogDebug(
            "Order {OrderId} of {Tenant}: sub-order {First} has {Pending} files to prepare, {Errors} in error",
            work.Order.Id, work.Order.Tenant, work.First, summary.Value.Counts.Pending, summary.Value.Counts.Error);
    }

    /// <summary>
    /// The next PENDING files, as many as one request returns, and what is known of their blobs. They stay as they are as long as
    /// the summary does: only a write that finds the summary unchanged is made, so what was read needs no second look.
    /// </summary>
    private async Task<Queue<KnownFile>> ReadAsync(
        WorkflowTask work, SubOrderSummary summary, int from, CancellationToken cancellationToken)
    {
        var pending = new List<OrderFile>();
        var end = summary.First + summary.Counts.Total;
        await foreach (var file in files.ReadAsync(work.SubOrder, from, end, FileState.PENDING, cancellationToken: cancellationToken))
        {
            pending.Add(file);
            if (pending.Count == FileStore.MaxFilesPerRead) break;
        }

        var known = summary.External || pending.Count == 0
            ? new Dictionary<int, BlobCheck>()
            : await checks.FindAsync(work.Order.Tenant, pending, cancellationToken);
        return new Queue<KnownFile>(pending.Select(file => new KnownFile(file, known.GetValueOrDefault(file.Position))));
    }

    private async Task<IReadOnlyList<BlobOutcome>> VerifyAsync(
        string tenant, List<KnownFile> batch, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        var outcomes = new BlobOutcome[batch.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, batch.Count, parallel, async (index, stop) =>
        {
            var (file, known) = batch[index];
            outcomes[index] = file.External
                ? BlobOutcome.OfExternal(file, hosts.Refusal(file.Href))
                : await verification.VerifyAsync(file, known, deadline, stop);
        });

        // Remembered first: if the files cannot be written, the next run finds it and need not read the blobs again.
        var found = outcomes.Where(outcome => outcome.Check is not null).Select(outcome => (outcome.File, outcome.Check!)).ToList();
        if (found.Count > 0) await checks.WriteAsync(tenant, found, cancellationToken);
        return outcomes;
    }

    private async Task<Stored<SubOrderSummary>?> WriteAsync(
        WorkflowTask work,
        Stored<SubOrderSummary> summary,
        List<KnownFile> batch,
        IReadOnlyList<BlobOutcome> outcomes,
        CancellationToken cancellationToken)
    {
        var changed = batch.Zip(outcomes)
            .Where(pair => pair.Second.Changed)
            .Select(pair => new FileMove(pair.First.File, pair.Second.File))
            .ToList();
        if (changed.Count == 0) return summary;
        if (await changes.TryChangeAsync(work.SubOrder, summary, changed, cancellationToken) is not { } written) return null;
        // One that ran out of time stays PENDING.
        foreach (var state in changed.Select(move => move.After.State).Where(state => state != FileState.PENDING).CountBy(state => state))
            telemetry.Prepared(state.Key, state.Value);
        return written;
    }

    /// <param name="File">A PENDING file.</param>
    /// <param name="Known">What an earlier verification of its blob found, or null.</param>
    private sealed record KnownFile(OrderFile File, BlobCheck? Known);
}
