using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using ServerlessOrders.Functions.Http;
using ServerlessOrders.Http;

namespace ServerlessOrders.Functions.Catalog;

/// <summary>The endpoints of REGARDS' catalog search.</summary>
public sealed class CatalogSearchFunctions(ApiFunction api)
{
    /// <summary>Products.</summary>
    [Function(nameof(SearchProducts))]
    public Task<IResult> SearchProducts(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = ApiRoutes.SearchProducts)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>Collections.</summary>
    [Function(nameof(SearchDatasets))]
    public Task<IResult> SearchDatasets(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = ApiRoutes.SearchDatasets)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);
}
