using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using ServerlessOrders.Functions.Http;
using ServerlessOrders.Http;

namespace ServerlessOrders.Functions.Catalog;

/// <summary>The endpoints of the catalog: the STAC API.</summary>
public sealed class StacFunctions(ApiFunction api)
{
    /// <summary>The landing page.</summary>
    [Function(nameof(StacLanding))]
    public Task<IResult> StacLanding(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = ApiRoutes.Stac)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>What of STAC API there is.</summary>
    [Function(nameof(StacConformance))]
    public Task<IResult> StacConformance(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = ApiRoutes.StacConformance)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>The collections.</summary>
    [Function(nameof(StacCollections))]
    public Task<IResult> StacCollections(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = ApiRoutes.StacCollections)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>One collection.</summary>
    [Function(nameof(StacCollection))]
    public Task<IResult> StacCollection(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = ApiRoutes.StacCollection)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>The items of a collection.</summary>
    [Function(nameof(StacItems))]
    public Task<IResult> StacItems(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = ApiRoutes.StacItems)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>One item.</summary>
    [Function(nameof(StacItem))]
    public Task<IResult> StacItem(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = ApiRoutes.StacItem)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>The small picture of an item.</summary>
    [Function(nameof(StacThumbnail))]
    public Task<IResult> StacThumbnail(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = ApiRoutes.StacThumbnail)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>A search by query.</summary>
    [Function(nameof(StacSearch))]
    public Task<IResult> StacSearch(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = ApiRoutes.StacSearch)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>A search by body.</summary>
    [Function(nameof(PostStacSearch))]
    public Task<IResult> PostStacSearch(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = ApiRoutes.StacSearch)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);
}
