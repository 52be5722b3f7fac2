namespace ServerlessOrders.Catalog;

/// <summary>A selection that has been understood: decides of each item whether it belongs.</summary>
public sealed class ItemQuery
{
    private readonly Func<CatalogItem, bool> _matches;

    /// <summary>Makes a query.</summary>
    /// <param name="collections">The ids or URNs of the only collections it can match, or null for all.</param>
    /// <param name="products">The only items it can match, or null for all: lets a catalog read these alone.</param>
    /// <param name="matches">Tells of an item of those collections whether it belongs.</param>
    public ItemQuery(IReadOnlyList<string>? collections, NamedProducts? products, Func<CatalogItem, bool> matches)
    {
        Collections = collections;
        Products = products;
        _matches = matches;
    }

    /// <summary>The ids or URNs of the only collections that can match, or null for all.</summary>
    public IReadOnlyList<string>? Collections { get; }

    /// <summary>The only items that can match, by id or URN, or null for all.</summary>
    public NamedProducts? Products { get; }

    /// <summary>The plain ids of the only items that can match, or null where there is no such list: for all, or where URNs name some.</summary>
    public IReadOnlyCollection<string>? Ids => Products is { Uuids.Count: 0 } ? Products.Ids : null;

    /// <summary>Tells whether the item belongs to the selection.</summary>
    public bool Matches(CatalogItem item) => _matches(item);
}

/// <summary>Products that a selection names.</summary>
/// <param name="Ids">By their plain ids.</param>
/// <param name="Uuids">By the uuids of their URNs (<see cref="Urns.ProductUuid"/>).</param>
public sealed record NamedProducts(IReadOnlyCollection<string> Ids, IReadOnlyCollection<Guid> Uuids)
{
    /// <summary>How many names there are.</summary>
    public int Count => Ids.Count + Uuids.Count;
}
