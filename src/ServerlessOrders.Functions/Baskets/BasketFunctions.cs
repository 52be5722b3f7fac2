using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using ServerlessOrders.Functions.Http;
using ServerlessOrders.Http;

namespace ServerlessOrders.Functions.Baskets;

/// <summary>The endpoints of the basket.</summary>
public sealed class BasketFunctions(ApiFunction api)
{
    /// <summary>The basket.</summary>
    [Function(nameof(GetBasket))]
    public Task<IResult> GetBasket(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = ApiRoutes.Basket)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>Deletes the basket.</summary>
    [Function(nameof(EmptyBasket))]
    public Task<IResult> EmptyBasket(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = ApiRoutes.Basket)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>Adds a selection.</summary>
    [Function(nameof(AddSelection))]
    public Task<IResult> AddSelection(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = ApiRoutes.BasketSelection)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>Adds the products of an uploaded list.</summary>
    [Function(nameof(UploadSelection))]
    public Task<IResult> UploadSelection(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = ApiRoutes.BasketUpload)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>Sets the file filters of a dataset selection.</summary>
    [Function(nameof(SetFileFilters))]
    public Task<IResult> SetFileFilters(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = ApiRoutes.BasketFileFilters)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>Takes a dataset selection out.</summary>
    [Function(nameof(RemoveDatasetSelection))]
    public Task<IResult> RemoveDatasetSelection(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = ApiRoutes.BasketDataset)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>Takes one selection out.</summary>
    [Function(nameof(RemoveItemsSelection))]
    public Task<IResult> RemoveItemsSelection(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = ApiRoutes.BasketItemsSelection)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);
}
