using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using ServerlessOrders.Functions.Http;
using ServerlessOrders.Http;

namespace ServerlessOrders.Functions.Orders;

/// <summary>The endpoints of a tenant's settings.</summary>
public sealed class SettingsFunctions(ApiFunction api)
{
    /// <summary>The settings.</summary>
    [Function(nameof(GetSettings))]
    public Task<IResult> GetSettings(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = ApiRoutes.Settings)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>Changes one.</summary>
    [Function(nameof(UpdateSetting))]
    public Task<IResult> UpdateSetting(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = ApiRoutes.Setting)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);

    /// <summary>Resets one to its default.</summary>
    [Function(nameof(ResetSetting))]
    public Task<IResult> ResetSetting(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = ApiRoutes.Setting)] HttpRequest request,
        [DurableClient] DurableTaskClient durable) =>
        api.RunAsync(request, durable);
}
