namespace ServerlessOrders.Catalog.Search;

/// <summary>Some products, named by plain id or URN.</summary>
internal sealed class ProductSetNode : ConditionNode
{
    // A look-up costs the same however long the list is; reading the list and keeping it does not.
    private const int NamesPerCondition = 64;

    private readonly SearchScope _scope;
    private readonly HashSet<string> _ids;
    private readonly HashSet<Guid> _uuids;

    private ProductSetNode(SearchScope scope, HashSet<string> ids, HashSet<Guid> uuids)
        : base(scope)
    {
        _scope = scope;
        _ids = ids;
        _uuids = uuids;
    }

    public override int Conditions => 1 + (_ids.Count / NamesPerCondition);

    // What looks like a URN may be a plain id as well, so it is in both lists.
    public override NamedProducts? Products => new(_ids, _uuids);

    /// <summary>Makes the set out of what the user wrote.</summary>
    public static ProductSetNode Of(SearchScope scope, IEnumerable<string> idsOrUrns)
    {
        var ids = idsOrUrns.ToHashSet(StringComparer.Ordinal);
        return new ProductSetNode(scope, ids, ids.Select(i => Urns.ParseProduct(scope.Tenant, i)).OfType<Guid>().ToHashSet());
    }

    /// <summary>The products of several sets.</summary>
    public static ProductSetNode Join(IReadOnlyList<ProductSetNode> sets) => new(
        sets[0]._scope, sets.SelectMany(s => s._ids).ToHashSet(StringComparer.Ordinal), sets.SelectMany(s => s._uuids).ToHashSet());

    protected override bool Meets(ItemView item) =>
        _ids.Contains(item.Item.Id) || (_uuids.Count > 0 && _uuids.Contains(item.Uuid));
}

/// <summary>The products of some collections, named by plain id or URN.</summary>
internal sealed class CollectionSetNode : ConditionNode
{
    private readonly HashSet<string> _ids;
    private readonly HashSet<Guid> _uuids;

    private CollectionSetNode(SearchScope scope, HashSet<string> ids)
        : base(scope)
    {
        _ids = ids;
        _uuids = ids.Select(i => Urns.ParseDataset(scope.Tenant, i)).OfType<Guid>().ToHashSet();
        var collections = new Dictionary<string, string>();
        foreach (var id in ids)
        {
            // An id that looks like a URN may be either.
            collections.TryAdd(Urns.Dataset(scope.Tenant, id), id);
            if (Urns.ParseDataset(scope.Tenant, id) is not null) collections.TryAdd(CanonicalUrn(scope.Tenant, id), id);
        }

        Collections = collections;
    }

    public override IReadOnlyDictionary<string, string>? Collections { get; }

    /// <summary>Makes the set out of what the user wrote.</summary>
    public static CollectionSetNode Of(SearchScope scope, IReadOnlyCollection<string> idsOrUrns)
    {
        scope.NameCollections(idsOrUrns);
        return new CollectionSetNode(scope, idsOrUrns.ToHashSet(StringComparer.Ordinal));
    }

    protected override bool Meets(ItemView item) =>
        _ids.Contains(item.Item.Collection) || (_uuids.Count > 0 && _uuids.Contains(item.CollectionUuid));

    private static string CanonicalUrn(string tenant, string urn) =>
        $"URN:AIP:DATASET:{tenant}:{Urns.ParseDataset(tenant, urn):D}:V1";
}
