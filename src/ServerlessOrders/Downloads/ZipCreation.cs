using Microsoft.Extensions.Logging;
using ServerlessOrders.Downloads.Zip;
using ServerlessOrders.Orders;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Downloads;

/// <summary>
/// Makes a version of an order's ZIP: fixes which files it holds, in a manifest. Steps: (1) read the order's files sub-order by
/// sub-order and name them, all of them, so that a file has one name in every ZIP of the order and in its metalink, and several
/// ZIPs can be unpacked into one folder; take those that are AVAILABLE, (2) leave out those whose blob is missing or changed, which become DOWNLOAD_ERROR (external files: see <see cref="ExternalMembers"/>), (3) write the manifest, and
/// what was left out into its notice, (4) add the version, unless another request was faster.
/// </summary>
public sealed class ZipCreation(
    OrderStore orders, FileStore files, ZipStore zips, ZipSources sources, FileStateChanges changes, TimeProvider time, ILogger<ZipCreation> log)
{
    /// <summary>
    /// Up to how many files are looked at before the ZIP starts. In a larger one a file that is missing breaks the transfer when
    /// its turn comes, and the next version leaves it out: better than minutes of silence before the first byte.
    /// </summary>
    public const int MaxChecked = 2000;

    private const int Parallelism = 16;

    private readonly ExternalMembers _external = new(sources, files, changes);

    /// <summary>Makes the user's next version; null where no file is AVAILABLE.</summary>
    /// <param name="snapshot">The order.</param>
    /// <param name="user">Who fetches it.</param>
    /// <param name="layout">How the entries are named.</param>
    /// <param name="latest">The user's latest version of any layout, null where there is none.</param>
    /// <param name="cancellationToken">Stops the work; nothing of it stays.</param>
    public async Task<Stored<ZipVersion>?> CreateAsync(
        OrderSnapshot snapshot, string user, EntryLayout layout, ZipVersion? latest, CancellationToken cancellationToken)
    {
        var key = snapshot.Order.Key;
        var name = Guid.NewGuid().ToString("N");
        var now = time.GetUtcNow();
        var created = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        // Two versions never share a Last-Modified, which If-Range may name.
        if (created <= latest?.Created) created = latest.Created.AddSeconds(1);
        var summary = new ZipManifestSummary(0, "", 0);
        var written = await zips.TryWriteManifestAsync(key, name, async blob =>
        {
            using var writer = new ZipManifestWriter(blob, created);
            var names = new ZipNames();
            string NameOf(OrderFile file) =>
                layout == EntryLayout.Tree ? names.Next(ProductFolders.Of(key.Tenant, file), file.FileName) : names.Next(file.FileName);
            var check = snapshot.AvailableFilesCount <= MaxChecked;
            using var late = new CancellationTokenSource(ExternalMembers.Patience, time);
            foreach (var sub in snapshot.SubOrders)
            {
                if (sub.External) await _external.AddAsync(writer, NameOf, key, sub, late.Token, cancellationToken);
                else await AddAsync(writer, NameOf, key, sub, check, cancellationToken);
            }

            foreach (var sub in snapshot.SubOrders)
                await AddNoticesAsync(writer, key, sub, cancellationToken);
            summary = await writer.CompleteAsync(names.Next("NOTICE.txt"), cancellationToken);
        }, cancellationToken);
        if (!written) return null;

        if (summary.MemberCount == 0)
        {
            await zips.DeleteManifestAsync(key, name, CancellationToken.None);
            return null;
        }

        var length = await LengthAsync(key, name, summary, cancellationToken);
        var version = new ZipVersion(user, (latest?.Number ?? 0) + 1, name, summary.ManifestLength, summary.ETag, length, created, ZipState.Open, "", layout);
        await zips.TryAddAsync(key, version, cancellationToken);
        var kept = await zips.FindAsync(key, user, version.Number, cancellationToken);
        if (await orders.FindOrderAsync(key, cancellationToken) is null or { Value.FilesAreGone: true })
        {
            // The clean-up of the order may have passed already.
            await zips.DeleteAsync(key, CancellationToken.None);
            kept = null;
        }

        if (kept?.Value.Manifest == name)
        {
            log.LogInformation(
                "Order {OrderId} of {Tenant}: ZIP {Number} of {Files} files, {Bytes} bytes",
                key.Id, key.Tenant, version.Number, summary.MemberCount, length);
        }
        else
        {
            // Not told by TryAdd: it says no as well where the answer to a first attempt was lost.
            await zips.DeleteManifestAsync(key, name, CancellationToken.None);
        }

        return kept;
    }

    private async Task<long> LengthAsync(OrderKey key, string name, ZipManifestSummary summary, CancellationToken cancellationToken) =>
        (await zips.OpenManifestAsync(key, name, summary.ManifestLength, cancellationToken))?.Length
        ?? throw new InvalidOperationException($"The manifest {name} of order {key} vanished while it was made.");

    private async Task AddAsync(
        ZipManifestWriter writer, Func<OrderFile, string> nameOf, OrderKey key, SubOrder sub, bool check, CancellationToken cancellationToken)
    {
        var end = sub.First + sub.Counts.Total;
        var batch = new List<(OrderFile File, string Name)>();
        await foreach (var file in files.ReadAsync(new SubOrderKey(key, sub.First), sub.First, end, cancellationToken: cancellationToken))
        {
            var name = nameOf(file);
            if (file.State == FileState.AVAILABLE) batch.Add((file, name));
        }

        var unreadable = check ? await CheckAsync([.. batch.Select(member => member.File)], cancellationToken) : [];
        if (unreadable.Count > 0) await changes.ApplyAsync(new SubOrderKey(key, sub.First), unreadable, cancellationToken);
        foreach (var (file, name) in batch.Where(member => !unreadable.ContainsKey(member.File.Position)))
        {
            // An AVAILABLE file has been verified: its size, version and CRC-32 are known.
            await writer.AddAsync(
                new ZipMember(
                    FileIds.Of(key.Id, file.Position), name, BlobLocation.Parse(file.Href), file.BlobETag!, file.Size!.Value,
                    file.Crc32!.Value),
                cancellationToken);
        }
    }

    private async Task<Dictionary<int, FileChange>> CheckAsync(List<OrderFile> batch, CancellationToken cancellationToken)
    {
        var unreadable = new Dictionary<int, FileChange>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(batch, parallel, async (file, stop) =>
        {
            var reason = await sources.FindAsync(BlobLocation.Parse(file.Href), stop) switch
            {
                null => UnreadableReason.Missing,
                { Readability: not Readability.Online } => UnreadableReason.NotOnline,
                var blob => blob.ETag == file.BlobETag ? (UnreadableReason?)null : UnreadableReason.Changed,
            };
            if (reason is not { } why) return;
            lock (unreadable) unreadable[file.Position] = new FileChange(FileState.DOWNLOAD_ERROR, why.ToText());
        });
        return unreadable;
    }

    private async Task AddNoticesAsync(ZipManifestWriter writer, OrderKey key, SubOrder sub, CancellationToken cancellationToken)
    {
        var summary = sub.Counts.Available > 0 || sub.Counts.DownloadError > 0
            ? await files.FindSummaryAsync(new SubOrderKey(key, sub.First), cancellationToken)
            : null;
        if (summary is null or { Value.Counts.DownloadError: 0 }) return;
        var end = sub.First + sub.Counts.Total;
        await foreach (var file in files.ReadAsync(new SubOrderKey(key, sub.First), sub.First, end, FileState.DOWNLOAD_ERROR, cancellationToken: cancellationToken))
            await writer.AddNoticeAsync(file.FileName, file.Error ?? "it cannot be read", cancellationToken);
    }
}
