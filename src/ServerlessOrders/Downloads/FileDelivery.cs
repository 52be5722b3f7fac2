using ServerlessOrders.Orders;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Downloads;

/// <summary>Finds a file of an order by its number alone and opens it.</summary>
internal sealed class FileDelivery(
    OrderStore orders, FileStore files, KnownSubOrders subOrders, FilesAhead ahead, IArchive archive, FileStateChanges changes, DownloadRecords downloads)
{
    /// <summary>
    /// Finds a file, whatever the size of the order, and tells of one that is gone whose order has expired. If its sub-order is known
    /// here: one storage operation if its row was read ahead, else two, which are made side by side; if it is not, four.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="fileId">The number of the file.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <param name="mayOpen">
    /// Given if the file is going to be read from its first byte: whether who asks may read an order's files, as far as a copy of the order
    /// tells that is some minutes old. If so, and if it is known already which blob it is, the blob is opened while the order is read.
    /// <see cref="FoundFile.Early"/> is to be disposed.
    /// </param>
    public async Task<FileLookup> LookUpAsync(string tenant, long fileId, CancellationToken cancellationToken, Func<Order, bool>? mayOpen = null)
    {
        if (!FileIds.TrySplit(fileId, out var orderId, out var position)) return new(null, null);
        var key = new OrderKey(tenant, orderId);
        var known = subOrders.Find(key, position);
        var reading = orders.FindOrderAsync(key, cancellationToken);
        var asking = known is null ? null : ahead.FindAsync(known, position, cancellationToken);
        var inMemory = known is not null && mayOpen?.Invoke(known.Order) == true && asking is { IsCompletedSuccessfully: true } ? await asking : null;
        var early = inMemory is { WasAhead: true, File: { External: false, Size: > 0 } row } ? new EarlyContent(archive, row, cancellationToken) : null;
        FileLookup? found = null;
        try
        {
            if (asking is not null) await Task.WhenAll(reading, asking);
            return found = await LookUpAsync();
        }
        finally
        {
            if (early is not null && found?.File is null) await early.DisposeAsync();
        }

        async Task<FileLookup> LookUpAsync()
        {
            if (await reading is not { Value: var order }) return new(null, null);
            if (order.FilesAreGone) return new(null, order.Status == OrderStatus.EXPIRED && position < order.FilesCount ? order : null);
            known ??= await subOrders.ReadAsync(order, position, cancellationToken);
            if (known is null) return new(null, null);
            return await (asking ?? ahead.FindAsync(known, position, cancellationToken)) is { } file
                ? new(new FoundFile(order, known, file.File, file.WasAhead, early), null)
                : new(null, null);
        }
    }

    /// <summary>
    /// Opens an internal file for reading at any position. It is recorded as DOWNLOADED before its last bytes are handed out.
    /// </summary>
    /// <param name="found">A file that can be served.</param>
    /// <param name="fromStart">Whether it is read from its first byte: then the stream is opened there already.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The content, or the reason why it cannot be read: the file is then DOWNLOAD_ERROR.</returns>
    public async Task<OpenedFile> OpenAsync(FoundFile found, bool fromStart, CancellationToken cancellationToken)
    {
        var early = fromStart ? found.Early : null;
        var content = early?.Content ?? new ArchiveFileStream(archive, found.File);
        content.BeforeLastByte = () => RecordAsync(found, FileChange.Downloaded);
        var status = await (early?.Opening ?? content.OpenAsync(fromStart, cancellationToken));
        if (status == ArchiveReadStatus.Opened)
        {
            if (found.File.Size == 0 && fromStart) await RecordAsync(found, FileChange.Downloaded);
            return new OpenedFile(content, null);
        }

        await content.DisposeAsync();
        if (found.WasAhead)
        {
            // It may have been prepared anew since.
            var now = await files.FindFileAsync(found.Key, found.File.Position, cancellationToken);
            if (now is not null && now != found.File) return new OpenedFile(null, null, found with { File = now, WasAhead = false, Early = null });
        }

        var reason = Reason(status);
        await RecordAsync(found, new FileChange(FileState.DOWNLOAD_ERROR, reason));
        return new OpenedFile(null, reason);
    }

    /// <summary>Why a file that was prepared cannot be read any more.</summary>
    public static string Reason(ArchiveReadStatus status) => status switch
    {
        ArchiveReadStatus.Missing => "The file does not exist in the archive any more",
        ArchiveReadStatus.Changed => "The file has changed in the archive since it was prepared",
        ArchiveReadStatus.NotOnline => "The file went back to the Archive tier: retry the order to have it restored",
        _ => "The file cannot be read",
    };

    /// <summary>Records what became of a file. The record is made even where the client leaves meanwhile.</summary>
    internal Task RecordAsync(FoundFile found, FileChange change) => change == FileChange.Downloaded
        ? downloads.DownloadedAsync(found)
        : changes.ApplyAsync(
            found.Key,
            new Dictionary<int, FileChange> { [found.File.Position] = change },
            CancellationToken.None);
}

/// <summary>A file with its order.</summary>
/// <param name="Order">The order.</param>
/// <param name="Known">Its sub-order, known before the file was read.</param>
/// <param name="File">The file.</param>
/// <param name="WasAhead">Whether it was read a while before it was asked for (<see cref="FilesAhead"/>).</param>
/// <param name="Early">Its content, if it is being opened already.</param>
internal sealed record FoundFile(Order Order, KnownSubOrder Known, OrderFile File, bool WasAhead, EarlyContent? Early = null)
{
    /// <summary>The name of its sub-order.</summary>
    internal SubOrderKey Key => Known.Key;
}

/// <summary>What the number of a file leads to: both null if there is no such file, or its order is deleted.</summary>
/// <param name="File">The file.</param>
/// <param name="Expired">The order that had it and has expired.</param>
internal sealed record FileLookup(FoundFile? File, Order? Expired);

/// <summary>How opening a file ended.</summary>
/// <param name="Content">Its bytes, seekable, where opened.</param>
/// <param name="Error">Why it cannot be read, where not.</param>
/// <param name="Changed">The file as it is now, where it is no longer what was found: it is to be served anew.</param>
internal sealed record OpenedFile(Stream? Content, string? Error, FoundFile? Changed = null);
