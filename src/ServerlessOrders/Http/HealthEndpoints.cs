using Microsoft.AspNetCore.Http;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Http;

/// <summary>Probes.</summary>
internal static class HealthEndpoints
{
    /// <summary>200 as long as the process answers requests.</summary>
    internal static Task<IResult> LiveAsync(ApiCall call) => Task.FromResult(Up);

    /// <summary>200 where storage can be reached and is complete; else 503 with what is wrong.</summary>
    internal static async Task<IResult> ReadyAsync(ApiCall call)
    {
        var problems = await call.Service<StorageHealth>().FindProblemsAsync(call.Aborted);
        return problems.Count == 0 ? Up : new ApiError(StatusCodes.Status503ServiceUnavailable, problems);
    }

    private static IResult Up => ApiResults.Json(new { status = "UP" });
}
