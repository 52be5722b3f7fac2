using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using ServerlessOrders.Api.Pages;
using ServerlessOrders.Http;

namespace ServerlessOrders.Api;

/// <summary>What is at the address of the service itself: the way on.</summary>
internal static class RootEndpoint
{
    /// <summary>A browser gets the pages; everybody else the links to what they are made of.</summary>
    internal static async Task<IResult> AnswerAsync(ApiCall call)
    {
        call.Http.Response.Headers[HeaderNames.Vary] = HeaderNames.Accept;
        if (!call.Http.Request.GetTypedHeaders().Accept.Any(type => type.MediaType == "text/html" && type.Quality is not 0)) return Links(call);
        // What the page loads is named relative to its address: below a prefix that needs the slash at its end.
        return call.Http.Request.Path.HasValue ? await PageEndpoints.PageAsync(call) : TypedResults.Redirect(call.Links.BaseUrl + "/");
    }

    private static IResult Links(ApiCall call) => ApiResults.Json(new
    {
        links = new[]
        {
            call.Links.To("service-desc", ApiRoutes.OpenApi),
            call.Links.To("service-doc", ApiRoutes.Docs),
            call.Links.To("data", ApiRoutes.Stac),
            call.Links.To("status", ApiRoutes.HealthReady),
        },
    });
}
