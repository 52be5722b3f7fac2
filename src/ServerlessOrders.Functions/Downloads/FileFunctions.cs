using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using ServerlessOrders.Functions.Http;
using ServerlessOrders.Http;

namespace ServerlessOrders.Functions.Downloads;

/// <summary>The endpoints of files and their lists.</summary>
public sealed class FileFunctions(ApiFunction api)
{
    /// <summary>The files of a dataset task.</summary>
    [Function(nameof(ListDatasetFiles))]
    public Task<IResult> ListDatasetFiles(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = ApiRoutes.DatasetFiles)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>The downloadable files of an order.</summary>
    [Function(nameof(ListAvailableFiles))]
    public Task<IResult> ListAvailableFiles(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = ApiRoutes.AvailableFiles)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>The same below the address of the order.</summary>
    [Function(nameof(ListUserAvailableFiles))]
    public Task<IResult> ListUserAvailableFiles(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = ApiRoutes.UserAvailableFiles)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>The downloadable files of a sub-order.</summary>
    [Function(nameof(ListSubOrderAvailableFiles))]
    public Task<IResult> ListSubOrderAvailableFiles(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = ApiRoutes.SubOrderAvailableFiles)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>A file.</summary>
    [Function(nameof(GetFile))]
    public Task<IResult> GetFile(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = ApiRoutes.File)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>The same by order token.</summary>
    [Function(nameof(GetPublicFile))]
    public Task<IResult> GetPublicFile(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = ApiRoutes.PublicFile)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>The same at its older address.</summary>
    [Function(nameof(GetAipFile))]
    public Task<IResult> GetAipFile(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = ApiRoutes.AipFile)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);
}
