using ServerlessOrders.Catalog.Geometry;

namespace ServerlessOrders.Catalog.Search;

/// <summary>Items that have a point in common with an area; an item without a place has none.</summary>
internal sealed class AreaNode(SearchScope scope, SearchArea area) : ConditionNode(scope)
{
    public override SearchArea Area => area;

    // The box decides about most items; the geometry about those that the box does not rule out.
    protected override bool Meets(ItemView item) =>
        item.Box is { } box && area.Intersects(box) && (item.Geometry is not { } geometry || area.Intersects(geometry, box));
}
