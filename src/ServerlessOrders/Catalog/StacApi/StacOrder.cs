using System.Text.Json;

namespace ServerlessOrders.Catalog.StacApi;

/// <summary>Sorts items (STAC API sort extension): numbers as numbers, texts by their characters, without the field last.</summary>
internal static class StacOrder
{
    /// <summary>Sorts; items that are alike come by collection and id.</summary>
    public static List<CatalogItem> Sort(IReadOnlyList<CatalogItem> items, IReadOnlyList<StacSort> keys)
    {
        var keyed = items.Select(item => (Item: item, Values: keys.Select(key => Value(item, key.Field)).ToArray())).ToList();
        keyed.Sort((one, other) =>
        {
            for (var i = 0; i < keys.Count; i++)
            {
                var (mine, its) = (one.Values[i], other.Values[i]);
                if (mine.Kind == Kind.None || its.Kind == Kind.None)
                {
                    if (mine.Kind != its.Kind) return mine.Kind == Kind.None ? 1 : -1;
                    continue;
                }

                var order = mine.CompareTo(its);
                if (order != 0) return keys[i].Descending ? -order : order;
            }

            var collection = string.CompareOrdinal(one.Item.Collection, other.Item.Collection);
            return collection != 0 ? collection : string.CompareOrdinal(one.Item.Key, other.Item.Key);
        });
        return [.. keyed.Select(k => k.Item)];
    }

    private static SortValue Value(CatalogItem item, string field)
    {
        if (field == "id") return new SortValue(Kind.Text, 0, item.Id);
        if (field == "collection") return new SortValue(Kind.Text, 0, item.Collection);
        var name = field.StartsWith("properties.", StringComparison.Ordinal) ? field["properties.".Length..] : field;
        // As times, not as texts: they may be written with any offset and any fraction.
        if (name is "datetime" or "start_datetime" && item.Start is { } start) return new SortValue(Kind.Number, start.UtcTicks, "");
        if (name == "end_datetime" && item.End is { } end) return new SortValue(Kind.Number, end.UtcTicks, "");
        if (item.Properties.ValueKind != JsonValueKind.Object || !item.Properties.TryGetProperty(name, out var value)) return default;
        return value.ValueKind switch
        {
            JsonValueKind.Number => new SortValue(Kind.Number, value.GetDouble(), ""),
            JsonValueKind.String => new SortValue(Kind.Text, 0, value.GetString()!),
            JsonValueKind.True or JsonValueKind.False => new SortValue(Kind.Truth, value.GetBoolean() ? 1 : 0, ""),
            _ => default,
        };
    }

    private enum Kind
    {
        None,
        Truth,
        Number,
        Text,
    }

    private readonly record struct SortValue(Kind Kind, double Number, string Text)
    {
        public int CompareTo(SortValue other) =>
            Kind != other.Kind ? Kind.CompareTo(other.Kind)
            : Kind == Kind.Text ? string.CompareOrdinal(Text, other.Text)
            : Number.CompareTo(other.Number);
    }
}
