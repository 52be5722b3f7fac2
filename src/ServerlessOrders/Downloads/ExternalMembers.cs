using System.Collections.Concurrent;
using ServerlessOrders.Downloads.Zip;
using ServerlessOrders.Outbound;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Downloads;

/// <summary>
/// Puts external files into a manifest. A ZIP tells the CRC-32 of a file before its content, and nobody but its host has it: so
/// each is read once while the manifest is made. One that cannot be fetched is left out and becomes DOWNLOAD_ERROR; one that cannot
/// be read in the time that a client waits for its first byte is left out and stays AVAILABLE. The notice names both.
/// </summary>
internal sealed class ExternalMembers(ExternalFiles hosts, FileStateChanges changes)
{
    /// <summary>How long the making of one manifest waits for hosts. Azure cuts a request that is not answered within 230 s.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private const string TooLarge = "it could not be read from its host in time: fetch it by itself";
    private const int Parallelism = 8;

    /// <summary>Adds the AVAILABLE files of one sub-order of external files.</summary>
    /// <param name="contents">The manifest.</param>
    /// <param name="sub">The sub-order.</param>
    /// <param name="batch">The files.</param>
    /// <param name="late">Ends when no host is waited for any longer.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    internal async Task AddAsync(
        ZipContents contents, SubOrderKey sub, List<NamedFile> batch, CancellationToken late, CancellationToken cancellationToken)
    {
        var (learnt, failed) = await LearnAsync([.. batch.Select(member => member.File)], late, cancellationToken);
        if (failed.Count > 0) await changes.ApplyAsync(sub, failed, cancellationToken);
        foreach (var (file, name) in batch)
        {
            if (learnt.TryGetValue(file.Position, out var content))
            {
                await contents.AddAsync(
                    new ZipMember(FileIds.Of(sub.Order.Id, file.Position), name, content.Source, content.Length, content.Crc32),
                    content.Sha256,
                    cancellationToken);
            }
            else if (!failed.ContainsKey(file.Position))
            {
                await contents.AddNoticeAsync(name, TooLarge, cancellationToken);
            }
        }
    }

    private async Task<(IReadOnlyDictionary<int, ExternalContent> Learnt, IReadOnlyDictionary<int, FileChange> Failed)> LearnAsync(
        IReadOnlyList<OrderFile> batch, CancellationToken late, CancellationToken cancellationToken)
    {
        var learnt = new ConcurrentDictionary<int, ExternalContent>();
        var failed = new ConcurrentDictionary<int, FileChange>();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late, cancellationToken);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(batch, parallel, async (file, _) =>
        {
            try
            {
                learnt[file.Position] = await ExternalContent.ReadAsync(hosts, file, either.Token);
            }
            catch (ExternalFileException fault)
            {
                failed[file.Position] = new FileChange(FileState.DOWNLOAD_ERROR, fault.Message);
            }
            catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                // Neither learnt nor failed.
            }
        });
        return (learnt, failed);
    }
}
