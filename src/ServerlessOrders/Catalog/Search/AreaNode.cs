using ServerlessOrders.Catalog.Geometry;

namespace ServerlessOrders.Catalog.Search;

/// <summary>Items that have a point in common with an area.</summary>
/// <param name="scope">Tells whether an item without a place does.</param>
/// <param name="area">The area.</param>
/// <param name="heights">The lowest and the highest that count, in metres; null for all. What has no height lies at 0.</param>
internal sealed class AreaNode(SearchScope scope, SearchArea area, (double Lowest, double Highest)? heights = null) : ConditionNode(scope)
{
    private readonly SearchScope _scope = scope;

    public override SearchArea Area => area;

    // The box decides about most items; the geometry about those that the box does not rule out.
    protected override bool Meets(ItemView item)
    {
        if (item.Box is not { } box) return _scope.UnknownMatches;
        return area.Intersects(box) && (item.Geometry is not { } geometry || area.Intersects(geometry, box)) && MeetsHeights(item);
    }

    private bool MeetsHeights(ItemView item)
    {
        if (heights is not { } asked) return true;
        var known = (item.Geometry?.Coordinates ?? []).Select(position => position.Z).Where(double.IsFinite).ToList();
        return known.Count == 0 ? asked is { Lowest: <= 0, Highest: >= 0 } : known.Min() <= asked.Highest && known.Max() >= asked.Lowest;
    }
}
