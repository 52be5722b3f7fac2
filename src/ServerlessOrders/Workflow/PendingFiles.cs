using ServerlessOrders.Outbound;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Workflow;

/// <summary>The PENDING files of a sub-order: reads them with what is known of their blobs, and verifies them.</summary>
internal sealed class PendingFiles(
    FileStore files, BlobCheckStore checks, BlobVerification verification, ArchiveGlance glance, ExternalFilePolicy hosts)
{
    /// <summary>How many blobs are looked at side by side: a large one keeps the network busy by itself, small ones wait for answers.</summary>
    private const int Parallelism = 8;
    private const int ParallelismOfSmall = 32;
    private const int MaxSmallBytes = 1024 * 1024;

    /// <summary>
    /// The next PENDING files, as many as one request returns, and what is known of their blobs. They stay as they are as long as
    /// the summary does: only a write that finds the summary unchanged is made, so what was read needs no second look.
    /// </summary>
    /// <param name="key">The sub-order.</param>
    /// <param name="summary">Its summary.</param>
    /// <param name="from">The position to begin at.</param>
    /// <param name="wereAway">Whether an earlier run found blobs that were not online: then all are looked at from listings first.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<Queue<PendingFile>> ReadAsync(
        SubOrderKey key, SubOrderSummary summary, int from, bool wereAway, CancellationToken cancellationToken)
    {
        var pending = new List<OrderFile>();
        var end = summary.First + summary.Counts.Total;
        await foreach (var file in files.ReadAsync(key, from, end, FileState.PENDING, cancellationToken: cancellationToken))
        {
            pending.Add(file);
            if (pending.Count == FileStore.MaxFilesPerRead) break;
        }

        var known = summary.External || pending.Count == 0
            ? new Dictionary<int, BlobCheck>()
            : await checks.FindAsync(key.Order.Tenant, pending, cancellationToken);
        // Of a blob that is not known the content is read anyway, if it is there.
        var lookedAt = pending.Where(file => !file.External && (wereAway || known.ContainsKey(file.Position))).Select(file => BlobLocation.Parse(file.Href));
        var seen = await glance.SeeAsync(lookedAt, cancellationToken);
        return new Queue<PendingFile>(pending.Select(file => new PendingFile(
            file,
            known.GetValueOrDefault(file.Position),
            file.External ? null : seen.GetValueOrDefault(BlobLocation.Parse(file.Href)))));
    }

    /// <summary>Verifies files side by side, and remembers what it finds of their blobs for other orders.</summary>
    /// <returns>What became of each, in their order; those that the deadline stopped are still PENDING.</returns>
    public async Task<IReadOnlyList<BlobOutcome>> VerifyAsync(
        string tenant, List<PendingFile> batch, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        var outcomes = new BlobOutcome[batch.Count];
        var small = batch.TrueForAll(pending => pending.File.Size <= MaxSmallBytes);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = small ? ParallelismOfSmall : Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, batch.Count, parallel, async (index, stop) =>
        {
            var (file, known, seen) = batch[index];
            outcomes[index] = file.External
                ? BlobOutcome.OfExternal(file, hosts.Refusal(file.Href))
                : await verification.VerifyAsync(file, known, deadline, stop, seen);
        });

        // Remembered first: if the files cannot be written, the next run finds it and need not read the blobs again.
        var found = outcomes.Where(outcome => outcome.Check is not null).Select(outcome => (outcome.File, outcome.Check!)).ToList();
        if (found.Count > 0) await checks.WriteAsync(tenant, found, cancellationToken);
        return outcomes;
    }
}

/// <summary>A file to be prepared.</summary>
/// <param name="File">The file.</param>
/// <param name="Known">What an earlier verification of its blob found; null for nothing.</param>
/// <param name="Seen">Its blob as a listing has just shown it; null if none did.</param>
internal sealed record PendingFile(OrderFile File, BlobCheck? Known, ArchivedBlob? Seen);
