using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using ServerlessOrders.Functions.Http;
using ServerlessOrders.Http;

namespace ServerlessOrders.Functions.Downloads;

/// <summary>The endpoints of whole orders: ZIP, metalink and STAC.</summary>
public sealed class DeliveryFunctions(ApiFunction api)
{
    /// <summary>The ZIP of an order.</summary>
    [Function(nameof(DownloadZip))]
    public Task<IResult> DownloadZip(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = ApiRoutes.Zip)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>One version of the ZIP.</summary>
    [Function(nameof(DownloadZipVersion))]
    public Task<IResult> DownloadZipVersion(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = ApiRoutes.ZipVersion)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>A link that opens the downloads of an order for some minutes.</summary>
    [Function(nameof(CreateDownloadLink))]
    public Task<IResult> CreateDownloadLink(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = ApiRoutes.DownloadLink)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>The metalink of an order.</summary>
    [Function(nameof(DownloadMetalink))]
    public Task<IResult> DownloadMetalink(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = ApiRoutes.Metalink)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>The same by order token.</summary>
    [Function(nameof(DownloadPublicMetalink))]
    public Task<IResult> DownloadPublicMetalink(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = ApiRoutes.PublicMetalink)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>What was ordered, as STAC.</summary>
    [Function(nameof(GetOrderStac))]
    public Task<IResult> GetOrderStac(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = ApiRoutes.OrderStac)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>The same by order token.</summary>
    [Function(nameof(GetPublicOrderStac))]
    public Task<IResult> GetPublicOrderStac(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = ApiRoutes.PublicOrderStac)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);
}
