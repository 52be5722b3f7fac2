using ServerlessOrders.Orders;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Downloads;

/// <summary>Finds a file of an order by its number alone and opens it.</summary>
public sealed class FileDelivery(
    OrderStore orders, FileStore files, KnownSubOrders subOrders, IArchive archive, FileStateChanges changes, DownloadRecords downloads)
{
    /// <summary>
    /// Finds a file, whatever the size of the order, and tells of one that is gone whose order has expired: two storage operations if
    /// its sub-order is known here, else four; of an order that is gone one.
    /// </summary>
    public async Task<FileLookup> LookUpAsync(string tenant, long fileId, CancellationToken cancellationToken)
    {
        if (!FileIds.TrySplit(fileId, out var orderId, out var position)) return new(null, null);
        var key = new OrderKey(tenant, orderId);
        if (await orders.FindOrderAsync(key, cancellationToken) is not { Value: var order }) return new(null, null);
        if (order.FilesAreGone) return new(null, order.Status == OrderStatus.EXPIRED && position < order.FilesCount ? order : null);
        if (await subOrders.FindAsync(order, position, cancellationToken) is not { } known) return new(null, null);
        return await files.FindFileAsync(known.SubOrder.KeyIn(key), position, cancellationToken) is { } file
            ? new(new FoundFile(order, known.SubOrder, known.Summary, file), null)
            : new(null, null);
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
        var content = new ArchiveFileStream(archive, found.File, () => RecordAsync(found, FileChange.Downloaded));
        var status = await content.OpenAsync(fromStart, cancellationToken);
        if (status == ArchiveReadStatus.Opened)
        {
            if (found.File.Size == 0 && fromStart) await RecordAsync(found, FileChange.Downloaded);
            return new OpenedFile(content, null);
        }

        await content.DisposeAsync();
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
/// <param name="SubOrder">Its sub-order; the figures may be old.</param>
/// <param name="Summary">The sub-order's summary as it was before the file was read.</param>
/// <param name="File">The file.</param>
public sealed record FoundFile(Order Order, SubOrder SubOrder, Stored<SubOrderSummary> Summary, OrderFile File)
{
    /// <summary>The name of its sub-order.</summary>
    internal SubOrderKey Key => SubOrder.KeyIn(Order.Key);
}

/// <summary>What the number of a file leads to: both null where there is no such file, or its order is deleted.</summary>
/// <param name="File">The file.</param>
/// <param name="Expired">The order that had it and has expired.</param>
public sealed record FileLookup(FoundFile? File, Order? Expired);

/// <summary>How opening a file ended.</summary>
/// <param name="Content">Its bytes, seekable, where opened.</param>
/// <param name="Error">Why it cannot be read, where not.</param>
public sealed record OpenedFile(Stream? Content, string? Error);
