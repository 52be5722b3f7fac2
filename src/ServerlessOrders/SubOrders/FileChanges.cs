using ServerlessOrders.Storage;

namespace ServerlessOrders.SubOrders;

/// <summary>
/// The one write path of files of orders: nobody else writes a sub-order's partition. Each change is one compare-and-swap on the
/// summary, which counts the files that are written with it.
/// </summary>
/// <remarks>
/// The storage client repeats a write whose answer was lost, and is then refused. So every change leaves its id in the summary, by
/// which a refused one is recognised that was made after all.
/// </remarks>
internal sealed class FileChanges(FileStore files, TimeProvider time)
{
    /// <summary>Reads files of a sub-order and changes them; reads them again if the sub-order was changed in between.</summary>
    /// <param name="key">The sub-order.</param>
    /// <param name="find">
    /// The changes, of any number of files, given the summary as it is now. May be asked several times. The files that it reads stay
    /// as they are as long as the summary does.
    /// </param>
    /// <param name="cancellationToken">Stops the work between two writes of 99 files.</param>
    /// <returns>The summary as it is now; null if the files are gone.</returns>
    /// <exception cref="ContentionException">Others kept changing it.</exception>
    public async Task<SubOrderSummary?> ChangeAsync(
        SubOrderKey key, Func<SubOrderSummary, Task<IReadOnlyList<FileMove>>> find, CancellationToken cancellationToken)
    {
        for (var contention = new Contention($"sub-order {key}"); ; await contention.LostAsync(cancellationToken))
        {
            if (await files.FindSummaryAsync(key, cancellationToken) is not { } read) return null;
            Stored<SubOrderSummary>? current = read;
            foreach (var batch in (await find(read.Value)).Chunk(FileStore.MaxFilesPerWrite))
            {
                current = await TryChangeAsync(key, current, batch, cancellationToken);
                if (current is null) break;
                contention.Won();
            }

            if (current is not null) return current.Value;
        }
    }

    /// <summary>Changes at most 99 files of a sub-order that is still as it was read.</summary>
    /// <returns>The summary as written; null, and nothing written, if the sub-order was changed, or is gone.</returns>
    public Task<Stored<SubOrderSummary>?> TryChangeAsync(
        SubOrderKey key, Stored<SubOrderSummary> read, IReadOnlyCollection<FileMove> moves, CancellationToken cancellationToken)
    {
        var counts = moves.Aggregate(read.Value.Counts, (sum, move) => sum.Replace(move));
        return TryWriteAsync(
            key, read.Value.Count(counts, time.GetUtcNow()), read.ETag, [.. moves.Select(move => move.After)], cancellationToken);
    }

    /// <summary>Writes a summary and new files that it counts, if the sub-order still has the ETag that was read.</summary>
    /// <param name="key">The sub-order.</param>
    /// <param name="summary">Its summary, the files counted.</param>
    /// <param name="etag">The ETag that was read; null if there must be no such sub-order yet.</param>
    /// <param name="added">At most 99 files.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The summary as written; null, and nothing written, if another was faster.</returns>
    public async Task<Stored<SubOrderSummary>?> TryWriteAsync(
        SubOrderKey key, SubOrderSummary summary, string? etag, IReadOnlyCollection<OrderFile> added, CancellationToken cancellationToken)
    {
        var id = Guid.NewGuid();
        var first = summary.FirstReady ?? (summary.Counts.Available > 0 ? time.GetUtcNow() : null);
        if (await files.TryWriteAsync(key, summary with { ChangeId = id, FirstReady = first }, etag, added, cancellationToken) is { } written) return written;
        return await files.FindSummaryAsync(key, cancellationToken) is { } now && now.Value.ChangeId == id ? now : null;
    }

    /// <summary>
    /// Keeps work that was planned before the given generation from writing to a sub-order any more; done already, or nothing
    /// there, is fine too.
    /// </summary>
    /// <returns>The summary behind the fence; null if there is none.</returns>
    /// <exception cref="ContentionException">Others kept changing it.</exception>
    public async Task<SubOrderSummary?> RaiseFenceAsync(SubOrderKey key, long generation, CancellationToken cancellationToken)
    {
        for (var contention = new Contention($"sub-order {key}"); ; await contention.LostAsync(cancellationToken))
        {
            if (await files.FindSummaryAsync(key, cancellationToken) is not { } read) return null;
            if (read.Value.Fence >= generation) return read.Value;
            var raised = read.Value with { Fence = generation };
            if (await TryWriteAsync(key, raised, read.ETag, [], cancellationToken) is { } written) return written.Value;
        }
    }
}
