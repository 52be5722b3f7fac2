using ServerlessOrders.Catalog;

namespace ServerlessOrders.Baskets;

/// <summary>Counts what selections of a collection hold, page by page of the catalog: no item is kept.</summary>
/// <param name="catalog">Where the products are.</param>
public sealed class SelectionCounter(ICatalog catalog)
{
    /// <summary>Counts each query alone and all of them together.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="collectionId">The collection's plain id.</param>
    /// <param name="queries">The queries; null for one that selects nothing.</param>
    /// <param name="filters">Which files count.</param>
    /// <param name="maxObjects">The counting ends once this many products are passed: more are never needed.</param>
    /// <param name="cancellationToken">Stops the counting.</param>
    public async Task<CountedSelections> CountAsync(
        string tenant, string collectionId, IReadOnlyList<ItemQuery?> queries, FileFilters filters, long maxObjects, CancellationToken cancellationToken)
    {
        var each = new SelectionCounts[queries.Count];
        var all = default(SelectionCounts);
        var anyOf = queries.OfType<ItemQuery>().ToList();
        string? after = null;
        do
        {
            if (anyOf.Count == 0) break;
            var page = await catalog.ReadAsync(tenant, collectionId, anyOf, after, cancellationToken);
            foreach (var item in page.Items)
            {
                var added = SelectionCounts.Of(item, filters);
                all = all.Plus(added);
                for (var i = 0; i < each.Length; i++)
                {
                    // One query alone needs no second look; the catalog has looked.
                    if (anyOf.Count == 1 ? queries[i] is not null : queries[i]?.Matches(item) == true)
                        each[i] = each[i].Plus(added);
                }
            }

            after = page.Next;
        }
        while (after is not null && all.Objects <= maxObjects);

        return new CountedSelections(each, all);
    }
}

/// <summary>What selections of a collection hold.</summary>
/// <param name="Each">Figures of each query alone, in the order of the queries.</param>
/// <param name="All">Figures of all together: a product that several match counts once.</param>
public sealed record CountedSelections(IReadOnlyList<SelectionCounts> Each, SelectionCounts All);
