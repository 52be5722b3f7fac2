using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using ServerlessOrders.Http;

namespace ServerlessOrders.Functions.Http;

/// <summary>The endpoints about the service itself, and the answer to what no endpoint matches.</summary>
public sealed class ServiceFunctions(ApiFunction api)
{
    /// <summary>
    /// The name of the function behind all others. The host tries routes in the order of the functions' names, whatever their
    /// precedence, and takes the first that fits: so this one's name must be the last.
    /// </summary>
    public const string UnmatchedName = "zzUnmatched";

    /// <summary>A file that the pages load.</summary>
    [Function(nameof(GetPageAsset))]
    public Task<IResult> GetPageAsset(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = ApiRoutes.PageAsset)] HttpRequest request) =>
        api.RunAsync(request);

    /// <summary>How people sign in at the pages.</summary>
    [Function(nameof(GetPagesConfig))]
    public Task<IResult> GetPagesConfig(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = ApiRoutes.PagesConfig)] HttpRequest request) =>
        api.RunAsync(request);

    /// <summary>The description of the API.</summary>
    [Function(nameof(OpenApi))]
    public Task<IResult> OpenApi(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = ApiRoutes.OpenApi)] HttpRequest request) =>
        api.RunAsync(request);

    /// <summary>The description as a page.</summary>
    [Function(nameof(Docs))]
    public Task<IResult> Docs(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = ApiRoutes.Docs)] HttpRequest request) =>
        api.RunAsync(request);

    /// <summary>The process runs.</summary>
    [Function(nameof(HealthLive))]
    public Task<IResult> HealthLive(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = ApiRoutes.HealthLive)] HttpRequest request) =>
        api.RunAsync(request);

    /// <summary>The service can do its work.</summary>
    [Function(nameof(HealthReady))]
    public Task<IResult> HealthReady(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = ApiRoutes.HealthReady)] HttpRequest request) =>
        api.RunAsync(request);

    /// <summary>
    /// Anything else, by any method: at the address of the service itself are the pages; what comes below <c>Orders:PathBase</c> is passed on to its endpoint, which may reach workflows; the
    /// rest is 404, 405, or the answer of a preflight request.
    /// </summary>
    [Function(UnmatchedName)]
    public Task<IResult> Unmatched(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "{*path}")] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunUnmatchedAsync(request, durable);
}
