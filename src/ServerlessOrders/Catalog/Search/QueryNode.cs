using ServerlessOrders.Catalog.Geometry;

namespace ServerlessOrders.Catalog.Search;

/// <summary>A condition on items, and what it says of the only items and collections that can meet it.</summary>
internal abstract class QueryNode
{
    /// <summary>How many conditions of a basket it counts as: what it costs to test an item.</summary>
    public virtual int Conditions => 1;

    /// <summary>Tells whether the item meets the condition.</summary>
    public abstract bool Matches(ItemView item);

    /// <summary>The only items that can match, or null if names do not bound the condition.</summary>
    public virtual NamedProducts? Products => null;

    /// <summary>The only collections that can match: their id or URN as the user wrote it by URN, or null for all.</summary>
    public virtual IReadOnlyDictionary<string, string>? Collections => null;

    /// <summary>The only time in which items can match, or null for all.</summary>
    public virtual Period? Time => null;

    /// <summary>The only place at which items can match, or null for all.</summary>
    public virtual SearchArea? Area => null;

    /// <summary>True if the geometry of an item, and so its STAC document, may be looked at.</summary>
    public virtual bool NeedsGeometry => Area is not null;
}

/// <summary>Everything.</summary>
internal sealed class AllNode : QueryNode
{
    public override int Conditions => 0;

    public override bool Matches(ItemView item) => true;
}

/// <summary>The opposite of a condition.</summary>
internal sealed class NotNode(QueryNode child) : QueryNode
{
    public override int Conditions => child.Conditions;

    public override bool NeedsGeometry => child.NeedsGeometry;

    public override bool Matches(ItemView item) => !child.Matches(item);
}

/// <summary>A condition without others in it. Its tests are counted.</summary>
internal abstract class ConditionNode(SearchScope scope) : QueryNode
{
    public sealed override bool Matches(ItemView item)
    {
        scope.Spend(1);
        return Meets(item);
    }

    /// <summary>Tells whether the item meets the condition.</summary>
    protected abstract bool Meets(ItemView item);
}

/// <summary>All of some conditions.</summary>
internal sealed class AndNode : QueryNode
{
    private readonly QueryNode[] _children;

    private AndNode(IReadOnlyList<QueryNode> children)
    {
        _children = [.. children];
        Conditions = children.Sum(c => c.Conditions);
        foreach (var names in children.Select(c => c.Products).OfType<NamedProducts>())
            Products = Products is null ? names : Narrower(Products, names);
        foreach (var some in children.Select(c => c.Collections).OfType<IReadOnlyDictionary<string, string>>())
            Collections = Collections is null
                ? some
                : Collections.Where(c => some.ContainsKey(c.Key)).ToDictionary(c => c.Key, c => c.Value);
    }

    public override int Conditions { get; }

    public override NamedProducts? Products { get; }

    public override IReadOnlyDictionary<string, string>? Collections { get; }

    // One of several bounds is a bound as well.
    public override Period? Time => _children.Select(c => c.Time).FirstOrDefault(time => time is not null);

    public override SearchArea? Area => _children.Select(c => c.Area).FirstOrDefault(area => area is not null);

    public override bool NeedsGeometry => _children.Any(c => c.NeedsGeometry);

    /// <summary>Joins conditions; none make everything.</summary>
    public static QueryNode Of(IReadOnlyList<QueryNode> children) =>
        children.Count switch { 0 => new AllNode(), 1 => children[0], _ => new AndNode(children) };

    public override bool Matches(ItemView item)
    {
        foreach (var child in _children)
            if (!child.Matches(item)) return false;
        return true;
    }

    // A URN does not tell the id, so lists of both kinds cannot be intersected; the shorter of the two is a bound as well.
    private static NamedProducts Narrower(NamedProducts one, NamedProducts other) =>
        one.Uuids.Count == 0 && other.Uuids.Count == 0 ? new NamedProducts(one.Ids.Intersect(other.Ids).ToHashSet(), [])
        : one.Count <= other.Count ? one
        : other;
}

/// <summary>At least one of some conditions.</summary>
internal sealed class OrNode : QueryNode
{
    private readonly QueryNode[] _children;

    private OrNode(IReadOnlyList<QueryNode> children)
    {
        _children = [.. children];
        Conditions = children.Sum(c => c.Conditions);
        if (children.All(c => c.Products is not null))
            Products = new NamedProducts(
                children.SelectMany(c => c.Products!.Ids).ToHashSet(), children.SelectMany(c => c.Products!.Uuids).ToHashSet());
        if (children.All(c => c.Collections is not null))
            Collections = children.SelectMany(c => c.Collections!).DistinctBy(c => c.Key).ToDictionary();
    }

    public override int Conditions { get; }

    public override NamedProducts? Products { get; }

    public override IReadOnlyDictionary<string, string>? Collections { get; }

    public override bool NeedsGeometry => _children.Any(c => c.NeedsGeometry);

    /// <summary>Joins conditions; lists of products become one set, so a thousand of them cost one look-up per item.</summary>
    public static QueryNode Of(IReadOnlyList<QueryNode> children)
    {
        var sets = children.OfType<ProductSetNode>().ToList();
        if (sets.Count > 1) children = [.. children.Where(c => c is not ProductSetNode), ProductSetNode.Join(sets)];
        return children.Count == 1 ? children[0] : new OrNode(children);
    }

    public override bool Matches(ItemView item)
    {
        foreach (var child in _children)
            if (child.Matches(item)) return true;
        return false;
    }
}
