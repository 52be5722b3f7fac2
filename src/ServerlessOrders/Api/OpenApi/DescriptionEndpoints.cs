using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using ServerlessOrders.Http;

namespace ServerlessOrders.Api.OpenApi;

/// <summary>The description of the API over HTTP.</summary>
internal static class DescriptionEndpoints
{
    /// <summary>GET /openapi.json.</summary>
    internal static Task<IResult> JsonAsync(ApiCall call) => Task.FromResult<IResult>(
        TypedResults.Text(call.Service<ApiDescription>().Json(call.Links.BaseUrl), "application/json"));

    /// <summary>GET /docs.</summary>
    internal static Task<IResult> PageAsync(ApiCall call)
    {
        call.Http.Response.Headers[HeaderNames.ContentSecurityPolicy] =
            $"default-src 'none'; style-src '{PageStyle.Hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        return Task.FromResult<IResult>(
            TypedResults.Text(call.Service<ApiDescription>().Page(call.Links.BaseUrl), "text/html; charset=utf-8"));
    }
}
