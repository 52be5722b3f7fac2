using ServerlessOrders.Downloads.Zip;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Downloads;

/// <summary>
/// Which files of our storage can still be read as they were verified, asked before the first byte of a ZIP goes out. One that is
/// missing, changed or archived again becomes DOWNLOAD_ERROR.
/// </summary>
internal sealed class ReadableFiles(IArchive archive, ArchiveGlance glance, FileStateChanges changes)
{
    private const int Parallelism = 16;

    /// <summary>Those of a batch that can be read: a look at listings, and one at each blob that these do not show.</summary>
    /// <param name="sub">The sub-order.</param>
    /// <param name="batch">AVAILABLE files of it.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<IReadOnlyList<NamedFile>> OfAsync(SubOrderKey sub, List<NamedFile> batch, CancellationToken cancellationToken)
    {
        var unreadable = new Dictionary<int, FileChange>();
        var seen = await glance.SeeAsync(batch.Select(named => BlobLocation.Parse(named.File.Href)), cancellationToken);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(batch.Select(named => named.File), parallel, async (file, stop) =>
        {
            var location = BlobLocation.Parse(file.Href);
            var reason = (seen.GetValueOrDefault(location) ?? await archive.FindAsync(location, stop)) switch
            {
                null => UnreadableReason.Missing,
                { Readability: not Readability.Online } => UnreadableReason.NotOnline,
                var blob => blob.ETag == file.BlobETag ? (UnreadableReason?)null : UnreadableReason.Changed,
            };
            if (reason is not { } why) return;
            lock (unreadable) unreadable[file.Position] = new FileChange(FileState.DOWNLOAD_ERROR, why.ToText());
        });
        if (unreadable.Count == 0) return batch;
        await changes.ApplyAsync(sub, unreadable, cancellationToken);
        return [.. batch.Where(named => !unreadable.ContainsKey(named.File.Position))];
    }
}
