using System.Globalization;

namespace ServerlessOrders.Catalog.Search;

/// <summary>Reads the parameters of a STAC API search (item search, <c>ids</c>, <c>collections</c>, <c>bbox</c>, <c>datetime</c>).</summary>
internal static class StacSearch
{
    /// <summary>Makes the condition; no parameter selects everything.</summary>
    /// <exception cref="QuerySyntaxException">A parameter is unknown or cannot be read.</exception>
    public static QueryNode Parse(string tenant, IReadOnlyDictionary<string, IReadOnlyList<string>> parameters) =>
        AndNode.Of([.. parameters.Select(p => Condition(tenant, p.Key, p.Value))]);

    private static QueryNode Condition(string tenant, string name, IReadOnlyList<string> values)
    {
        switch (name)
        {
            case "ids":
                return ProductSetNode.Of(tenant, Split(name, values));
            case "collections":
                return CollectionSetNode.Of(tenant, Split(name, values));
            case "bbox":
                return new BoxNode(Box(Split(name, values)));
            case "datetime" when values.Count == 1:
                return Time(values[0].Trim());
            case "datetime":
                throw new QuerySyntaxException("'datetime' takes one value: an instant or an interval from/to.");
            default:
                throw new QuerySyntaxException(
                    $"the parameter '{name}' is unknown; the engine stac takes ids, collections, bbox and datetime.");
        }
    }

    private static List<string> Split(string name, IReadOnlyList<string> values)
    {
        var parts = values.SelectMany(v => v.Split(',', StringSplitOptions.TrimEntries)).ToList();
        return parts.Count > 0 && parts.All(p => p.Length > 0)
            ? parts
            : throw new QuerySyntaxException($"'{name}' holds an empty value.");
    }

    private static BoundingBox Box(List<string> parts)
    {
        var numbers = parts.Select(p =>
            double.TryParse(p, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new QuerySyntaxException($"'bbox': '{p}' is not a number.")).ToList();
        return BoundingBox.TryCreate(numbers, out var error) ?? throw new QuerySyntaxException($"'bbox': {error}");
    }

    private static TimeNode Time(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            var instant = Instant(text);
            return new TimeNode(instant.Start, instant.End);
        }

        var from = text[..slash] is "" or ".." ? (Period?)null : Instant(text[..slash]);
        var to = text[(slash + 1)..] is "" or ".." ? (Period?)null : Instant(text[(slash + 1)..]);
        if (from is null && to is null) throw new QuerySyntaxException("'datetime': an interval needs a beginning or an end.");
        if (from?.Start > to?.End) throw new QuerySyntaxException("'datetime': the interval ends before it begins.");
        return new TimeNode(from?.Start ?? DateTimeOffset.MinValue, to?.End ?? DateTimeOffset.MaxValue);
    }

    private static Period Instant(string text) => Period.TryParse(text, out var period)
        ? period
        : throw new QuerySyntaxException(
            $"'datetime': '{text}' is not a time such as 2024-01-31T12:00:00Z; an interval is written from/to, with .. for an open end.");

    private sealed class BoxNode(BoundingBox box) : QueryNode
    {
        public override bool Matches(CatalogItem item) =>
            item.Bbox is { } place && BoundingBox.TryCreate(place, out _) is { } other && box.Intersects(other);
    }

    private sealed class TimeNode(DateTimeOffset from, DateTimeOffset to) : QueryNode
    {
        public override bool Matches(CatalogItem item) =>
            (item.Start ?? item.End) is not null && (item.Start ?? item.End) <= to && (item.End ?? item.Start) >= from;
    }
}
