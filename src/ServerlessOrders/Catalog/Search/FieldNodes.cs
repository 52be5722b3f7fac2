using System.Text.Json;

namespace ServerlessOrders.Catalog.Search;

/// <summary>A condition on the product's id.</summary>
internal sealed class IdNode(ValueTest test) : QueryNode
{
    public override bool Matches(CatalogItem item) => test.MatchesText(item.Id);
}

/// <summary>A condition on the collection's id.</summary>
internal sealed class CollectionNode(ValueTest test) : QueryNode
{
    public override bool Matches(CatalogItem item) => test.MatchesText(item.Collection);
}

/// <summary>
/// A condition on a STAC property. Property names hold colons themselves, so <c>eo:cloud_cover:17</c> can be read in several
/// ways: the one with the longest name that the item has decides.
/// </summary>
/// <param name="readings">Names and the conditions on their values, longest name first.</param>
internal sealed class PropertyNode(IReadOnlyList<(string Name, ValueTest Test)> readings) : QueryNode
{
    public override bool Matches(CatalogItem item)
    {
        foreach (var (name, test) in readings)
        {
            var value = Find(item.Properties, name);
            if (value is { ValueKind: not JsonValueKind.Null } found) return test.Matches(found);
            if (name == "datetime" && (item.Start ?? item.End) is not null)
                return test.MatchesPeriod(new Period((item.Start ?? item.End)!.Value, (item.End ?? item.Start)!.Value));
        }

        return false;
    }

    // A name with dots is a property of that very name, or leads into objects (view.azimuth).
    private static JsonElement? Find(JsonElement parent, string name)
    {
        if (parent.ValueKind != JsonValueKind.Object) return null;
        if (parent.TryGetProperty(name, out var value)) return value;
        for (var dot = name.IndexOf('.', StringComparison.Ordinal); dot > 0; dot = name.IndexOf('.', dot + 1))
        {
            if (parent.TryGetProperty(name.AsSpan(0, dot), out var child) && Find(child, name[(dot + 1)..]) is { } found)
                return found;
        }

        return null;
    }
}
