using ServerlessOrders.Catalog.Search;

namespace ServerlessOrders.Catalog;

/// <summary>
/// Understands what a user asks for (contract section 9). Engines: <c>legacy</c> and <c>opensearch</c> read REGARDS' Lucene-like
/// <c>q</c> (several are all to be met), <c>stac</c> the parameters of a STAC API search.
/// </summary>
/// <remarks>
/// As in REGARDS a text without quotes may be part of a property's value and one in quotes must be the whole; ids are always
/// whole. Parameters that only shape an answer (page, size, sort, facets) are ignored; any other that REGARDS would search by
/// is refused, as leaving it out would order more than was asked for.
/// </remarks>
public static class SelectionParser
{
    private const string Query = "q";

    /// <summary>Understands a selection.</summary>
    /// <param name="tenant">The tenant whose products may be named by URN.</param>
    /// <param name="request">What the user asks for.</param>
    /// <returns>The query, or what is wrong with the request.</returns>
    public static SelectionParse Parse(string tenant, SelectionRequest request)
    {
        try
        {
            RefuseNulls(request);
            var nodes = new List<QueryNode> { ParseEngine(tenant, request) };
            if (!string.IsNullOrWhiteSpace(request.DatasetUrn)) nodes.Add(CollectionSetNode.Of(tenant, [request.DatasetUrn]));
            if (request.EntityIdsToInclude is { Count: > 0 } included) nodes.Add(ProductSetNode.Of(tenant, included));
            if (request.EntityIdsToExclude is { Count: > 0 } excluded)
                nodes.Add(new NotNode(ProductSetNode.Of(tenant, excluded)));
            var all = AndNode.Of(nodes);
            return new SelectionParse(new ItemQuery(all.Collections?.Values.Distinct().ToList(), all.Products, all.Matches), null);
        }
        catch (QuerySyntaxException unreadable)
        {
            return new SelectionParse(null, unreadable.Message);
        }
    }

    private static QueryNode ParseEngine(string tenant, SelectionRequest request)
    {
        var parameters = request.SearchParameters ?? new Dictionary<string, IReadOnlyList<string>>();
        return request.EngineType switch
        {
            "legacy" or "opensearch" => AndNode.Of([.. parameters.SelectMany(p => ParseParameter(tenant, p.Key, p.Value))]),
            "stac" => StacSearch.Parse(tenant, parameters),
            _ => throw new QuerySyntaxException(
                $"The search engine '{request.EngineType}' is unknown; use legacy, opensearch or stac."),
        };
    }

    private static List<QueryNode> ParseParameter(string tenant, string name, IReadOnlyList<string> values)
    {
        switch (name)
        {
            case Query:
                return [.. values.Select(v => ParseQuery(tenant, v))];
            case "exists":
                return [.. values.Select(v => QueryFields.Condition(tenant, v, null, new ExistsTest()))];
            case "page" or "size" or "sort" or "facets" or "scope" or "token":
                return [];
            default:
                throw new QuerySyntaxException(
                    $"The search parameter '{name}' is not supported; use q, or the engine stac to search by bbox and datetime.");
        }
    }

    // JSON can put a null where the types promise a text.
    private static void RefuseNulls(SelectionRequest request)
    {
        foreach (var (name, values) in request.SearchParameters ?? new Dictionary<string, IReadOnlyList<string>>())
            if (values is null || values.Any(v => v is null))
                throw new QuerySyntaxException($"The search parameter '{name}' holds a null.");
        if (request.EntityIdsToInclude?.Any(i => i is null) == true || request.EntityIdsToExclude?.Any(i => i is null) == true)
            throw new QuerySyntaxException("entityIdsToInclude and entityIdsToExclude cannot hold a null.");
    }

    private static QueryNode ParseQuery(string tenant, string query)
    {
        try
        {
            return QueryParser.Parse(tenant, query);
        }
        catch (QuerySyntaxException unreadable)
        {
            throw new QuerySyntaxException($"The query '{Shortened(query)}' cannot be read: {unreadable.Message}");
        }
    }

    private static string Shortened(string query) => query.Length <= 200 ? query : query[..200] + "...";
}
