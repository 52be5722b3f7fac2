using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Memory;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Downloads;

/// <summary>
/// Reads the rows of files that are fetched one after another a page at a time, so that most files cost no read of their row. A row
/// that was read ahead is used once, and only while it is certain that it is out of date in no way that matters.
/// </summary>
/// <remarks>
/// Only AVAILABLE files are kept. Whatever became of one since then shows: its blob is opened in the version that was verified, or not
/// at all, and the write that makes it DOWNLOADED fails if anybody else has written to its sub-order (<see cref="KnownSubOrder"/>).
/// </remarks>
internal sealed class FilesAhead(FileStore files) : IDisposable
{
    /// <summary>How many rows are read at once first; twice as many with each page that was of use, up to <see cref="MostRows"/>.</summary>
    private const int FirstRows = 32;

    private const int MostRows = 256;

    /// <summary>The most pages in memory, of 400 kB at most each: clients beyond these have every row read by itself.</summary>
    private const int MaxPages = 64;

    /// <summary>How far ahead of the last one a file may be to count as the next one.</summary>
    private const int MaxStep = 16;

    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);

    private readonly MemoryCache _pages = new(new MemoryCacheOptions { ExpirationScanFrequency = TimeSpan.FromSeconds(10) });

    /// <summary>Finds a file: from memory if it was read ahead, else by one operation; null if there is none.</summary>
    internal async Task<AskedFile?> FindAsync(KnownSubOrder known, int position, CancellationToken cancellationToken)
    {
        var follows = known.Follows(position, MaxStep);
        var page = _pages.Get<Page>(known);
        if (page?.Holds(position) != true && follows && !known.IsOver && _pages.Count < MaxPages) page = Begin(known, position, page);
        if (page?.Holds(position) == true && await TakeAsync(known, page, position, cancellationToken) is { } file) return new(file, WasAhead: true);
        return await files.FindFileAsync(known.Key, position, cancellationToken) is { } read ? new(read, WasAhead: false) : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _pages.Dispose();

    private Page Begin(KnownSubOrder known, int position, Page? before)
    {
        var rows = before is null ? FirstRows : Math.Min(2 * (before.To - before.From), MostRows);
        var end = Math.Min(position + rows, known.SubOrder.End);
        return _pages.Set(known, new Page(position, end, ReadAsync(known.Key, position, end)), new MemoryCacheEntryOptions { SlidingExpiration = Kept });
    }

    private async Task<OrderFile?> TakeAsync(KnownSubOrder known, Page page, int position, CancellationToken cancellationToken)
    {
        try
        {
            var rows = await page.Rows.WaitAsync(cancellationToken);
            return rows.TryRemove(position, out var file) && !known.IsOver && !known.HasWritten(position) ? file : null;
        }
        catch when (page.Rows.IsFaulted)
        {
            _pages.Remove(known);
            throw;
        }
    }

    /// <summary>For all who ask for one of them, so it ends with none of them.</summary>
    private async Task<ConcurrentDictionary<int, OrderFile>> ReadAsync(SubOrderKey key, int from, int to)
    {
        var rows = new ConcurrentDictionary<int, OrderFile>();
        await foreach (var file in files.ReadAsync(key, from, to, FileState.AVAILABLE, to - from, CancellationToken.None)) rows[file.Position] = file;
        return rows;
    }

    /// <summary>Rows that are read, or being read.</summary>
    private sealed record Page(int From, int To, Task<ConcurrentDictionary<int, OrderFile>> Rows)
    {
        public bool Holds(int position) => position >= From && position < To;
    }
}

/// <summary>A file that was asked for.</summary>
/// <param name="File">Its row.</param>
/// <param name="WasAhead">Whether the row was read before it was asked for.</param>
internal sealed record AskedFile(OrderFile File, bool WasAhead);
