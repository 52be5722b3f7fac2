using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using ServerlessOrders.Http;

namespace ServerlessOrders.Api;

/// <summary>What is at the address of the service itself: the way on.</summary>
internal static class RootEndpoint
{
    /// <summary>A browser goes to the page of the API; everybody else gets the links to what anybody may see.</summary>
    internal static IResult Answer(ApiCall call)
    {
        call.Http.Response.Headers[HeaderNames.Vary] = HeaderNames.Accept;
        return call.Http.Request.GetTypedHeaders().Accept.Any(type => type.MediaType == "text/html" && type.Quality is not 0)
            ? TypedResults.Redirect(call.Links.Href(ApiRoutes.Docs))
            : ApiResults.Json(new
            {
                links = new[]
                {
                    call.Links.To("service-desc", ApiRoutes.OpenApi),
                    call.Links.To("service-doc", ApiRoutes.Docs),
                    call.Links.To("status", ApiRoutes.HealthReady),
                },
            });
    }
}
