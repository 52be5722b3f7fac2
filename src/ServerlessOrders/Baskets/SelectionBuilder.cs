using Microsoft.Extensions.Options;
using ServerlessOrders.Catalog;

namespace ServerlessOrders.Baskets;

/// <summary>
/// Builds baskets out of selection requests. Knows no storage, so an order can be built in the same way without a user's basket:
/// begin with <see cref="Basket.Create"/>.
/// </summary>
/// <param name="catalog">Where the products are.</param>
/// <param name="options">The most products in a basket.</param>
/// <param name="time">Dates the selections.</param>
public sealed class SelectionBuilder(ICatalog catalog, IOptions<OrdersOptions> options, TimeProvider time)
{
    /// <summary>The most items selections in one basket: each is evaluated again with every change.</summary>
    public const int MaxItemsSelections = 1000;

    private readonly SelectionCounter _counter = new(catalog);

    /// <summary>
    /// Adds what a request selects to the basket: an items selection in the dataset selection of every collection of which it
    /// selects a file that can be ordered, whatever the file filters there.
    /// </summary>
    /// <returns>
    /// The new basket, or <see cref="BasketStatus.NothingSelected"/>, <see cref="BasketStatus.UnreadableSelection"/> or
    /// <see cref="BasketStatus.TooLarge"/> with a message.
    /// </returns>
    public async Task<BasketResult> AddAsync(string tenant, Basket basket, SelectionRequest request, CancellationToken cancellationToken)
    {
        var parsed = SelectionParser.Parse(tenant, request);
        if (parsed.Query is not { } query)
            return new BasketResult(BasketStatus.UnreadableSelection, null, parsed.Error);

        var date = NextDate(basket);
        var result = basket;
        await foreach (var collection in CollectionsAsync(tenant, query, cancellationToken))
        {
            var counted = await _counter.CountAsync(tenant, collection.Id, [query], FileFilters.None, MaxProducts, cancellationToken);
            if (counted.All.Files == 0) continue;

            var items = new ItemsSelection(date, request, 0, 0, 0, 0).Counting(counted.All);
            if (result.FindCollection(collection.Id) is { } known)
            {
                var more = known with { ItemsSelections = [.. known.ItemsSelections, items] };
                result = result.With(await RecountAsync(tenant, more, cancellationToken));
            }
            else
            {
                var first = DatasetSelection.Create(result.NextSelectionId, collection) with { ItemsSelections = [items] };
                result = result.With(first.Counting(counted.All));
            }

            if (TooLarge(result) is { } refusal) return refusal;
        }

        return ReferenceEquals(result, basket)
            ? BasketResult.NothingSelected
            : BasketResult.Done(result);
    }

    /// <summary>Sets the same file filters on dataset selections of the basket, or removes them with null.</summary>
    /// <returns>The new basket, or <see cref="BasketStatus.BadFilters"/> with a message.</returns>
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
            basket = basket.With(await RecountAsync(tenant, filtered, cancellationToken));
        }

        return BasketResult.Done(basket);
    }

    /// <summary>Evaluates the requests of a dataset selection anew, under its file filters; an unreadable one counts nothing.</summary>
    public async Task<DatasetSelection> RecountAsync(string tenant, DatasetSelection selection, CancellationToken cancellationToken)
    {
        var filters = FileFilters.Read(selection.FileSelectionDescription, out _) ?? FileFilters.None;
        var queries = selection.ItemsSelections.Select(items => SelectionParser.Parse(tenant, items.SelectionRequest).Query).ToList();
        var counted = await _counter.CountAsync(tenant, selection.CollectionId, queries, filters, MaxProducts, cancellationToken);
        return selection.Counting(counted.All) with
        {
            ItemsSelections = [.. selection.ItemsSelections.Zip(counted.Each, (items, counts) => items.Counting(counts))],
        };
    }

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

    private async IAsyncEnumerable<CatalogCollection> CollectionsAsync(
        string tenant, ItemQuery query, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (query.Collections is not { } names)
        {
            await foreach (var collection in catalog.ListCollectionsAsync(tenant, cancellationToken))
                yield return collection;
            yield break;
        }

        // An id and the URN of the same collection are one.
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (await catalog.FindCollectionAsync(tenant, name, cancellationToken) is { } collection && seen.Add(collection.Id))
                yield return collection;
        }
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
