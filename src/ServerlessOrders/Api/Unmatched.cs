using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using ServerlessOrders.Http;
using ServerlessOrders.Security;

namespace ServerlessOrders.Api;

/// <summary>Answers what no row of the table answers (contract, sections 1 and 3), alike on both hosts.</summary>
internal static class Unmatched
{
    /// <summary>
    /// The address of the service itself leads to the pages, or to its description; preflight requests 204, without authentication; a known path with
    /// another method 405; anything else 404.
    /// </summary>
    internal static async Task<IResult> AnswerAsync(HttpContext http, IEnumerable<ApiEndpoint> endpoints)
    {
        var path = http.Request.Path.Value ?? "";
        var reads = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
        if (reads && path is ("" or "/")) return await RootEndpoint.AnswerAsync(new ApiCall(http, Caller.Anonymous));
        var allowed = endpoints
            .Where(endpoint => RouteMatch.Matches(endpoint.Route, path))
            .SelectMany(endpoint => endpoint.Methods)
            .Append(HttpMethods.Options)
            .Distinct()
            .ToList();
        var known = allowed.Count > 1;
        if (known) http.Response.Headers[HeaderNames.Allow] = string.Join(", ", allowed);
        if (HttpMethods.IsOptions(http.Request.Method)) return ApiResults.Empty(StatusCodes.Status204NoContent);
        return known
            ? new ApiError(
                StatusCodes.Status405MethodNotAllowed,
                $"{http.Request.Method} is not allowed here; allowed are {string.Join(", ", allowed)}.")
            : ApiError.NotFound($"There is nothing at {path}.");
    }
}
