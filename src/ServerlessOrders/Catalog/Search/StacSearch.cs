using System.Globalization;
using System.Text.Json;
using ServerlessOrders.Catalog.Geometry;

namespace ServerlessOrders.Catalog.Search;

/// <summary>Reads the parameters of a STAC API search (item search, <c>ids</c>, <c>collections</c>, <c>bbox</c>, <c>intersects</c>, <c>datetime</c>).</summary>
internal static class StacSearch
{
    /// <summary>Makes the condition; no parameter selects everything.</summary>
    /// <exception cref="QuerySyntaxException">A parameter is unknown or cannot be read.</exception>
    public static QueryNode Parse(SearchScope scope, IReadOnlyDictionary<string, IReadOnlyList<string>> parameters) =>
        AndNode.Of([.. parameters.Select(p => Condition(scope, parameters, p.Key, p.Value))]);

    private static QueryNode Condition(
        SearchScope scope, IReadOnlyDictionary<string, IReadOnlyList<string>> parameters, string name, IReadOnlyList<string> values)
    {
        switch (name)
        {
            case "ids":
                return ProductSetNode.Of(scope, Names(scope, name, values));
            case "collections":
                return CollectionSetNode.Of(scope, Names(scope, name, values));
            case "bbox":
                scope.Count(1);
                var numbers = Numbers(Split(name, values));
                return new AreaNode(scope, SearchArea.Of(Box(numbers)), Heights(numbers));
            case "intersects" when parameters.ContainsKey("bbox"):
                throw new QuerySyntaxException("'intersects' and 'bbox' cannot be asked for together.");
            case "intersects" when values.Count == 1:
                scope.Count(1);
                return new AreaNode(scope, Area(values[0]));
            case "intersects":
                throw new QuerySyntaxException("'intersects' takes one GeoJSON geometry.");
            case "datetime" when values.Count == 1:
                scope.Count(1);
                return Time(scope, values[0].Trim());
            case "datetime":
                throw new QuerySyntaxException("'datetime' takes one value: an instant or an interval from/to.");
            default:
                throw new QuerySyntaxException(
                    $"the parameter '{Literal.Shorten(name)}' is unknown; the engine stac takes ids, collections, bbox, intersects and datetime.");
        }
    }

    private static IReadOnlyList<string> Names(SearchScope scope, string name, IReadOnlyList<string> values)
    {
        scope.Count(values.Count);
        return values.Count > 0 && values.All(v => v.Length > 0)
            ? values
            : throw new QuerySyntaxException($"'{name}' holds an empty value.");
    }

    private static List<string> Split(string name, IReadOnlyList<string> values)
    {
        var parts = values.SelectMany(v => v.Split(',', StringSplitOptions.TrimEntries)).ToList();
        return parts.Count > 0 && parts.All(p => p.Length > 0)
            ? parts
            : throw new QuerySyntaxException($"'{name}' holds an empty value.");
    }

    private static List<double> Numbers(List<string> parts) => [.. parts.Select(p =>
        double.TryParse(p, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new QuerySyntaxException($"'bbox': '{Literal.Shorten(p)}' is not a number."))];

    private static BoundingBox Box(List<double> numbers) =>
        BoundingBox.TryCreate(numbers, out var error) ?? throw new QuerySyntaxException($"'bbox': {error}");

    // In metres.
    private static (double Lowest, double Highest)? Heights(List<double> numbers) => numbers is not [_, _, var lowest, _, _, var highest] ? null
        : lowest <= highest ? (lowest, highest)
        : throw new QuerySyntaxException("'bbox': the lowest height cannot be greater than the highest.");

    private static SearchArea Area(string geoJson)
    {
        try
        {
            using var json = JsonDocument.Parse(geoJson);
            return GeoJson.TryRead(json.RootElement, out var error) is { } geometry
                ? SearchArea.Of(geometry)
                : throw new QuerySyntaxException($"'intersects' {error}");
        }
        catch (JsonException)
        {
            throw new QuerySyntaxException("'intersects' must be a GeoJSON geometry in JSON.");
        }
    }

    private static TimeNode Time(SearchScope scope, string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            var instant = Instant(text);
            return new TimeNode(scope, instant.Start, instant.End);
        }

        var from = text[..slash] is "" or ".." ? (Period?)null : Instant(text[..slash]);
        var to = text[(slash + 1)..] is "" or ".." ? (Period?)null : Instant(text[(slash + 1)..]);
        if (from is null && to is null) throw new QuerySyntaxException("'datetime': an interval needs a beginning or an end.");
        if (from?.Start > to?.End) throw new QuerySyntaxException("'datetime': the interval ends before it begins.");
        return new TimeNode(scope, from?.Start ?? DateTimeOffset.MinValue, to?.End ?? DateTimeOffset.MaxValue);
    }

    private static Period Instant(string text) => Period.TryParse(text, out var period)
        ? period
        : throw new QuerySyntaxException(
            $"'datetime': '{Literal.Shorten(text)}' is not a time such as 2024-01-31T12:00:00Z; an interval is written from/to, with .. for an open end.");

    private sealed class TimeNode(SearchScope scope, DateTimeOffset from, DateTimeOffset to) : ConditionNode(scope)
    {
        private readonly SearchScope _scope = scope;

        public override Period? Time => new Period(from, to);

        protected override bool Meets(ItemView item) => (item.Item.Start ?? item.Item.End) is { } start
            ? start <= to && (item.Item.End ?? start) >= from
            : _scope.UnknownMatches;
    }
}
