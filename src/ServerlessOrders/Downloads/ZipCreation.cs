using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using ServerlessOrders.Downloads.Zip;
using ServerlessOrders.Orders;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Downloads;

/// <summary>
/// Makes a version of an order's ZIP: fixes which files it holds, in a manifest. Steps: (1) read the order's files sub-order by
/// sub-order and name them, all of them, so that a file has one name in every ZIP of the order and in its metalink, and several
/// ZIPs can be unpacked into one folder; take those that are AVAILABLE, (2) leave out those whose blob is missing or changed, which become DOWNLOAD_ERROR, unless preparation saw it a moment ago (external files: see <see cref="ExternalMembers"/>), (3) write the manifest, and
/// what was left out into its notice, (4) add the version, unless another request was faster.
/// </summary>
internal sealed class ZipCreation(
    OrderStore orders, FileStore files, ZipStore zips, ReadableFiles readable, ExternalMembers external, TimeProvider time, ILogger<ZipCreation> log)
{
    /// <summary>
    /// Up to how many files are looked at before the ZIP starts. In a larger one a file that is missing breaks the transfer when
    /// its turn comes, and the next version leaves it out: better than minutes of silence before the first byte.
    /// </summary>
    public const int MaxChecked = 2000;

    /// <summary>How long what the preparation of a sub-order found of its blobs is believed.</summary>
    internal TimeSpan Believed { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Makes the user's next version; null if no file is AVAILABLE.</summary>
    /// <param name="snapshot">The order.</param>
    /// <param name="user">Who fetches it.</param>
    /// <param name="layout">How the entries are named.</param>
    /// <param name="latest">The user's latest version of any layout, null if there is none.</param>
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
            using var contents = new ZipContents(blob, key, layout, created);
            var check = snapshot.AvailableFilesCount <= MaxChecked;
            using var late = new CancellationTokenSource(ExternalMembers.Patience, time);
            await foreach (var (sub, batch) in NameAsync(contents, snapshot, cancellationToken))
            {
                if (sub.External) await external.AddAsync(contents, sub.KeyIn(key), batch, late.Token, cancellationToken);
                else await AddAsync(contents, sub.KeyIn(key), batch, check && !WasJustPrepared(sub, now), cancellationToken);
            }

            foreach (var sub in snapshot.SubOrders)
                await AddNoticesAsync(contents, key, sub, cancellationToken);
            summary = await contents.CompleteAsync(cancellationToken);
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
            // Not told by TryAdd: it says no as well if the answer to a first attempt was lost.
            await zips.DeleteManifestAsync(key, name, CancellationToken.None);
        }

        return kept;
    }

    private async Task<long> LengthAsync(OrderKey key, string name, ZipManifestSummary summary, CancellationToken cancellationToken) =>
        (await zips.OpenManifestAsync(key, name, summary.ManifestLength, cancellationToken))?.Length
        ?? throw new InvalidOperationException($"The manifest {name} of order {key} vanished while it was made.");

    /// <summary>Names all files, and gives those that are AVAILABLE, sub-order by sub-order.</summary>
    private async IAsyncEnumerable<(SubOrder SubOrder, List<NamedFile> Files)> NameAsync(
        ZipContents contents, OrderSnapshot snapshot, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        SubOrder? current = null;
        var batch = new List<NamedFile>();
        await foreach (var (sub, file) in files.ReadAsync(snapshot.Order.Key, snapshot.SubOrders, cancellationToken: cancellationToken))
        {
            if (!ReferenceEquals(sub, current))
            {
                if (batch.Count > 0) yield return (current!, batch);
                (current, batch) = (sub, []);
            }

            var name = contents.NameOf(file);
            if (file.State == FileState.AVAILABLE) batch.Add(new NamedFile(file, name));
        }

        if (batch.Count > 0) yield return (current!, batch);
    }

    private async Task AddAsync(ZipContents contents, SubOrderKey sub, List<NamedFile> batch, bool check, CancellationToken cancellationToken)
    {
        foreach (var (file, name) in check ? await readable.OfAsync(sub, batch, cancellationToken) : batch)
        {
            // An AVAILABLE file has been verified: its size, version and CRC-32 are known.
            await contents.AddAsync(
                new ZipMember(
                    FileIds.Of(sub.Order.Id, file.Position), name, new FileSource.Blob(BlobLocation.Parse(file.Href), file.BlobETag!), file.Size!.Value,
                    file.Crc32!.Value, file.BlobModified),
                file.KnownSha256,
                cancellationToken);
        }
    }

    /// <summary>Whether every file of a sub-order was verified a moment ago, and none was fetched since, which would move the date.</summary>
    private bool WasJustPrepared(SubOrder sub, DateTimeOffset now) =>
        sub.Counts.Available + sub.Counts.Error == sub.Counts.Total && sub.AvailableDate is { } date && now - date < Believed;

    private async Task AddNoticesAsync(ZipContents contents, OrderKey key, SubOrder sub, CancellationToken cancellationToken)
    {
        var summary = sub.Counts.Available > 0 || sub.Counts.DownloadError > 0
            ? await files.FindSummaryAsync(sub.KeyIn(key), cancellationToken)
            : null;
        if (summary is null or { Value.Counts.DownloadError: 0 }) return;
        await foreach (var file in files.ReadAsync(sub.KeyIn(key), sub.First, sub.End, FileState.DOWNLOAD_ERROR, cancellationToken: cancellationToken))
            await contents.AddNoticeAsync(file.FileName, file.Error ?? "it cannot be read", cancellationToken);
    }
}

/// <summary>A file, and its name in every ZIP of the order.</summary>
internal readonly record struct NamedFile(OrderFile File, string Name);
