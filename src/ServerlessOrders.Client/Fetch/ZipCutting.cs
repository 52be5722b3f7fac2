using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace ServerlessOrders.Client.Fetch;

/// <summary>Cuts files out of a ZIP that is on its way, each as soon as its bytes are here.</summary>
/// <remarks>
/// The steps: (1) wait for the directory, whose range comes first, (2) tell from its names and lengths between which bytes each entry
/// lies, a little too wide, since the extra fields of local headers are not in it, (3) for each range, side by side, cut the entries that
/// begin in it, in their order. A ZIP of another order than its directory would be cut wrong, and every file then fail its digest.
/// </remarks>
internal sealed class ZipCutting(ZipTransfer zip, IReadOnlyDictionary<string, PlannedFile> byName, FileFetch fetch) : IDisposable
{
    // The fixed parts of a local header, an entry of the directory, and the end (APPNOTE 4.3.7, 4.3.12, 4.3.16).
    private const int LocalHeader = 30;
    private const int DirectoryEntry = 46;
    private const int End = 22;

    private readonly PartFile _part = zip.Part;

    // Beside them the threads must read what comes: what waits in the system's buffers is lost if the process is killed.
    private readonly SemaphoreSlim _cutters = new(Math.Max(1, Environment.ProcessorCount / 2));
    private long _bytes;

    /// <summary>Cuts until all has been cut that came.</summary>
    /// <returns>How many bytes of files were right.</returns>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            // (1)
            await UntilAsync(() => _part.Ranges is [.., var last] && last.Position == last.End);
            if (!zip.Fetching!.IsCompleted && ReadDirectory() is { } places) await CutAllAsync(places, cancellationToken);
            else if (await IsCompleteAsync() && ReadDirectory() is { } all) await CutAllAsync(all, cancellationToken);
        }
        catch (InvalidDataException)
        {
            // What is left is fetched by itself.
        }

        return Volatile.Read(ref _bytes);
    }

    // It is being written meanwhile.
    private ZipArchive Open() => new(new FileStream(_part.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite), ZipArchiveMode.Read);

    /// <inheritdoc/>
    public void Dispose() => _cutters.Dispose();

    private async Task<bool> IsCompleteAsync()
    {
        await zip.EndAsync();
        return _part.IsComplete;
    }

    /// <summary>Where the entries lie; null if the directory is not whole yet.</summary>
    private List<Place>? ReadDirectory()
    {
        try
        {
            // (2)
            using var archive = Open();
            var places = new List<Place>(archive.Entries.Count);
            var (from, names) = (0L, 0L);
            foreach (var entry in archive.Entries)
            {
                var name = Encoding.UTF8.GetByteCount(entry.FullName);
                var length = LocalHeader + name + entry.CompressedLength;
                places.Add(new Place(places.Count, from, from + length));
                (from, names) = (from + length, names + DirectoryEntry + name);
            }

            // What the extra fields take of all that lies before the directory is how far an entry may be moved back.
            var slack = Math.Max(0, _part.Size - End - names - from);
            return [.. places.Select(place => place with { To = place.To + slack })];
        }
        catch (InvalidDataException) when (!zip.Fetching!.IsCompleted)
        {
            return null;
        }
    }

    private async Task CutAllAsync(List<Place> places, CancellationToken cancellationToken)
    {
        // (3)
        var ranges = _part.Ranges.Select(range => (range.Start, range.End)).ToList();
        await Task.WhenAll(ranges.Select(range => Task.Run(
            () => CutAsync([.. places.Where(place => place.From >= range.Start && place.From < range.End)], cancellationToken), cancellationToken)));
    }

    private async Task CutAsync(List<Place> places, CancellationToken cancellationToken)
    {
        if (places.Count == 0) return;
        // A ZIP reader is for one thread.
        using var archive = Open();
        foreach (var place in places)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await UntilAsync(() => _part.Covers(place.From, Math.Min(place.To, _part.Size)));
            if (!_part.Covers(place.From, Math.Min(place.To, _part.Size))) return;
            await _cutters.WaitAsync(cancellationToken);
            try
            {
                Cut(archive.Entries[place.Index]);
            }
            finally
            {
                _cutters.Release();
            }
        }
    }

    private void Cut(ZipArchiveEntry entry)
    {
        if (!byName.TryGetValue(entry.FullName, out var file) || entry.Length != file.Size || entry.Length > SmallFiles.MaxBytes) return;
        var buffer = ArrayPool<byte>.Shared.Rent((int)entry.Length);
        try
        {
            var content = buffer.AsSpan(0, (int)entry.Length);
            using (var stream = entry.Open()) stream.ReadExactly(content);
            if (fetch.Accept(file, content, entry.Crc32.ToString("x8", CultureInfo.InvariantCulture))) Interlocked.Add(ref _bytes, entry.Length);
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

    /// <summary>Between which bytes an entry lies.</summary>
    private readonly record struct Place(int Index, long From, long To);
}
