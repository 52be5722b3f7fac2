namespace ServerlessOrders.Catalog.Search;

/// <summary>Some products, named by plain id or URN.</summary>
internal sealed class ProductSetNode : QueryNode
{
    private readonly HashSet<string> _ids;
    private readonly HashSet<Guid> _uuids;

    private ProductSetNode(HashSet<string> ids, HashSet<Guid> uuids)
    {
        _ids = ids;
        _uuids = uuids;
    }

    // What looks like a URN may be a plain id as well, so it is in both lists.
    public override NamedProducts? Products => new(_ids, _uuids);

    /// <summary>Makes the set out of what the user wrote.</summary>
    public static ProductSetNode Of(string tenant, IEnumerable<string> idsOrUrns)
    {
        var ids = idsOrUrns.ToHashSet(StringComparer.Ordinal);
        return new ProductSetNode(ids, ids.Select(i => Urns.ParseProduct(tenant, i)).OfType<Guid>().ToHashSet());
    }

    /// <summary>The products of several sets.</summary>
    public static ProductSetNode Join(IReadOnlyList<ProductSetNode> sets) =>
        new(sets.SelectMany(s => s._ids).ToHashSet(StringComparer.Ordinal), sets.SelectMany(s => s._uuids).ToHashSet());

    public override bool Matches(CatalogItem item) =>
        _ids.Contains(item.Id) || (_uuids.Count > 0 && _uuids.Contains(Urns.ProductUuid(item.Collection, item.Id)));
}

/// <summary>The products of some collections, named by plain id or URN.</summary>
internal sealed class CollectionSetNode : QueryNode
{
    private readonly HashSet<string> _ids;
    private readonly HashSet<Guid> _uuids;

    private CollectionSetNode(string tenant, HashSet<string> ids)
    {
        _ids = ids;
        _uuids = ids.Select(i => Urns.ParseDataset(tenant, i)).OfType<Guid>().ToHashSet();
        var collections = new Dictionary<string, string>();
        foreach (var id in ids)
        {
            // An id that looks like a URN may be either.
            collections.TryAdd(Urns.Dataset(tenant, id), id);
            if (Urns.ParseDataset(tenant, id) is not null) collections.TryAdd(CanonicalUrn(tenant, id), id);
        }

        Collections = collections;
    }

    public override IReadOnlyDictionary<string, string>? Collections { get; }

    /// <summary>Makes the set out of what the user wrote.</summary>
    public static CollectionSetNode Of(string tenant, IEnumerable<string> idsOrUrns) =>
        new(tenant, idsOrUrns.ToHashSet(StringComparer.Ordinal));

    public override bool Matches(CatalogItem item) =>
        _ids.Contains(item.Collection) || (_uuids.Count > 0 && _uuids.Contains(Urns.DatasetUuid(item.Collection)));

    private static string CanonicalUrn(string tenant, string urn) =>
        $"URN:AIP:DATASET:{tenant}:{Urns.ParseDataset(tenant, urn):D}:V1";
}
