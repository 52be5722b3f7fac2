using ServerlessOrders.Baskets;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Search;
using ServerlessOrders.Orders;
using ServerlessOrders.Outbound;

namespace ServerlessOrders.Workflow;

/// <summary>Turns the items of one catalog page into files of an order.</summary>
/// <param name="cursor">Where the expansion is.</param>
/// <param name="task">The dataset task as committed.</param>
/// <param name="filters">Which files the order takes.</param>
/// <param name="hosts">From which hosts external files may come.</param>
internal sealed class PageExpansion(ExpansionCursor cursor, DatasetTask task, FileFilters filters, ExternalFilePolicy hosts)
{
    /// <summary>Writes the page's files, as far as one commit can take their sub-orders. The commit must follow at once.</summary>
    /// <returns>The cursor and the dataset task to commit; null if another run has taken over.</returns>
    public async Task<Result?> WriteAsync(CatalogPage page, SubOrderWriter writer, CancellationToken cancellationToken)
    {
        var externalSeen = cursor.ExternalSeen;
        var filtered = cursor.Filtered;
        var counted = task;
        var after = cursor.After;
        foreach (var item in page.Items)
        {
            // An item that came or went in the meantime must not be taken for the one that is taken in part.
            var skip = item.Key == cursor.SkipKey ? cursor.Skip : 0;
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
                if (writer.IsFull) return await FlushAsync(after, item.Key, taken - 1, done: false);
                var file = NewFile.Of(item, asset, writer.Next, hosts);
                if (!await writer.AddAsync(file, cancellationToken)) return null;
                counted = counted with { FilesCount = counted.FilesCount + 1, FilesSize = Sum(counted.FilesSize, file.CountedBytes) };
            }

            // A product counts once: in the first pass, and there not again when its rest was left for the next page.
            if (accepted && item.IsProduct && !cursor.External) counted = counted with { ObjectsCount = counted.ObjectsCount + 1 };
            after = item.Key;
        }

        return await FlushAsync(page.Next, null, 0, done: page.Next is null);

        async Task<Result?> FlushAsync(string? nextAfter, string? skipKey, int nextSkip, bool done)
        {
            if (!await writer.FlushAsync(cancellationToken, last: true)) return null;
            var next = cursor with
            {
                After = nextAfter, SkipKey = skipKey, Skip = nextSkip, ExternalSeen = externalSeen, Filtered = filtered, Open = writer.Open,
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

    private static long Sum(long a, long b) => a + Math.Min(b, long.MaxValue - a);

    /// <summary>What a page came to.</summary>
    /// <param name="Cursor">Where the expansion is now.</param>
    /// <param name="Task">The dataset task with the page counted.</param>
    internal sealed record Result(ExpansionCursor Cursor, DatasetTask Task);
}
