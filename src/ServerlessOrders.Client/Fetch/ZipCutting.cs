using System.Buffers;
using System.Globalization;

namespace ServerlessOrders.Client.Fetch;

/// <summary>Cuts files out of a ZIP that is on its way, each as soon as its bytes are here.</summary>
/// <remarks>
/// The steps: (1) wait for the directory, whose range comes first, and until the ranges are known; (2) for each range, side by side, cut the entries that begin in it,
/// in their order. A ZIP of another order than its directory would be cut wrong, and every file then fail its digest.
/// </remarks>
internal sealed class ZipCutting(ZipTransfer zip, IReadOnlyDictionary<string, PlannedFile> byName, FileFetch fetch) : IDisposable
{
    private readonly PartFile _part = zip.Part;

    // Beside them the threads must read what comes: what waits in the system's buffers is lost if the process is killed.
    private readonly SemaphoreSlim _cutters = new(Math.Max(1, Environment.ProcessorCount / 2));
    private long _bytes;

    /// <summary>Cuts until all has been cut that came.</summary>
    /// <returns>How many bytes of files were right.</returns>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        // (1)
        await UntilAsync(() => _part.Ranges is [.., var last] && last.Position == last.End && !_part.Ranges.Any(range => range.IsUndivided));
        var entries = ZipDirectory.Read(_part);
        if (entries is null)
        {
            // It lies in other ranges, too.
            await zip.EndAsync();
            entries = ZipDirectory.Read(_part);
        }

        // (2)
        var ranges = _part.Ranges.Select(range => (range.Start, range.End)).ToList();
        if (entries is not null)
        {
            await Task.WhenAll(ranges.Select(range => Task.Run(
                () => CutAsync([.. entries.Where(entry => entry.Offset >= range.Start && entry.Offset < range.End)], cancellationToken), cancellationToken)));
        }

        return Volatile.Read(ref _bytes);
    }

    /// <inheritdoc/>
    public void Dispose() => _cutters.Dispose();

    private async Task CutAsync(List<ZipDirectoryEntry> entries, CancellationToken cancellationToken)
    {
        foreach (var entry in entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await UntilAsync(() => _part.Covers(entry.Offset, entry.End));
            if (!_part.Covers(entry.Offset, entry.End)) return;
            await _cutters.WaitAsync(cancellationToken);
            try
            {
                Cut(entry);
            }
            finally
            {
                _cutters.Release();
            }
        }
    }

    private void Cut(ZipDirectoryEntry entry)
    {
        if (!byName.TryGetValue(entry.Name, out var file) || entry.Length != file.Size || entry.Length > SmallFiles.MaxBytes) return;
        var buffer = ArrayPool<byte>.Shared.Rent((int)entry.Length);
        try
        {
            var content = buffer.AsSpan(0, (int)entry.Length);
            // What is left is fetched by itself.
            if (!entry.TryRead(_part, content)) return;
            if (fetch.Accept(file, content, entry.Crc32.ToString("x8", CultureInfo.InvariantCulture), entry.Modified)) Interlocked.Add(ref _bytes, entry.Length);
        }
        catch (OrdersException e) when (e.Code == ExitCode.InTheWay)
        {
            // It is told when the file is fetched by itself.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Returns when it is so, or when no more bytes will come.</summary>
    private async Task UntilAsync(Func<bool> isSo)
    {
        while (true)
        {
            // Asked for before it is looked at: what comes in between is not missed.
            var grown = _part.Grown;
            if (isSo() || zip.Fetching!.IsCompleted) return;
            await Task.WhenAny(grown, zip.Fetching);
        }
    }
}
