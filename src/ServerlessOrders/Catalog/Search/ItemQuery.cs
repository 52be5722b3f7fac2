using ServerlessOrders.Catalog.Geometry;

namespace ServerlessOrders.Catalog.Search;

/// <summary>
/// A selection that has been understood: decides of each item whether it belongs. It takes account of what it was asked, so it
/// serves one request, on one thread at a time.
/// </summary>
public sealed class ItemQuery
{
    private readonly QueryNode _node;

    internal ItemQuery(SearchScope scope, QueryNode node)
    {
        _node = node;
        Scope = scope;
        Collections = node.Collections?.Values.Distinct().ToList();
        Products = node.Products;
    }

    /// <summary>The ids or URNs of the only collections that can match, or null for all.</summary>
    public IReadOnlyList<string>? Collections { get; }

    /// <summary>The only items that can match, by id or URN, or null for all: lets a catalog read these alone.</summary>
    internal NamedProducts? Products { get; }

    /// <summary>The plain ids of the only items that can match, or null if there is no such list: for all, or if URNs name some.</summary>
    public IReadOnlyCollection<string>? Ids => Products is { Uuids.Count: 0 } ? Products.Ids : null;

    /// <summary>The only time in which items can match, or null for all: lets a catalog look there alone.</summary>
    internal Period? Time => _node.Time;

    /// <summary>The only place at which items can match, or null for all: lets a catalog look there alone.</summary>
    internal SearchArea? Area => _node.Area;

    /// <summary>Ask for the items' STAC documents (<see cref="CatalogItem.Stac"/>), which a catalog may else leave unread.</summary>
    public bool WithDocuments { get; set; }

    /// <summary>True if items must come with their STAC documents.</summary>
    internal bool NeedsDocument => WithDocuments || _node.NeedsGeometry;

    /// <summary>What it costs to test an item, in conditions; a list of names counts as a few.</summary>
    public int Conditions => _node.Conditions;

    /// <summary>What it shares with the other queries of its request.</summary>
    internal SearchScope Scope { get; }

    /// <summary>Tells whether items of a collection can match at all.</summary>
    /// <param name="tenant">The tenant whose URNs may name the collection.</param>
    /// <param name="collectionId">The collection's plain id.</param>
    internal bool Concerns(string tenant, string collectionId) => Collections is null || Collections.Any(name =>
        name == collectionId || (Urns.ParseDataset(tenant, name) is { } uuid && uuid == Urns.DatasetUuid(collectionId)));

    /// <summary>Tells whether the item belongs to the selection.</summary>
    public bool Matches(CatalogItem item) => Matches(new ItemView(item));

    /// <summary>As <see cref="Matches(CatalogItem)"/>, of an item that other queries look at too.</summary>
    internal bool Matches(ItemView item) => _node.Matches(item);

    /// <summary>The items that belong to at least one of the selections.</summary>
    /// <exception cref="OperationCanceledException">The caller has left.</exception>
    public static IReadOnlyList<CatalogItem> Filter(
        IEnumerable<CatalogItem> items, IReadOnlyList<ItemQuery> anyOf, CancellationToken cancellationToken)
    {
        var queries = anyOf.ToArray();
        var matching = new List<CatalogItem>();
        foreach (var item in items)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var view = new ItemView(item);
            foreach (var query in queries)
            {
                if (query.Scope.Tested > query.Scope.MaxTested) throw new SearchTooLargeException();
                if (!query.Matches(view)) continue;
                matching.Add(item);
                break;
            }
        }

        return matching;
    }
}

/// <summary>Products that a selection names.</summary>
/// <param name="Ids">By their plain ids.</param>
/// <param name="Uuids">By the uuids of their URNs (<see cref="Urns.ProductUuid"/>).</param>
internal sealed record NamedProducts(IReadOnlyCollection<string> Ids, IReadOnlyCollection<Guid> Uuids)
{
    /// <summary>How many names there are.</summary>
    public int Count => Ids.Count + Uuids.Count;
}
