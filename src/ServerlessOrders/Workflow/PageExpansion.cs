using ServerlessOrders.Baskets;
using ServerlessOrders.Catalog;
using ServerlessOrders.Files;
using ServerlessOrders.Orders;

namespace ServerlessOrders.Workflow;

/// <summary>Turns the items of one catalog page into files of an order.</summary>
/// <param name="cursor">Where the expansion is.</param>
/// <param name="task">The dataset task as committed.</param>
/// <param name="filters">Which files the order takes.</param>
/// <param name="hosts">From which hosts external files may come.</param>
internal sealed class PageExpansion(ExpansionCursor cursor, DatasetTask task, FileFilters filters, ExternalFilePolicy hosts)
{
    /// <summary>Writes the page's files, as far as one commit can take their sub-orders.</summary>
    /// <returns>The cursor and the dataset task to commit; null where another run has taken over.</returns>
    public async Task<Result?> WriteAsync(CatalogPage page, SubOrderWriter writer, CancellationToken cancellationToken)
    {
        var externalSeen = cursor.ExternalSeen;
        var filtered = cursor.Filtered;
        var counted = task;
        var after = cursor.After;
        var skip = cursor.Skip;
        foreach (var item in page.Items)
        {
            var taken = 0;
            var accepted = false;
            foreach (var asset in item.Assets)
            {
                if (!filters.Accepts(asset))
                {
                    filtered |= asset.DataType.IsOrderable();
                    continue;
                }

                accepted = true;
                externalSeen |= asset.External;
                if (asset.External != cursor.External || taken++ < skip) continue;
                if (writer.IsFull) return await FlushAsync(after, taken - 1, done: false);
                var file = ToFile(item, asset, writer.Next);
                if (!await writer.AddAsync(file, cancellationToken)) return null;
                counted = counted with { FilesCount = counted.FilesCount + 1, FilesSize = Sum(counted.FilesSize, file.CountedBytes) };
            }

            // A product counts once: in the first pass, and there not again when its rest was left for the next page.
            if (accepted && !cursor.External) counted = counted with { ObjectsCount = counted.ObjectsCount + 1 };
            after = item.Key;
            skip = 0;
        }

        return await FlushAsync(page.Next, 0, done: page.Next is null);

        async Task<Result?> FlushAsync(string? nextAfter, int nextSkip, bool done)
        {
            if (!await writer.FlushAsync(cancellationToken)) return null;
            var next = cursor with
            {
                After = nextAfter, Skip = nextSkip, ExternalSeen = externalSeen, Filtered = filtered, Open = writer.Open,
            };
            if (done)
            {
                // The next pass or dataset selection begins sub-orders of its own.
                next = next with { After = null, Open = null };
                next = !cursor.External && externalSeen
                    ? next with { External = true }
                    : next with { External = false, ExternalSeen = false, Dataset = cursor.Dataset + 1 };
            }

            return new Result(next, counted);
        }
    }

    private OrderFile ToFile(CatalogItem item, CatalogAsset asset, int position)
    {
        var refusal = asset.External ? hosts.Refusal(asset.Href) : null;
        return new OrderFile
        {
            Position = position,
            State = !asset.External ? FileState.PENDING : refusal is null ? FileState.AVAILABLE : FileState.ERROR,
            Error = refusal,
            Collection = item.Collection,
            Item = item.Id,
            Asset = asset.Key,
            Href = asset.Href,
            External = asset.External,
            FileName = asset.FileName,
            DataType = asset.DataType,
            MimeType = asset.MimeType,
            Size = asset.Size,
            Checksum = asset.Checksum,
            DigestAlgorithm = asset.DigestAlgorithm,
        };
    }

    private static long Sum(long a, long b) => a + Math.Min(b, long.MaxValue - a);

    /// <summary>What a page came to.</summary>
    /// <param name="Cursor">Where the expansion is now.</param>
    /// <param name="Task">The dataset task with the page counted.</param>
    internal sealed record Result(ExpansionCursor Cursor, DatasetTask Task);
}
