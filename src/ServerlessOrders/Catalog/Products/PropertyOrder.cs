using System.Text.Json;

namespace ServerlessOrders.Catalog.Products;

/// <summary>
/// Orders products by properties, and those that are alike by id: numbers before texts, texts letter by letter, products without the
/// property last whatever the direction. <c>id</c> and <c>providerId</c> are the product's id.
/// </summary>
internal sealed class PropertyOrder(IReadOnlyList<SortKey> keys) : IComparer<CatalogItem>
{
    private const string Prefix = "properties.";

    /// <inheritdoc/>
    public int Compare(CatalogItem? x, CatalogItem? y)
    {
        foreach (var key in keys)
        {
            var (mine, other) = (Value(x!, key.Property), Value(y!, key.Property));
            if (mine is null != other is null) return mine is null ? 1 : -1;
            var order = Compare(mine, other);
            if (order != 0) return key.Descending ? -order : order;
        }

        return string.CompareOrdinal(x!.Id, y!.Id);
    }

    private static int Compare(object? mine, object? other) => (mine, other) switch
    {
        (double number, double another) => number.CompareTo(another),
        (string text, string another) => string.CompareOrdinal(text, another),
        (double, string) => -1,
        (string, double) => 1,
        _ => 0,
    };

    private static object? Value(CatalogItem item, string name)
    {
        if (name is "id" or "providerId" or "productId" or "label") return item.Id;
        if (name.StartsWith(Prefix, StringComparison.Ordinal)) name = name[Prefix.Length..];
        if (item.Properties.ValueKind != JsonValueKind.Object || !item.Properties.TryGetProperty(name, out var value)) return null;
        return value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetDouble(out var number) ? number : null,
            JsonValueKind.String => value.GetString(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => null,
        };
    }
}
