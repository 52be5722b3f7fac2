using Azure;
using Azure.Data.Tables;
using ServerlessOrders.Catalog.Search;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Catalog.Index;

/// <summary>Some of what a search finds in a collection, with their STAC documents.</summary>
/// <param name="Items">The items, in an order that depends on the way they were found, and stays the same from page to page.</param>
/// <param name="Next">Leads to the next ones; null at the end.</param>
/// <param name="Operations">Storage operations that it took.</param>
internal sealed record FoundItems(IReadOnlyList<CatalogItem> Items, string? Next, int Operations);

/// <summary>
/// Searches a collection page by page, by the shortest way: ids lead to their rows, a time or place to a part of the index, of both
/// the one that holds less; all other searches look at the items one after another, a bounded number a page.
/// </summary>
/// <param name="storage">The storage account.</param>
internal sealed class ItemSearchStore(StorageClients storage)
{
    // The ways, as they begin the text that leads to the next page.
    private const char ById = 'i';
    private const char ByTime = 't';
    private const char ByPlace = 'p';
    private const char ByItem = 'k';

    private const int PageRows = 1000;
    private const int SelectionOperations = 20;
    private const int ParallelReads = 16;

    private readonly StacBlobStore _blobs = new(storage);

    /// <summary>Reads a page.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="collection">The collection's plain id.</param>
    /// <param name="query">What is searched.</param>
    /// <param name="next">The <see cref="FoundItems.Next"/> of the page before, or null.</param>
    /// <param name="limit">The most items.</param>
    /// <param name="operations">About the most storage operations: the page may come out short, or empty, and yet have a next one.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="FormatException"><paramref name="next"/> is none.</exception>
    public async Task<FoundItems> ReadAsync(
        string tenant, string collection, ItemQuery query, string? next, int limit, int operations, CancellationToken cancellationToken)
    {
        var partition = CatalogRows.ItemsPartition(tenant, collection);
        var page = new SearchPage(collection, partition, query, limit, operations);
        if (next is { Length: > 0 }) (page.Way, page.After) = (next[0], next.Length > 1 ? next[1..] : null);
        if (query.Products is { } products && page.Way is null or ById)
        {
            page.Way = ById;
            await ReadNamedAsync(page, products, cancellationToken);
            return page.ToResult();
        }

        var summary = page.Way is null && query.Time is null && query.Area is null || page.Way == ByItem
            ? null
            : (await IndexSummaryStore.FindAsync(storage.Catalog, partition, cancellationToken))?.Summary;
        if (summary is not null) page.Operations++;
        page.Way ??= summary is null ? ByItem : Choose(summary, query);
        // The index was removed meanwhile: there is no place in it to go on from.
        if (page.Way != ByItem && !await TryReadIndexAsync(page, summary, cancellationToken)) throw new FormatException();
        if (page.Way == ByItem) await ReadItemsAsync(page, cancellationToken);
        return page.ToResult();
    }

    /// <summary>
    /// Reads a page for a selection, whose items must be found all and each once, whatever happens to the index meanwhile: one of
    /// them leads on from any item (<see cref="CatalogItem.Key"/> is its key in the index). Items come without their documents
    /// unless the query asks for them.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="collection">The collection's plain id.</param>
    /// <param name="query">What is selected.</param>
    /// <param name="after">The key behind which to go on; null to begin.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The page; null to look at every item, as there is no index or it narrows nothing.</returns>
    /// <exception cref="RequestFailedException">The index in whose order the selection began is being made anew (503).</exception>
    public async Task<CatalogPage?> FindPageAsync(
        string tenant, string collection, ItemQuery query, string? after, CancellationToken cancellationToken)
    {
        var partition = CatalogRows.ItemsPartition(tenant, collection);
        if (after is { Length: > 0 } ? after[0] != IndexKeys.Summary[0] : query.Time is null && query.Area is null) return null;
        var before = (await IndexSummaryStore.FindAsync(storage.Catalog, partition, cancellationToken))?.Summary;
        if (before is null && after is null) return null;
        var page = new SearchPage(collection, partition, query, ICatalog.PageScan, SelectionOperations) { IsSelection = true };
        page.Way = after is null ? Choose(before!, query) : after[1];
        page.After = after;
        if (page.Way == ByItem) return null;
        if (await TryReadIndexAsync(page, before, cancellationToken))
        {
            // What was made anew while the page was read may have been read half.
            var now = await IndexSummaryStore.FindAsync(storage.Catalog, partition, cancellationToken);
            if (now?.Summary.Made == before!.Made) return new CatalogPage(page.Items, page.IsAtEnd ? null : page.After);
        }

        if (after is null) return null;
        throw new RequestFailedException(503, $"The index of the collection {collection} is being made anew.");
    }

    private static char Choose(IndexSummary summary, ItemQuery query)
    {
        // What has no time is not found by time, nor what has no place by place.
        var (area, time) = (query.Area, query.Time);
        if (query.Scope.UnknownMatches)
        {
            if (summary.HasUntimed) time = null;
            if (summary.HasUnplaced) area = null;
        }

        if (area is null) return time is null ? ByItem : ByTime;
        if (time is not { } asked) return ByPlace;
        return IndexRange.Share(summary, asked.Start, asked.End) <= IndexRange.Share(summary, area) ? ByTime : ByPlace;
    }

    private async Task<bool> TryReadIndexAsync(SearchPage page, IndexSummary? summary, CancellationToken cancellationToken)
    {
        var ranges = page.Way switch
        {
            ByTime when summary is not null && page.Query.Time is { } time => IndexRange.OfTime(summary, time.Start, time.End),
            ByPlace when summary is not null && page.Query.Area is { } area => IndexRange.OfPlace(summary, area),
            _ => null,
        };
        if (ranges is null) return false;
        await ReadIndexAsync(page, ranges, takesUntimed: page.Query.Scope.UnknownMatches && summary!.HasUntimed, cancellationToken);
        return true;
    }

    private async Task ReadIndexAsync(SearchPage page, IEnumerable<IndexRange> ranges, bool takesUntimed, CancellationToken cancellationToken)
    {
        var time = page.Query.Time is { } asked && !takesUntimed ? (asked.Start, asked.End) : ((DateTimeOffset, DateTimeOffset)?)null;
        foreach (var range in ranges)
        {
            if (page.After is { } after && string.CompareOrdinal(after, range.End) >= 0) continue;
            if (page.IsSpent) return;
            await ReadAsync(page, IndexRows.Filter(page.Partition, range, page.After, time), cancellationToken);
            if (page.IsStopped) return;
            page.After = range.End;
        }

        page.IsAtEnd = true;
    }

    private async Task ReadItemsAsync(SearchPage page, CancellationToken cancellationToken)
    {
        await ReadAsync(
            page,
            TableClient.CreateQueryFilter($"PartitionKey eq {page.Partition} and RowKey gt {page.After ?? IndexKeys.AfterIndex}"),
            cancellationToken);
        page.IsAtEnd = !page.IsStopped;
    }

    private async Task ReadAsync(SearchPage page, string filter, CancellationToken cancellationToken)
    {
        // One more than is wanted tells whether there is a next page. If conditions are not the table's, few rows may meet them.
        var rows = page is { Way: ByItem, Query.Conditions: > 0 } ? PageRows : Math.Min(PageRows, page.Room + 1);
        var columns = page.IsSelection && !page.Query.NeedsDocument ? IndexRows.SelectionColumns : null;
        await foreach (var answer in storage.Catalog.QueryAsync<TableEntity>(filter, rows, columns, cancellationToken).AsPages())
        {
            page.Operations++;
            foreach (var row in answer.Values)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (await ItemAsync(page, row, cancellationToken) is { } item && page.Query.Matches(item) && !page.TryAdd(item)) return;
                page.After = row.RowKey;
            }

            if (answer.ContinuationToken is null || page.IsSpent)
            {
                page.IsStopped = answer.ContinuationToken is not null;
                return;
            }
        }
    }

    // A large item has no copy in the index.
    private async Task<CatalogItem?> ItemAsync(SearchPage page, TableEntity row, CancellationToken cancellationToken)
    {
        var place = row.RowKey;
        var key = place[0] == IndexKeys.Summary[0] ? IndexRows.ItemKey(row) : place;
        if (!CatalogRows.HasContent(row))
        {
            page.Operations++;
            var own = await storage.Catalog.GetEntityIfExistsAsync<TableEntity>(page.Partition, key, cancellationToken: cancellationToken);
            if (!own.HasValue) return null;
            row = own.Value!;
        }

        var item = CatalogRows.ReadItem(page.Collection, page.IsSelection ? place : key, row);
        return page.IsSelection && !page.Query.NeedsDocument ? item : await CompleteAsync(page, item, cancellationToken);
    }

    private async Task<CatalogItem> CompleteAsync(SearchPage page, CatalogItem item, CancellationToken cancellationToken)
    {
        if (item.StacBlob is null) return item;
        page.Operations += 2;
        return await _blobs.CompleteAsync(item, cancellationToken);
    }

    private async Task ReadNamedAsync(SearchPage page, NamedProducts products, CancellationToken cancellationToken)
    {
        var keys = products.Ids.Select(TableKeys.Encode).Where(key => page.After is null || string.CompareOrdinal(key, page.After) > 0)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        foreach (var some in keys.Chunk(ParallelReads))
        {
            if (page.Items.Count > 0 && page.IsSpent)
            {
                page.IsStopped = true;
                return;
            }

            page.Operations += some.Length;
            var rows = await Task.WhenAll(some.Select(key =>
                storage.Catalog.GetEntityIfExistsAsync<TableEntity>(page.Partition, key, cancellationToken: cancellationToken)));
            foreach (var row in rows.Where(row => row.HasValue).Select(row => row.Value!))
            {
                var item = await CompleteAsync(page, CatalogRows.ReadItem(page.Collection, row.RowKey, row), cancellationToken);
                if (page.Query.Matches(item) && !page.TryAdd(item)) return;
                page.After = row.RowKey;
            }

            page.After = some[^1];
        }

        page.IsAtEnd = true;
    }
}
