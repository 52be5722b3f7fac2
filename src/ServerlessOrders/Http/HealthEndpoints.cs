using Microsoft.AspNetCore.Http;

namespace ServerlessOrders.Http;

/// <summary>Probes.</summary>
internal static class HealthEndpoints
{
    /// <summary>200 as long as the process answers requests.</summary>
    internal static Task<IResult> LiveAsync(ApiCall call) => Task.FromResult(ApiResults.Json(new { status = "UP" }));
}
