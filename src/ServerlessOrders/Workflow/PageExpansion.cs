using ServerlessOrders.Baskets;
using ServerlessOrders.Catalog;
using ServerlessOrders.Orders;
using ServerlessOrders.Outbound;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Workflow;

/// <summary>Turns the items of one catalog page into files of an order.</summary>
/// <param name="cursor">Where the expansion is.</param>
/// <param name="task">The dataset task as committed.</param>
/// <param name="filters">Which files the order takes.</param>
/// <param name="hosts">From which hosts external files may come.</param>
internal sealed class PageExpansion(ExpansionCursor cursor, DatasetTask task, FileFilters filters, ExternalFilePolicy hosts)
{
    /// <summary>
    /// The longest id, name or media type, and half the longest address, that a file can have in characters: 99 files must fit
    /// a transaction (4 MiB), whatever characters they are made of, and one file a property (64 KiB).
    /// </summary>
    private const int MaxText = 1024;

    /// <summary>Writes the page's files, as far as one commit can take their sub-orders.</summary>
    /// <returns>The cursor and the dataset task to commit; null where another run has taken over.</returns>
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
                var file = ToFile(item, asset, writer.Next);
                if (!await writer.AddAsync(file, cancellationToken)) return null;
                counted = counted with { FilesCount = counted.FilesCount + 1, FilesSize = Sum(counted.FilesSize, file.CountedBytes) };
            }

            // A product counts once: in the first pass, and there not again when its rest was left for the next page.
            if (accepted && !cursor.External) counted = counted with { ObjectsCount = counted.ObjectsCount + 1 };
            after = item.Key;
        }

        return await FlushAsync(page.Next, null, 0, done: page.Next is null);

        async Task<Result?> FlushAsync(string? nextAfter, string? skipKey, int nextSkip, bool done)
        {
            if (!await writer.FlushAsync(cancellationToken)) return null;
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

    private OrderFile ToFile(CatalogItem item, CatalogAsset asset, int position)
    {
        var refusal = TooLong(item, asset) ?? (asset.External ? hosts.Refusal(asset.Href) : null);
        return new OrderFile
        {
            Position = position,
            State = FileTransitions.First(asset.External, refused: refusal is not null),
            Error = refusal,
            Collection = Cut(item.Collection, MaxText),
            Item = Cut(item.Id, MaxText),
            Asset = Cut(asset.Key, MaxText),
            Href = Cut(asset.Href, 2 * MaxText),
            External = asset.External,
            FileName = Cut(asset.FileName, MaxText),
            DataType = asset.DataType,
            MimeType = Cut(asset.MimeType, MaxText),
            Size = asset.Size,
            Checksum = asset.Checksum,
            DigestAlgorithm = asset.DigestAlgorithm,
        };
    }

    private static string? TooLong(CatalogItem item, CatalogAsset asset) =>
        asset.Href.Length > 2 * MaxText ? $"Its address has {asset.Href.Length} characters; at most {2 * MaxText} are possible"
        : Math.Max(item.Collection.Length, Math.Max(item.Id.Length, asset.Key.Length)) is > MaxText and var length
            ? $"An id of it has {length} characters; at most {MaxText} are possible"
        : null;

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];

    private static long Sum(long a, long b) => a + Math.Min(b, long.MaxValue - a);

    /// <summary>What a page came to.</summary>
    /// <param name="Cursor">Where the expansion is now.</param>
    /// <param name="Task">The dataset task with the page counted.</param>
    internal sealed record Result(ExpansionCursor Cursor, DatasetTask Task);
}
