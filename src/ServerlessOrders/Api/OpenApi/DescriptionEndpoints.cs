using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using ServerlessOrders.Http;

namespace ServerlessOrders.Api.OpenApi;

/// <summary>The description of the API over HTTP.</summary>
internal static class DescriptionEndpoints
{
    private const string OpenApi = "application/vnd.oai.openapi+json";

    /// <summary>GET /openapi.json.</summary>
    internal static Task<IResult> JsonAsync(ApiCall call)
    {
        call.Http.Response.Headers.Vary = HeaderNames.Accept;
        // The type that the landing page of the STAC API gives its link, for those who ask for it.
        var mediaType = Acceptance.Choose(call.Http.Request, "application/json", OpenApi) == OpenApi ? $"{OpenApi};version=3.1" : "application/json";
        return Task.FromResult<IResult>(TypedResults.Text(call.Service<ApiDescription>().Json(call.Links.BaseUrl), mediaType));
    }

    /// <summary>GET /docs.</summary>
    internal static Task<IResult> PageAsync(ApiCall call)
    {
        call.Http.Response.Headers[HeaderNames.ContentSecurityPolicy] =
            $"default-src 'none'; style-src '{PageStyle.Hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        return Task.FromResult<IResult>(
            TypedResults.Text(call.Service<ApiDescription>().Page(call.Links.BaseUrl), "text/html; charset=utf-8"));
    }
}
