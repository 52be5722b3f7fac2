using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using ServerlessOrders.Functions.Http;
using ServerlessOrders.Http;

namespace ServerlessOrders.Functions.Orders;

/// <summary>The endpoints of orders: creation, state, commands.</summary>
public sealed class OrderFunctions(ApiFunction api)
{
    /// <summary>A new order of the caller's basket.</summary>
    [Function(nameof(CreateOrder))]
    public Task<IResult> CreateOrder(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = ApiRoutes.UserOrders)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>The same with the application's duration.</summary>
    [Function(nameof(CreateAppOrder))]
    public Task<IResult> CreateAppOrder(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = ApiRoutes.Orders)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>The caller's orders.</summary>
    [Function(nameof(ListOwnOrders))]
    public Task<IResult> ListOwnOrders(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = ApiRoutes.UserOrders)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>Selection and order in one request.</summary>
    [Function(nameof(ApplyOrder))]
    public Task<IResult> ApplyOrder(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = ApiRoutes.ApplyOrder)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>What an order would hold.</summary>
    [Function(nameof(QuoteOrder))]
    public Task<IResult> QuoteOrder(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = ApiRoutes.QuoteOrder)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>One order.</summary>
    [Function(nameof(GetOrder))]
    public Task<IResult> GetOrder(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = ApiRoutes.Order)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>Pauses an order.</summary>
    [Function(nameof(PauseOrder))]
    public Task<IResult> PauseOrder(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = ApiRoutes.PauseOrder)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>Resumes an order.</summary>
    [Function(nameof(ResumeOrder))]
    public Task<IResult> ResumeOrder(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = ApiRoutes.ResumeOrder)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>Deletes an order.</summary>
    [Function(nameof(DeleteOrder))]
    public Task<IResult> DeleteOrder(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = ApiRoutes.Order)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>Removes a deleted order from the store.</summary>
    [Function(nameof(RemoveOrder))]
    public Task<IResult> RemoveOrder(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = ApiRoutes.RemoveOrder)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>A new order of the same selection.</summary>
    [Function(nameof(RestartOrder))]
    public Task<IResult> RestartOrder(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = ApiRoutes.RestartOrder)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>Lets the files of an order stay longer.</summary>
    [Function(nameof(ExtendOrder))]
    public Task<IResult> ExtendOrder(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = ApiRoutes.OrderExpiration)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>Prepares files in error again.</summary>
    [Function(nameof(RetryOrder))]
    public Task<IResult> RetryOrder(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = ApiRoutes.RetryOrder)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>What happened to an order, and whether its receivers were told.</summary>
    [Function(nameof(ListOrderEvents))]
    public Task<IResult> ListOrderEvents(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = ApiRoutes.OrderEvents)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>Tells an order's receivers again.</summary>
    [Function(nameof(ReplayOrderEvent))]
    public Task<IResult> ReplayOrderEvent(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = ApiRoutes.ReplayEvent)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);
}
