using System.Globalization;
using ServerlessOrders.Catalog.Index;
using ServerlessOrders.Catalog.Search;
using ServerlessOrders.Catalog.Stores;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Catalog.StacApi;

/// <summary>A page of what a search finds.</summary>
/// <param name="Items">The items with their STAC documents.</param>
/// <param name="Next">The token of the next page; null at the end.</param>
/// <param name="Matched">How many items match in all, if that is known without counting.</param>
internal sealed record StacPage(IReadOnlyList<CatalogItem> Items, string? Next, long? Matched);

/// <summary>
/// Searches the built-in catalog for the STAC API. A request takes a bounded number of storage operations: if that does not
/// suffice the page comes out short and leads on. Clients take an empty page for the end (pystac-client does), so that one is
/// answered only if many more operations found nothing.
/// </summary>
/// <param name="catalog">The collections.</param>
/// <param name="items">Their items.</param>
internal sealed class StacCatalog(CatalogStore catalog, ItemSearchStore items)
{
    /// <summary>The most items that are sorted: all of them have to be read to tell which comes first.</summary>
    public const int MaxSorted = 5000;

    private const int MaxOperations = 20;
    private const int MaxEmptyOperations = 1000;
    private const int MaxSortOperations = 200;
    private const int MaxCounted = 10;

    /// <summary>Finds a page of items.</summary>
    /// <exception cref="StacRequestException">The search cannot be understood, or is too large to be sorted.</exception>
    public async Task<StacPage> SearchAsync(string tenant, StacSearchRequest request, CancellationToken cancellationToken)
    {
        var parsed = SelectionParser.Parse(tenant, new SelectionRequest(SelectionParser.Stac, null, request.Parameters));
        if (parsed.Query is not { } query) throw new StacRequestException(parsed.Error!);
        query.Scope.UnknownMatches = request.OnlyCollection is not null;
        var collections = request.Collections?.Distinct(StringComparer.Ordinal).ToList()
            ?? await catalog.ListCollectionsAsync(tenant, cancellationToken).Select(c => c.Id).ToListAsync(cancellationToken);
        collections.Sort((one, other) => string.CompareOrdinal(TableKeys.Encode(one), TableKeys.Encode(other)));
        if (request.Sort.Count > 0) return await SortAsync(tenant, request, query, collections, cancellationToken);
        var token = request.Token is { } text ? StacToken.Parse(text) : null;
        var page = await ReadAsync(tenant, query, collections, token, request.Limit, MaxOperations, cancellationToken);
        long? matched = token is null && page.Next is null ? page.Items.Count
            : request.TakesAll ? await CountAsync(tenant, collections, cancellationToken)
            : null;
        return page with { Matched = matched };
    }

    /// <summary>Finds an item; null if there is none such.</summary>
    public async Task<CatalogItem?> FindItemAsync(string tenant, string collection, string id, CancellationToken cancellationToken)
    {
        var parameters = new Dictionary<string, IReadOnlyList<string>> { ["ids"] = [id], ["collections"] = [collection] };
        var query = SelectionParser.Parse(tenant, new SelectionRequest(SelectionParser.Stac, null, parameters)).Query!;
        var found = await items.ReadAsync(tenant, collection, query, null, 1, MaxOperations, cancellationToken);
        return found.Items.FirstOrDefault(item => item.Id == id);
    }

    private async Task<StacPage> ReadAsync(
        string tenant,
        ItemQuery query,
        List<string> collections,
        StacToken? token,
        int limit,
        int operations,
        CancellationToken cancellationToken)
    {
        var found = new List<CatalogItem>();
        var first = token is null ? 0 : collections.IndexOf(token.Collection);
        if (first < 0) throw new StacRequestException("'token' belongs to another search, or its collection was removed meanwhile.");
        var next = token?.Next;
        for (var i = first; i < collections.Count;)
        {
            if (operations <= 0 && (found.Count > 0 || operations <= -MaxEmptyOperations))
                return new StacPage(found, new StacToken(collections[i], next ?? "").ToString(), null);
            var page = await ReadAsync(next, collections[i], limit - found.Count);
            found.AddRange(page.Items);
            operations -= page.Operations;
            next = page.Next;
            if (next is null) i++;
            else if (found.Count == limit) operations = 0;
        }

        return new StacPage(found, null, null);

        async Task<FoundItems> ReadAsync(string? next, string collection, int room)
        {
            try
            {
                return await items.ReadAsync(tenant, collection, query, next, room, operations > 0 ? operations : MaxOperations, cancellationToken);
            }
            catch (FormatException)
            {
                throw new StacRequestException("'token' does not come from a next link of this search.");
            }
        }
    }

    private async Task<StacPage> SortAsync(
        string tenant, StacSearchRequest request, ItemQuery query, List<string> collections, CancellationToken cancellationToken)
    {
        var all = await ReadAsync(tenant, query, collections, null, MaxSorted, MaxSortOperations, cancellationToken);
        if (all.Next is not null)
            throw new StacRequestException($"More than {MaxSorted:N0} items match, too many to sort: narrow the search, or leave 'sortby' out.");
        var from = 0;
        if (request.Token is { } text && !int.TryParse(StacToken.Parse(text).Next, NumberStyles.None, CultureInfo.InvariantCulture, out from))
            throw new StacRequestException("'token' does not come from a next link of this search.");
        var sorted = StacOrder.Sort(all.Items, request.Sort);
        var page = sorted.Skip(from).Take(request.Limit).ToList();
        var end = from + page.Count;
        var next = end < sorted.Count ? new StacToken("", end.ToString(CultureInfo.InvariantCulture)).ToString() : null;
        return new StacPage(page, next, sorted.Count);
    }

    private async Task<long?> CountAsync(string tenant, List<string> collections, CancellationToken cancellationToken)
    {
        if (collections.Count > MaxCounted) return null;
        var counts = await Task.WhenAll(collections.Select(c => catalog.FindCountAsync(tenant, c, cancellationToken)));
        return counts.All(count => count is not null) ? counts.Sum(count => count!.Value) : null;
    }
}
