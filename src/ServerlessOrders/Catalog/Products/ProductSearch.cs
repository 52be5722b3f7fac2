using System.Text.Json;
using ServerlessOrders.Catalog.Search;

namespace ServerlessOrders.Catalog.Products;

/// <summary>
/// Pages of products by number, as REGARDS' catalog search has them (contract, section 9). A catalog is read by keys, so a page by number
/// is found by reading what lies before it; if a client goes from page to page, <see cref="SearchPlaces"/> knows where the next begins.
/// </summary>
/// <param name="catalog">Where the products are.</param>
/// <param name="places">Where pages of earlier answers ended.</param>
internal sealed class ProductSearch(ICatalog catalog, SearchPlaces places)
{
    /// <summary>How many reads of the catalog an answer spends on counting what lies behind its page.</summary>
    public const int MaxCountingReads = 100;

    /// <summary>The most products that are sorted.</summary>
    public const int MaxSorted = 10_000;

    private const long MaxTested = 16_000_000;

    // Documents of so many products are read one by one, since a search looks at many more products than it shows; those of a larger
    // page come with its rows. As many names a catalog looks up one by one: of more it might read everything instead.
    private const int DocumentsAtOnce = 50;

    /// <summary>Finds a page of products.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="parameters">What is searched for, as for a selection of the engine <c>legacy</c>.</param>
    /// <param name="request">The page; without a sort in the catalog's own order, by collection and id.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<ProductPage<CatalogItem>> FindAsync(
        string tenant, IReadOnlyDictionary<string, IReadOnlyList<string>> parameters, PageRequest request, CancellationToken cancellationToken)
    {
        var parsed = SelectionParser.Parse(tenant, new SelectionRequest("legacy", null, parameters));
        if (parsed.Query is not { } query) return new ProductPage<CatalogItem>(null, parsed.Error);
        query.Scope.MaxTested = MaxTested;
        try
        {
            var collections = await CollectionsAsync(tenant, query, cancellationToken).ToListAsync(cancellationToken);
            var found = request.Sort.Count > 0
                ? await SortAsync(tenant, query, collections, request, cancellationToken)
                : await ReadAsync(tenant, query, collections, new SearchKey(tenant, Text(parameters), request.Size), request, cancellationToken);
            if (query.Scope.Misfit is { } misfit) return new ProductPage<CatalogItem>(null, misfit);
            return found.Page is { } page && !(request.Sort.Count == 0 && request.Size > DocumentsAtOnce)
                ? found with { Page = page with { Items = await WithDocumentsAsync(tenant, page.Items, cancellationToken) } }
                : found;
        }
        catch (SearchTooLargeException)
        {
            return new ProductPage<CatalogItem>(null, $"The search would take more than {MaxTested:N0} tests of a condition on a product: name the collection.");
        }
    }

    /// <summary>Finds a page of collections: their <c>id</c>, <c>providerId</c> and <c>collection</c> are the collection's id, <c>label</c> and <c>title</c> its title.</summary>
    public async Task<ProductPage<CatalogCollection>> FindCollectionsAsync(
        string tenant, IReadOnlyDictionary<string, IReadOnlyList<string>> parameters, PageRequest request, CancellationToken cancellationToken)
    {
        var parsed = SelectionParser.Parse(tenant, new SelectionRequest("legacy", null, parameters));
        if (parsed.Query is not { } query) return new ProductPage<CatalogCollection>(null, parsed.Error);
        var matching = await CollectionsAsync(tenant, query, cancellationToken)
            .Where(collection => query.Matches(AsItem(collection))).ToListAsync(cancellationToken);
        IEnumerable<CatalogCollection> sorted = request.Sort is not [var sort, ..] ? matching
            : sort.Descending ? matching.OrderByDescending(ByKey, StringComparer.Ordinal)
            : matching.OrderBy(ByKey, StringComparer.Ordinal);
        return new ProductPage<CatalogCollection>(
            new Page<CatalogCollection>([.. sorted.Skip((int)Math.Min(request.Offset, int.MaxValue)).Take(request.Size)], matching.Count));

        string ByKey(CatalogCollection collection) => sort.Property is "label" or "title" ? collection.Title : collection.Id;
    }

    private async Task<ProductPage<CatalogItem>> ReadAsync(
        string tenant, ItemQuery query, IReadOnlyList<CatalogCollection> collections, SearchKey key, PageRequest request, CancellationToken cancellationToken)
    {
        var (place, known) = places.Find(key, request.Number);
        var seen = place is null ? 0 : request.Offset;
        var page = new List<CatalogItem>(request.Size);
        var countingReads = 0;
        foreach (var collection in collections.SkipWhile(collection => place is not null && collection.Id != place.Collection))
        {
            var after = collection.Id == place?.Collection ? place.After : null;
            do
            {
                var isFull = seen >= request.Offset + request.Size;
                // One product behind the page must be known: it tells that there is a next one.
                if (isFull && known is { } total) return Page(total, exact: true);
                if (isFull && countingReads++ >= MaxCountingReads && seen > request.Offset + request.Size) return Page(seen, exact: false);
                query.WithDocuments = request.Size > DocumentsAtOnce && !isFull && seen + ICatalog.PageScan > request.Offset;
                var read = await catalog.ReadAsync(tenant, collection.Id, [query], after, cancellationToken);
                foreach (var item in read.Items)
                {
                    if (seen++ < request.Offset || page.Count == request.Size) continue;
                    page.Add(item);
                    if (page.Count == request.Size) places.Remember(key, request.Number + 1, new SearchPlace(collection.Id, item.Key));
                }

                after = read.Next;
            }
            while (after is not null);
        }

        places.Remember(key, seen);
        return Page(seen, exact: true);

        ProductPage<CatalogItem> Page(long total, bool exact) => new(
            new Page<CatalogItem>(page, total), null, exact ? null : "There are more products than these: they were counted only so far.");
    }

    private async Task<ProductPage<CatalogItem>> SortAsync(
        string tenant, ItemQuery query, IReadOnlyList<CatalogCollection> collections, PageRequest request, CancellationToken cancellationToken)
    {
        var all = new List<CatalogItem>();
        foreach (var collection in collections)
        {
            string? after = null;
            do
            {
                var read = await catalog.ReadAsync(tenant, collection.Id, [query], after, cancellationToken);
                all.AddRange(read.Items);
                if (all.Count > MaxSorted)
                    return new ProductPage<CatalogItem>(null, $"More than {MaxSorted} products match, which are too many to sort: leave sort out, or ask for fewer.");
                after = read.Next;
            }
            while (after is not null);
        }

        all.Sort(new PropertyOrder(request.Sort));
        return new ProductPage<CatalogItem>(
            new Page<CatalogItem>([.. all.Skip((int)Math.Min(request.Offset, int.MaxValue)).Take(request.Size)], all.Count));
    }

    private async Task<IReadOnlyList<CatalogItem>> WithDocumentsAsync(string tenant, IReadOnlyList<CatalogItem> page, CancellationToken cancellationToken)
    {
        var documents = new Dictionary<(string Collection, string Id), StacText?>();
        foreach (var collection in page.Where(item => item.Stac is null && item.Bbox is not null).GroupBy(item => item.Collection))
        {
            foreach (var some in collection.Chunk(DocumentsAtOnce))
            {
                var named = new Dictionary<string, IReadOnlyList<string>> { ["collections"] = [collection.Key], ["ids"] = [.. some.Select(item => item.Id)] };
                var query = SelectionParser.Parse(tenant, new SelectionRequest(SelectionParser.Stac, null, named)).Query!;
                query.WithDocuments = true;
                var read = await catalog.ReadAsync(tenant, collection.Key, [query], null, cancellationToken);
                foreach (var item in read.Items) documents[(item.Collection, item.Id)] = item.Stac;
            }
        }

        return [.. page.Select(item => documents.GetValueOrDefault((item.Collection, item.Id)) is { } stac ? item with { Stac = stac } : item)];
    }

    private async IAsyncEnumerable<CatalogCollection> CollectionsAsync(
        string tenant, ItemQuery query, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (query.Collections is null)
        {
            await foreach (var collection in catalog.ListCollectionsAsync(tenant, cancellationToken)) yield return collection;
            yield break;
        }

        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in query.Collections)
        {
            if (await catalog.FindCollectionAsync(tenant, name, cancellationToken) is { } found && named.Add(found.Id)) yield return found;
        }
    }

    private static CatalogItem AsItem(CatalogCollection collection) => new(
        collection.Id, collection.Id, collection.Id, JsonSerializer.SerializeToElement(new { title = collection.Title, label = collection.Title }), null, null, null, []);

    private static string Text(IReadOnlyDictionary<string, IReadOnlyList<string>> parameters) => JsonSerializer.Serialize(
        parameters.OrderBy(parameter => parameter.Key, StringComparer.Ordinal).Select(parameter => new { parameter.Key, parameter.Value }));
}

/// <summary>A page of a search, or what is wrong with it.</summary>
/// <param name="Page">The page; null if the search cannot be made.</param>
/// <param name="Error">Why not, for the user.</param>
/// <param name="Note">What the figures leave out, if they do.</param>
internal sealed record ProductPage<T>(Page<T>? Page, string? Error = null, string? Note = null);
