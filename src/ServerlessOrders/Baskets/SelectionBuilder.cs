using Microsoft.Extensions.Options;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Search;

namespace ServerlessOrders.Baskets;

/// <summary>
/// Builds baskets out of selection requests. Knows no storage, so an order can be built in the same way without a user's basket:
/// begin with <see cref="Basket.Create"/>.
/// </summary>
/// <param name="catalog">Where the products are.</param>
/// <param name="options">The most products in a basket.</param>
/// <param name="time">Dates the selections.</param>
internal sealed class SelectionBuilder(ICatalog catalog, IOptions<OrdersOptions> options, TimeProvider time)
{
    /// <summary>The most items selections in one basket: each is evaluated again with every change.</summary>
    public const int MaxItemsSelections = 1000;

    private static readonly string TooMuchWork =
        $"The search would take more than {SelectionCounter.MaxTested:N0} tests of a condition on a product. Name the collections, or ask in several requests.";

    private readonly SelectionCounter _counter = new(catalog);
    private readonly RequestedCollections _collections = new(catalog);

    /// <summary>
    /// Adds what a request selects to the basket: an items selection in the dataset selection of every collection of which it
    /// selects a file that can be ordered, whatever the file filters there.
    /// </summary>
    /// <returns>
    /// The new basket, or <see cref="BasketStatus.NothingSelected"/>, <see cref="BasketStatus.UnreadableSelection"/> or
    /// <see cref="BasketStatus.TooLarge"/> with a message.
    /// </returns>
    public Task<BasketResult> AddAsync(string tenant, Basket basket, SelectionRequest request, CancellationToken cancellationToken) =>
        AddAllAsync(tenant, basket, [request], null, cancellationToken);

    /// <summary>Adds what several requests select, in one pass over the catalog. A request that selects no file is passed over.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="basket">The basket.</param>
    /// <param name="requests">The requests.</param>
    /// <param name="description">The file filters of collections that the basket does not hold yet, or null for none.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>As for one request, or <see cref="BasketStatus.BadFilters"/> with a message.</returns>
    /// <remarks>
    /// Steps: (1) understand the requests, (2) find the collections that they name, (3) keep to the limit of conditions, (4) count
    /// collection by collection, reading only what the new requests can select, (5) refuse a value that fitted nothing it met.
    /// </remarks>
    public async Task<BasketResult> AddAllAsync(
        string tenant,
        Basket basket,
        IReadOnlyList<SelectionRequest> requests,
        FileSelectionDescription? description,
        CancellationToken cancellationToken)
    {
        try
        {
            return await TryAddAllAsync(tenant, basket, requests, description, cancellationToken);
        }
        catch (SearchTooLargeException large)
        {
            return Unreadable(large.Reason ?? TooMuchWork);
        }
    }

    private async Task<BasketResult> TryAddAllAsync(
        string tenant,
        Basket basket,
        IReadOnlyList<SelectionRequest> requests,
        FileSelectionDescription? description,
        CancellationToken cancellationToken)
    {
        if (FileFilters.Read(description, out var error) is null) return new BasketResult(BasketStatus.BadFilters, null, error);

        // (1)
        var asked = new List<SelectionRequest>();
        foreach (var request in requests) asked.Add(await _collections.SeparateAsync(tenant, request, cancellationToken));
        var parsed = SelectionParser.ParseAll(tenant, asked);
        if (parsed.Queries is not { } queries) return Unreadable(parsed.Error!);

        // (2)
        var scope = queries[0].Scope;
        var (named, unknown) = await _collections.FindAsync(tenant, scope.NamedCollections, cancellationToken);
        if (unknown is not null) return Unreadable(unknown);

        // (3)
        if (Conditions(tenant, basket) + queries.Sum(query => query.Conditions) > SearchScope.MaxConditions)
            return Unreadable(
                $"The selections of the basket have more than {SearchScope.MaxConditions} conditions together. Order it or remove some of them.");

        // (4)
        var date = NextDate(basket);
        var result = basket;
        await foreach (var collection in CollectionsAsync(tenant, queries, named, cancellationToken))
        {
            var known = result.FindCollection(collection.Id)
                ?? DatasetSelection.Create(result.NextSelectionId, collection) with { FileSelectionDescription = description?.Normalized() };
            var room = MaxProducts - result.DatasetSelections.Sum(selection => selection.ObjectsCount);
            var filters = FileFilters.Read(known.FileSelectionDescription, out _) ?? FileFilters.None;
            var taken = Queries(tenant, known).OfType<ItemQuery>().ToList();
            if (await _counter.CountAsync(tenant, known, queries, taken, filters, room, cancellationToken) is not { } counted)
                return Unreadable(TooMuchWork);

            var added = asked.Select((request, i) => new ItemsSelection(date.AddMilliseconds(i), request, 0, 0, 0, 0).Counting(counted.Each[i]))
                .Where((_, i) => counted.Selects[i]).ToList();
            if (added.Count == 0) continue;
            result = result.With(known.Counting(known.Counts.Plus(counted.All)) with { ItemsSelections = [.. known.ItemsSelections, .. added] });
            if (TooLarge(result) is { } refusal) return refusal;
        }

        // (5)
        if (scope.Misfit is { } misfit) return Unreadable(misfit);
        return ReferenceEquals(result, basket)
            ? BasketResult.NothingSelected
            : BasketResult.Done(result);
    }

    /// <summary>Sets the same file filters on dataset selections of the basket, or removes them with null.</summary>
    /// <returns>
    /// The new basket, or <see cref="BasketStatus.BadFilters"/> or <see cref="BasketStatus.UnreadableSelection"/> with a message.
    /// </returns>
    public async Task<BasketResult> FilterAsync(
        string tenant,
        Basket basket,
        IReadOnlyList<DatasetSelection> selections,
        FileSelectionDescription? description,
        CancellationToken cancellationToken)
    {
        if (FileFilters.Read(description, out var error) is null) return new BasketResult(BasketStatus.BadFilters, null, error);

        foreach (var selection in selections)
        {
            var filtered = selection with { FileSelectionDescription = description?.Normalized() };
            try
            {
                if (await RecountAsync(tenant, filtered, cancellationToken) is not { } counted) return Unreadable(TooMuchWork);
                basket = basket.With(counted);
            }
            catch (SearchTooLargeException large)
            {
                return Unreadable(large.Reason ?? TooMuchWork);
            }
        }

        return BasketResult.Done(basket);
    }

    /// <summary>Removes items selections from a dataset selection that keeps some others.</summary>
    /// <returns>
    /// The dataset selection as the catalog is now. If that would take too much work, or its catalog does not answer, its figures stay
    /// as they were, as far as the items selections that are kept can have them.
    /// </returns>
    public async Task<DatasetSelection> KeepAsync(
        string tenant, DatasetSelection selection, IReadOnlyList<ItemsSelection> kept, CancellationToken cancellationToken)
    {
        var rest = selection with { ItemsSelections = kept };
        return await TryRecountAsync(tenant, rest, cancellationToken)
            ?? rest.Counting(selection.Counts.AtMost(kept.Aggregate(default(SelectionCounts), (sum, items) => sum.Plus(items.Counts))));
    }

    /// <summary>Evaluates the requests of a dataset selection anew, under its file filters; an unreadable one counts nothing.</summary>
    /// <returns>The dataset selection, or null if it would take too much work.</returns>
    public async Task<DatasetSelection?> RecountAsync(string tenant, DatasetSelection selection, CancellationToken cancellationToken)
    {
        var filters = FileFilters.Read(selection.FileSelectionDescription, out _) ?? FileFilters.None;
        var counted = await _counter.CountAsync(
            tenant, selection, Queries(tenant, selection), [], filters, MaxProducts, cancellationToken);
        return counted is null ? null : selection.Counting(counted.All) with
        {
            ItemsSelections = [.. selection.ItemsSelections.Zip(counted.Each, (items, counts) => items.Counting(counts))],
        };
    }

    private async Task<DatasetSelection?> TryRecountAsync(string tenant, DatasetSelection selection, CancellationToken cancellationToken)
    {
        try
        {
            return await RecountAsync(tenant, selection, cancellationToken);
        }
        catch (Exception fault) when (fault is SearchTooLargeException or CatalogUnavailableException)
        {
            return null;
        }
    }

    private static List<ItemQuery?> Queries(string tenant, DatasetSelection selection) =>
        [.. selection.ItemsSelections.Select(items => SelectionParser.Parse(tenant, items.SelectionRequest).Query)];

    // A request that selects of several collections is in the basket once for each, under one date.
    private static int Conditions(string tenant, Basket basket) => basket.DatasetSelections
        .SelectMany(selection => selection.ItemsSelections)
        .DistinctBy(items => items.Date)
        .Sum(items => SelectionParser.Parse(tenant, items.SelectionRequest).Query?.Conditions ?? 0);

    private static BasketResult Unreadable(string message) => new(BasketStatus.UnreadableSelection, null, message);

    private long MaxProducts => options.Value.MaxProductsPerBasket;

    private BasketResult? TooLarge(Basket basket)
    {
        var products = basket.DatasetSelections.Sum(selection => selection.ObjectsCount);
        if (products > MaxProducts)
        {
            return new BasketResult(BasketStatus.TooLarge, null,
                $"The number of selected products in the basket exceeds the maximum number allowed ({MaxProducts}). Select fewer products.");
        }

        return basket.DatasetSelections.Sum(selection => selection.ItemsSelections.Count) > MaxItemsSelections
            ? new BasketResult(BasketStatus.TooLarge, null,
                $"The basket holds more than {MaxItemsSelections} selections. Order it or remove some of them.")
            : null;
    }

    // Each collection once, however many of the queries it answers to.
    private async IAsyncEnumerable<CatalogCollection> CollectionsAsync(
        string tenant,
        IReadOnlyList<ItemQuery> queries,
        IReadOnlyDictionary<string, CatalogCollection> named,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (queries.Any(query => query.Collections is null))
        {
            await foreach (var collection in catalog.ListCollectionsAsync(tenant, cancellationToken))
                yield return collection;
            yield break;
        }

        foreach (var collection in queries.SelectMany(query => query.Collections!).Select(name => named[name]).DistinctBy(found => found.Id))
            yield return collection;
    }

    /// <summary>Now, or just after the latest selection of the basket: a date names one items selection of a dataset selection.</summary>
    private DateTimeOffset NextDate(Basket basket)
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var free = basket.DatasetSelections.SelectMany(selection => selection.ItemsSelections)
            .Select(items => items.Date.AddMilliseconds(1))
            .DefaultIfEmpty(now)
            .Max();
        return free > now ? free : now;
    }
}
