using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using ServerlessOrders.Functions.Http;
using ServerlessOrders.Http;

namespace ServerlessOrders.Functions.Orders;

/// <summary>The endpoints of the lists of all orders.</summary>
public sealed class OrderSearchFunctions(ApiFunction api)
{
    /// <summary>All orders of the tenant.</summary>
    [Function(nameof(ListOrders))]
    public Task<IResult> ListOrders(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = ApiRoutes.Orders)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>All orders of the tenant that match.</summary>
    [Function(nameof(SearchOrders))]
    public Task<IResult> SearchOrders(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = ApiRoutes.SearchOrders)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>Orders as CSV, by query.</summary>
    [Function(nameof(GetOrdersCsv))]
    public Task<IResult> GetOrdersCsv(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = ApiRoutes.OrdersCsv)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>Orders as CSV, by body.</summary>
    [Function(nameof(PostOrdersCsv))]
    public Task<IResult> PostOrdersCsv(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = ApiRoutes.OrdersCsv)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);
}
