using System.Globalization;
using System.IO.Compression;
using ServerlessOrders.Client.Api;

namespace ServerlessOrders.Client.Fetch;

/// <summary>
/// Fetches many small files at once: as a ZIP, in ranges over several connections, out of which they are then cut and verified one by
/// one. A request costs more than a small file; this takes a handful of requests for thousands of them.
/// </summary>
/// <remarks>
/// What does not come in this way (no ZIP, another content than expected, a digest that is wrong) is left to be fetched by itself, so
/// nothing depends on it. A ZIP that was begun is gone on with in the next run, at the byte.
/// </remarks>
internal sealed class SmallFiles(OrdersClient client, WorkFolder work, ByteSource source, FileFetch fetch, IFetchWatcher watcher, int connections)
{
    /// <summary>A larger file is worth a request of its own.</summary>
    public const long MaxBytes = 4L << 20;

    /// <summary>Fewer files are not worth a ZIP.</summary>
    public const int LeastFiles = 16;

    // It takes its room on the disk a second time while files are cut out of it.
    private const long MaxZip = 2L << 30;

    // One file that cannot be read stops all behind it; by itself it stops only itself.
    private const int FruitlessAttempts = 5;

    // Headers of an entry; and a share of other files, which an earlier ZIP may hold, that is not worth talking about.
    private const long EntryOverhead = 1024;
    private const double Surplus = 1.2;

    private Task<ZipVersion?>? _foreseen;

    /// <summary>Bytes of ZIPs that an earlier run has left.</summary>
    public long PresentBytes()
    {
        var bytes = 0L;
        foreach (var begun in ZipVersion.Begun(work))
        {
            using var part = PartFile.Open(ZipVersion.PathOf(work, begun));
            bytes += part.Present;
        }

        return bytes;
    }

    /// <summary>Has the service make the ZIP already, while the files of the order are listed, if it will be wanted.</summary>
    public void Foresee(Order order, CancellationToken cancellationToken)
    {
        if (order.HasEnded && order.AvailableFilesCount >= LeastFiles && order.FilesSize <= order.FilesCount * MaxBytes)
            _foreseen = ZipVersion.FindAsync(client, order.Id, cancellationToken);
    }

    /// <summary>Brings as many files as it can; those that came are finished in the journal.</summary>
    public async Task FetchAsync(long order, IReadOnlyCollection<PlannedFile> files, CancellationToken cancellationToken)
    {
        foreach (var begun in ZipVersion.Begun(work))
            await TryAsync(order, new ZipVersion(begun, null, IsSent: false), files, cancellationToken);
        var left = files.Where(file => work.Find(file.Id) is null).ToList();
        if (left.Count < LeastFiles) return;
        try
        {
            var asked = _foreseen ?? ZipVersion.FindAsync(client, order, cancellationToken);
            _foreseen = null;
            if (await asked is not { } found) return;
            var zip = await found.WithLengthAsync(client, order, cancellationToken);
            var worth = (left.Sum(file => file.Size ?? 0) * Surplus) + (left.Count * EntryOverhead);
            if (zip.Length <= Math.Min(worth, MaxZip)) await TryAsync(order, zip, left, cancellationToken);
        }
        catch (OrdersException e) when (IsOfTheZip(e))
        {
            // Each file by itself will tell what is wrong with it.
        }
    }

    // What is wrong with the ZIP alone; not the line, the disk, or the token.
    private static bool IsOfTheZip(OrdersException fault) =>
        fault.Code is ExitCode.Gone or ExitCode.NotFound or ExitCode.Changed or ExitCode.Failed or ExitCode.WrongUsage;

    private async Task TryAsync(long order, ZipVersion zip, IReadOnlyCollection<PlannedFile> files, CancellationToken cancellationToken)
    {
        using var part = PartFile.Open(ZipVersion.PathOf(work, zip.Number));
        try
        {
            zip.Begin(part, client.Connection.Address, connections);
            var wanted = new Wanted(connections, zip.Length, Wanted.LeastRangeOfZip, FruitlessAttempts);
            await source.FetchAsync(ZipVersion.AddressOf(order, zip.Number), part, wanted, () => null, cancellationToken);
            // What is not right comes again.
            watcher.Advanced(await CutAsync(part.Path, files, cancellationToken) - part.Size);
        }
        catch (Exception e) when (e is InvalidDataException or NotReadyException || (e is OrdersException refused && IsOfTheZip(refused)))
        {
            watcher.Advanced(-part.Present);
        }

        part.Delete();
    }

    /// <summary>Cuts the files out of a ZIP; returns how many bytes of them were right.</summary>
    private async Task<long> CutAsync(string path, IReadOnlyCollection<PlannedFile> files, CancellationToken cancellationToken)
    {
        // The ZIP has the names of the order, made unique and safe in the same way as here. If one is ever named in another way it is
        // not found; and a wrong one has another digest.
        var byName = files.Where(file => work.Find(file.Id) is null).ToDictionary(file => file.Name, StringComparer.Ordinal);
        var bytes = 0L;
        var count = CountOf(path);
        var workers = Math.Clamp(Environment.ProcessorCount, 1, 4);
        // A ZIP reader is for one thread.
        await Parallel.ForEachAsync(Enumerable.Range(0, workers), cancellationToken, (worker, stop) =>
        {
            var buffer = new byte[MaxBytes];
            using var zip = ZipFile.OpenRead(path);
            for (var index = worker; index < count; index += workers)
            {
                stop.ThrowIfCancellationRequested();
                Interlocked.Add(ref bytes, Cut(zip.Entries[index], byName, buffer));
            }

            return ValueTask.CompletedTask;
        });
        return bytes;
    }

    private static int CountOf(string path)
    {
        using var zip = ZipFile.OpenRead(path);
        return zip.Entries.Count;
    }

    private long Cut(ZipArchiveEntry entry, Dictionary<string, PlannedFile> byName, byte[] buffer)
    {
        if (!byName.TryGetValue(entry.FullName, out var file) || entry.Length != file.Size || entry.Length > MaxBytes) return 0;
        var content = buffer.AsSpan(0, (int)entry.Length);
        using (var stream = entry.Open()) stream.ReadExactly(content);
        try
        {
            return fetch.Accept(file, content, entry.Crc32.ToString("x8", CultureInfo.InvariantCulture)) ? entry.Length : 0;
        }
        catch (OrdersException e) when (e.Code == ExitCode.InTheWay)
        {
            // It is told when the file is fetched by itself.
            return 0;
        }
    }
}
