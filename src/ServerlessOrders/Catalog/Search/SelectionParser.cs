namespace ServerlessOrders.Catalog.Search;

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
    /// <summary>The engine that takes the parameters of a STAC API search.</summary>
    internal const string Stac = "stac";

    private const string Query = "q";

    /// <summary>Understands a selection.</summary>
    /// <param name="tenant">The tenant whose products may be named by URN.</param>
    /// <param name="request">What the user asks for.</param>
    /// <returns>The query, or what is wrong with the request.</returns>
    public static SelectionParse Parse(string tenant, SelectionRequest request)
    {
        var parse = ParseAll(tenant, [request]);
        return new SelectionParse(parse.Queries?[0], parse.Error);
    }

    /// <summary>Understands the selections of one request: their conditions count together against the limit.</summary>
    /// <param name="tenant">The tenant whose products may be named by URN.</param>
    /// <param name="requests">What the user asks for.</param>
    /// <returns>The queries, or what is wrong with the first that cannot be read.</returns>
    internal static SelectionsParse ParseAll(string tenant, IReadOnlyList<SelectionRequest> requests)
    {
        var scope = new SearchScope(tenant);
        try
        {
            return new SelectionsParse([.. requests.Select(request => Parse(scope, request))], null);
        }
        catch (QuerySyntaxException unreadable)
        {
            return new SelectionsParse(null, unreadable.Message);
        }
    }

    private static ItemQuery Parse(SearchScope scope, SelectionRequest request)
    {
        RefuseNulls(request);
        var nodes = new List<QueryNode> { ParseEngine(scope, request) };
        if (!string.IsNullOrWhiteSpace(request.DatasetUrn)) nodes.Add(CollectionSetNode.Of(scope, [request.DatasetUrn]));
        if (request.EntityIdsToInclude is { Count: > 0 } included) nodes.Add(Products(scope, included));
        if (request.EntityIdsToExclude is { Count: > 0 } excluded) nodes.Add(new NotNode(Products(scope, excluded)));
        return new ItemQuery(scope, AndNode.Of(nodes));
    }

    private static ProductSetNode Products(SearchScope scope, IReadOnlyList<string> idsOrUrns)
    {
        scope.Count(idsOrUrns.Count);
        return ProductSetNode.Of(scope, idsOrUrns);
    }

    private static QueryNode ParseEngine(SearchScope scope, SelectionRequest request)
    {
        var parameters = request.SearchParameters ?? new Dictionary<string, IReadOnlyList<string>>();
        return request.EngineType switch
        {
            "legacy" or "opensearch" => AndNode.Of(
                [.. parameters.SelectMany(p => ParseParameter(scope, p.Key, p.Value)), .. PlaceSearch.Parse(scope, parameters)]),
            Stac => StacSearch.Parse(scope, parameters),
            _ => throw new QuerySyntaxException(
                $"The search engine '{Literal.Shorten(request.EngineType)}' is unknown; use legacy, opensearch or stac."),
        };
    }

    private static List<QueryNode> ParseParameter(SearchScope scope, string name, IReadOnlyList<string> values)
    {
        switch (name)
        {
            case Query:
                return [.. values.Select(v => ParseQuery(scope, v))];
            case "exists":
                scope.Count(values.Count);
                return [.. values.Select(v => QueryFields.Condition(scope, v, null, new ExistsTest()))];
            case var place when PlaceSearch.IsParameter(place):
                return [];
            case "page" or "size" or "sort" or "facets" or "scope" or "token":
                return [];
            default:
                throw new QuerySyntaxException(
                    $"The search parameter '{Literal.Shorten(name)}' is not supported; use q, g, lat, lon and r, or the engine stac to search by bbox and datetime.");
        }
    }

    // JSON can put a null if the types promise a text.
    private static void RefuseNulls(SelectionRequest request)
    {
        foreach (var (name, values) in request.SearchParameters ?? new Dictionary<string, IReadOnlyList<string>>())
            if (values is null || values.Any(v => v is null))
                throw new QuerySyntaxException($"The search parameter '{Literal.Shorten(name)}' holds a null.");
        if (request.EntityIdsToInclude?.Any(i => i is null) == true || request.EntityIdsToExclude?.Any(i => i is null) == true)
            throw new QuerySyntaxException("entityIdsToInclude and entityIdsToExclude cannot hold a null.");
    }

    private static QueryNode ParseQuery(SearchScope scope, string query)
    {
        try
        {
            return QueryParser.Parse(scope, query);
        }
        catch (QuerySyntaxException unreadable)
        {
            throw new QuerySyntaxException($"The query '{Literal.Shorten(query)}' cannot be read: {unreadable.Message}");
        }
    }
}
