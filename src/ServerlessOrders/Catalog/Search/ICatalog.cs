namespace ServerlessOrders.Catalog.Search;

/// <summary>
/// What can be ordered. A port because an archive may bring its own catalog; the built-in one
/// (<see cref="Stores.CatalogStore"/>) keeps STAC collections and items in Table Storage.
/// </summary>
internal interface ICatalog
{
    /// <summary>Finds a collection by its id or its dataset URN; null if the tenant has none such.</summary>
    Task<CatalogCollection?> FindCollectionAsync(string tenant, string idOrUrn, CancellationToken cancellationToken);

    /// <summary>All collections of a tenant, ordered by id.</summary>
    IAsyncEnumerable<CatalogCollection> ListCollectionsAsync(string tenant, CancellationToken cancellationToken);

    /// <summary>
    /// Reads the next items of a collection that match at least one of the queries, in an order that stays the same from page to
    /// page. One call looks at a bounded number of items, so a page may be empty and still have a next one.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="collectionId">The collection's plain id.</param>
    /// <param name="anyOf">The queries; an item that matches several appears once.</param>
    /// <param name="after">The <see cref="CatalogPage.Next"/> of the page before, or null to begin.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<CatalogPage> ReadAsync(
        string tenant, string collectionId, IReadOnlyList<ItemQuery> anyOf, string? after, CancellationToken cancellationToken);

    /// <summary>How many items one <see cref="ReadAsync"/> looks at, at most, if no index leads it to them; and finds at most.</summary>
    const int PageScan = 1000;
}

/// <summary>Some items in the catalog's order.</summary>
/// <param name="Items">The matching items, each with the key at which a later read can go on after it.</param>
/// <param name="Next">Pass as <c>after</c> to read on, or null at the end.</param>
public sealed record CatalogPage(IReadOnlyList<CatalogItem> Items, string? Next);
