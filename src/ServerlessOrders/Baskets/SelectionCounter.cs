using ServerlessOrders.Catalog.Search;

namespace ServerlessOrders.Baskets;

/// <summary>
/// Counts what selections of a collection hold in one pass, page by page of the catalog: no item is kept. A product without a
/// file that can be ordered counts nowhere.
/// </summary>
/// <param name="catalog">Where the products are.</param>
internal sealed class SelectionCounter(ICatalog catalog)
{
    /// <summary>
    /// The most conditions that one request may have tested, over all products: about two seconds of work. 4,096 conditions reach
    /// some 4,000 products, 16 conditions a million.
    /// </summary>
    public const long MaxTested = 16_000_000;

    /// <summary>Counts each query alone and all of them together.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="dataset">The selection of the collection; of what it holds only the collection counts here.</param>
    /// <param name="queries">The queries; null for one that selects nothing.</param>
    /// <param name="taken">Queries whose products count no more for all together, as they have been counted.</param>
    /// <param name="filters">Which files count.</param>
    /// <param name="maxObjects">The counting ends once this many products are passed: more are never needed.</param>
    /// <param name="cancellationToken">Stops the counting.</param>
    /// <returns>The figures, or null if it would take more than <see cref="MaxTested"/>.</returns>
    /// <exception cref="SearchTooLargeException">It is too much for the catalog of the collection.</exception>
    public async Task<CountedSelections?> CountAsync(
        string tenant,
        DatasetSelection dataset,
        IReadOnlyList<ItemQuery?> queries,
        IReadOnlyList<ItemQuery> taken,
        FileFilters filters,
        long maxObjects,
        CancellationToken cancellationToken)
    {
        var each = new SelectionCounts[queries.Count];
        var selects = new bool[queries.Count];
        var (all, own) = (default(SelectionCounts), default(SelectionCounts));
        var anyOf = queries.OfType<ItemQuery>().ToList();
        var scopes = anyOf.Concat(taken).Select(query => query.Scope).Distinct().ToList();
        foreach (var scope in scopes) scope.MaxTested = MaxTested;
        string? after = null;
        do
        {
            if (anyOf.Count == 0) break;
            if (await ReadAsync(tenant, dataset, anyOf, after, cancellationToken) is not { } page) return null;
            foreach (var item in page.Items.Where(item => item.Assets.Any(FileFilters.None.Accepts)))
            {
                if (!item.IsProduct)
                {
                    // Each selection of its products brings them, all together bring them once.
                    if (taken.Count == 0) own = SelectionCounts.Of(item, filters);
                    continue;
                }

                cancellationToken.ThrowIfCancellationRequested();
                var view = new ItemView(item);
                var added = SelectionCounts.Of(item, filters);
                for (var i = 0; i < each.Length; i++)
                {
                    // One query alone needs no second look; the catalog has looked.
                    if (anyOf.Count == 1 ? queries[i] is null : queries[i]?.Matches(view) != true) continue;
                    each[i] = each[i].Plus(added);
                    selects[i] = true;
                }

                if (!taken.Any(query => query.Matches(view))) all = all.Plus(added);
                if (scopes.Sum(scope => scope.Tested) > MaxTested) return null;
            }

            if (scopes.Sum(scope => scope.Tested) > MaxTested) return null;
            after = page.Next;
        }
        while (after is not null && all.Objects <= maxObjects);

        return new CountedSelections(each, selects, selects.Contains(true) ? all.Plus(own) : all);
    }

    private async Task<CatalogPage?> ReadAsync(
        string tenant, DatasetSelection dataset, List<ItemQuery> anyOf, string? after, CancellationToken cancellationToken)
    {
        try
        {
            return await catalog.ReadSelectedAsync(tenant, dataset, anyOf, after, cancellationToken);
        }
        catch (SearchTooLargeException tests) when (tests.Reason is null)
        {
            return null;
        }
    }
}

/// <summary>What selections of a collection hold.</summary>
/// <param name="Each">Figures of each query alone, in the order of the queries.</param>
/// <param name="Selects">Whether the query finds a file that can be ordered, whatever the filters; in the same order.</param>
/// <param name="All">Figures of all together: a product that several match counts once.</param>
internal sealed record CountedSelections(
    IReadOnlyList<SelectionCounts> Each, IReadOnlyList<bool> Selects, SelectionCounts All);
