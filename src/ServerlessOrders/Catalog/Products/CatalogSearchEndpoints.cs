using Microsoft.AspNetCore.Http;
using ServerlessOrders.Http;

namespace ServerlessOrders.Catalog.Products;

/// <summary>REGARDS' catalog search (rs-catalog, engine <c>legacy</c>) over HTTP (contract, section 9).</summary>
internal static class CatalogSearchEndpoints
{
    private const int DefaultSize = 20;

    // What shapes the answer, or is left of the gateway.
    private static readonly string[] Shaping = ["page", "size", "sort", "facets", "scope"];

    /// <summary>GET /engines/legacy/dataobjects/search?q=&amp;page=&amp;size=&amp;sort=: products.</summary>
    internal static async Task<IResult> ProductsAsync(ApiCall call)
    {
        var request = call.ReadPage(DefaultSize, sortable: null);
        var found = await call.Service<ProductSearch>().FindAsync(call.Caller.Tenant, Parameters(call), request, call.Aborted);
        return found.Error is { } error
            ? ApiError.Unprocessable(error)
            : call.PageResult(request, found.Page!, item => EntityView.Of(call.Caller.Tenant, item), note: found.Note);
    }

    /// <summary>GET /engines/legacy/datasets/search?q=&amp;page=&amp;size=&amp;sort=: collections.</summary>
    internal static async Task<IResult> DatasetsAsync(ApiCall call)
    {
        var request = call.ReadPage(DefaultSize, sortable: null);
        var found = await call.Service<ProductSearch>().FindCollectionsAsync(call.Caller.Tenant, Parameters(call), request, call.Aborted);
        return found.Error is { } error
            ? ApiError.Unprocessable(error)
            : call.PageResult(request, found.Page!, collection => EntityView.Of(collection));
    }

    private static Dictionary<string, IReadOnlyList<string>> Parameters(ApiCall call) => call.Http.Request.Query
        .Where(parameter => !Shaping.Contains(parameter.Key))
        .ToDictionary(parameter => parameter.Key, parameter => (IReadOnlyList<string>)[.. parameter.Value.OfType<string>()]);
}
