namespace ServerlessOrders.Catalog;

/// <summary>A selection that has been understood: decides of each item whether it belongs.</summary>
public sealed class ItemQuery
{
    private readonly Func<CatalogItem, bool> _matches;

    /// <summary>Makes a query.</summary>
    /// <param name="collections">The ids or URNs of the only collections it can match, or null for all.</param>
    /// <param name="ids">The ids of the only items it can match (plain ids, not URNs), or null: lets a catalog read these alone.</param>
    /// <param name="matches">Tells of an item of those collections whether it belongs.</param>
    public ItemQuery(IReadOnlyList<string>? collections, IReadOnlyCollection<string>? ids, Func<CatalogItem, bool> matches)
    {
        Collections = collections;
        Ids = ids;
        _matches = matches;
    }

    /// <summary>The ids or URNs of the only collections that can match, or null for all.</summary>
    public IReadOnlyList<string>? Collections { get; }

    /// <summary>The plain ids of the only items that can match, or null for all.</summary>
    public IReadOnlyCollection<string>? Ids { get; }

    /// <summary>Tells whether the item belongs to the selection.</summary>
    public bool Matches(CatalogItem item) => _matches(item);
}
