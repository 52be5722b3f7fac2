using System.Threading.Channels;
using ServerlessOrders.Catalog.Stac;
using ServerlessOrders.Catalog.Stores;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Catalog.Import;

/// <summary>What to import from a folder.</summary>
/// <param name="Tenant">The tenant that gets the items.</param>
/// <param name="Folder">The folder on this machine.</param>
/// <param name="Collection">
/// The collection of all files; null: the first folder below <paramref name="Folder"/> in which a file lies, and for files that
/// lie in none the name of <paramref name="Folder"/> itself.
/// </param>
/// <param name="Container">The blob container that gets the files.</param>
/// <param name="ToArchiveTier">Put the files into the Archive tier, from where an order must rehydrate them.</param>
/// <param name="DryRun">Look at the files, upload and write nothing.</param>
public sealed record FolderImportRequest(
    string Tenant,
    string Folder,
    string? Collection = null,
    string Container = FolderImport.DefaultContainer,
    bool ToArchiveTier = false,
    bool DryRun = false);

/// <summary>
/// Imports a folder: uploads its files to <c>{container}/{tenant}/{collection}/{path}</c> and makes one item of each, whose id is
/// its encoded path in the folder. Run again, it uploads only files that are new or changed; items of files that have gone stay.
/// </summary>
/// <param name="catalog">Where items go.</param>
/// <param name="uploads">Where files go.</param>
public sealed class FolderImport(CatalogStore catalog, ArchiveUploads uploads)
{
    /// <summary>The container of files, unless the import says another.</summary>
    public const string DefaultContainer = "archive";

    private const int ParallelUploads = 4;

    // https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata
    private const int MaxBlobName = 1024;

    /// <summary>Imports the folder.</summary>
    /// <param name="request">What to import.</param>
    /// <param name="progress">Told of files and bytes that are done, or null; may be called from several threads, one at a time.</param>
    /// <param name="cancellationToken">Stops the import; what is done stays.</param>
    /// <exception cref="ImportException">The folder does not exist, or the container can hold no files of the archive.</exception>
    public async Task<ImportResult> ImportAsync(
        FolderImportRequest request, IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        var folder = new DirectoryInfo(Path.TrimEndingDirectorySeparator(Path.GetFullPath(request.Folder)));
        if (!folder.Exists) throw new ImportException($"{request.Folder} is not a folder.");
        if (!BlobLocation.IsArchiveContainer(request.Container))
            throw new ImportException($"'{request.Container}' cannot be the container of an archive: 3 to 63 lower-case letters, digits and hyphens.");

        if (!request.DryRun) await uploads.EnsureContainerAsync(request.Container, cancellationToken);
        var (files, bytes) = Measure(folder);
        var run = new Run(request, folder, uploads, new ImportMeter(progress, files, bytes));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var items = Channel.CreateBounded<CatalogItem>(100);
        var uploading = run.UploadAllAsync(items.Writer, stop.Token);
        try
        {
            await catalog.WriteItemsAsync(request.Tenant, items.Reader.ReadAllAsync(cancellationToken), run.Written, cancellationToken, request.DryRun);
        }
        finally
        {
            await stop.CancelAsync();
            await uploading;
        }

        return run.Tally.ToResult();
    }

    private static (long Files, long Bytes) Measure(DirectoryInfo folder)
    {
        var (files, bytes) = (0L, 0L);
        foreach (var file in FolderFiles.Walk(folder, _ => { }))
        {
            files++;
            try
            {
                bytes += file.File.Length;
            }
            catch (IOException)
            {
                // Gone since it was listed; the import says so.
            }
        }

        return (files, bytes);
    }

    /// <summary>One import under way.</summary>
    private sealed class Run(FolderImportRequest request, DirectoryInfo folder, ArchiveUploads uploads, ImportMeter meter)
    {
        public ImportTally Tally { get; } = new();

        public void Written(CatalogWrite write) => Tally.Add(write);

        /// <summary>Uploads the files, a few at once; a fault reaches the reader of the channel.</summary>
        public async Task UploadAllAsync(ChannelWriter<CatalogItem> items, CancellationToken cancellationToken)
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = ParallelUploads, CancellationToken = cancellationToken };
            try
            {
                await Parallel.ForEachAsync(FolderFiles.Walk(folder, Tally.Note), options, async (file, stop) =>
                {
                    if (await UploadAsync(file, stop) is { } item) await items.WriteAsync(item, stop);
                });
                items.Complete();
            }
            catch (Exception fault)
            {
                items.Complete(fault);
            }
        }

        private async Task<CatalogItem?> UploadAsync(FolderFile file, CancellationToken cancellationToken)
        {
            var collection = request.Collection ?? FileItems.FirstFolder(file.Path) ?? folder.Name;
            var blob = new BlobLocation(
                request.Container, BlobNames.Of($"{TableKeys.Encode(request.Tenant)}/{Uri.EscapeDataString(collection)}/{file.Path}"));
            if (blob.Name.Length > MaxBlobName)
            {
                Tally.Note(new ImportNote(file.Path, Reason: $"its path is too long for a blob's name ({MaxBlobName} characters)"));
                return null;
            }

            try
            {
                var mediaType = FileMediaTypes.Of(file.File.Name);
                var changed = file.File.LastWriteTimeUtc;
                await using var content = new FileStream(
                    file.File.FullName, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
                if (request.DryRun)
                {
                    meter.Add(1, content.Length);
                    return FileItems.Make(collection, file.Path, blob, content.Length, null, mediaType, changed);
                }

                var sent = new SentBytes(meter);
                var uploaded = await uploads.UploadAsync(content, blob, mediaType, request.ToArchiveTier, sent, cancellationToken);
                if (File.GetLastWriteTimeUtc(file.File.FullName) != changed || content.Length != uploaded.Length)
                    Tally.Note(new ImportNote(file.Path, Reason: "it changed while it was read: import it again", LeftOut: false));
                if (uploaded.Unchanged) Tally.AddUnchanged();
                meter.Add(1, uploaded.Length - sent.Total);
                return FileItems.Make(
                    collection, file.Path, blob, uploaded.Length, uploaded.Md5, mediaType, changed, Tiers.Of(uploaded));
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                Tally.Note(new ImportNote(file.Path, Reason: $"it cannot be read: {fault.Message.TrimEnd('.')}"));
                return null;
            }
        }
    }

    /// <summary>Passes the bytes of one upload on; a block that is sent anew counts once.</summary>
    private sealed class SentBytes(ImportMeter meter) : IProgress<long>
    {
        private readonly Lock _lock = new();

        public long Total { get; private set; }

        public void Report(long value)
        {
            lock (_lock)
            {
                if (value <= Total) return;
                meter.Add(0, value - Total);
                Total = value;
            }
        }
    }
}
