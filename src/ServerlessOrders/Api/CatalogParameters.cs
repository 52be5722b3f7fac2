using Microsoft.AspNetCore.Http;
using ServerlessOrders.Http;

namespace ServerlessOrders.Api;

/// <summary>
/// Refuses parameters of the query that an address of the catalog does not have, as OGC API - Features wants it
/// (<c>/req/core/query-param-unknown</c>). Other addresses pass them over, as REGARDS' clients expect.
/// </summary>
internal static class CatalogParameters
{
    /// <summary>The format, which many clients of OGC API - Features send though there is but one.</summary>
    public const string Format = "f";

    /// <summary>The formats that may be named: they all mean the same JSON.</summary>
    public static IReadOnlyList<string> Formats { get; } = ["json", "geojson"];

    /// <summary>What is wrong with the query; null if nothing is.</summary>
    public static StacError? Refusal(HttpRequest request, ApiEndpoint endpoint)
    {
        if (request.Query.Keys.FirstOrDefault(name => !endpoint.Reads(name)) is { } unknown)
            return StacError.BadRequest($"'{unknown}' is no parameter of this address; /docs says which there are.");
        return request.Query[Format].All(format => Formats.Contains(format))
            ? null
            : StacError.BadRequest($"'{Format}' must be {string.Join(" or ", Formats)}: there is no other format.");
    }
}
