using ServerlessOrders.Catalog.Search;

namespace ServerlessOrders.Baskets;

/// <summary>Reads what is ordered with a selection: its products, and before the first of them the files of the collection itself.</summary>
internal static class SelectedProducts
{
    /// <summary>As <see cref="ICatalog.ReadAsync"/>; one more operation for the first page of a collection with files of its own.</summary>
    /// <param name="catalog">Where the products are.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="dataset">The selection.</param>
    /// <param name="queries">Its requests, understood.</param>
    /// <param name="after">The key of the last item that was taken, or the page's <see cref="CatalogPage.Next"/>; null to begin.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<CatalogPage> ReadSelectedAsync(
        this ICatalog catalog, string tenant, DatasetSelection dataset, IReadOnlyList<ItemQuery> queries, string? after, CancellationToken cancellationToken)
    {
        // Behind the collection's own files, which have no key, the products begin.
        var page = await catalog.ReadAsync(tenant, dataset.CollectionId, queries, after is "" ? null : after, cancellationToken);
        if (after is not null || !dataset.HasOwnFiles) return page;
        var own = (await catalog.FindCollectionAsync(tenant, dataset.CollectionId, cancellationToken))?.Own;
        return own is null ? page : page with { Items = [own, .. page.Items] };
    }
}
