using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ServerlessOrders.Http;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Api;

/// <summary>Probes.</summary>
internal static class HealthEndpoints
{
    /// <summary>200 as long as the process answers requests.</summary>
    internal static Task<IResult> LiveAsync(ApiCall call) => Task.FromResult(Up);

    /// <summary>200 if storage can be reached and is complete; else 503. What is wrong is for operators, so it goes to the log.</summary>
    internal static async Task<IResult> ReadyAsync(ApiCall call)
    {
        var problems = await call.Service<StorageHealth>().FindProblemsAsync(call.Aborted);
        if (problems.Count == 0) return Up;
        call.Service<ILogger<StorageHealth>>().LogWarning("The service is not ready: {Problems}", string.Join(" ", problems));
        return new ApiError(StatusCodes.Status503ServiceUnavailable, "The service is not ready; its log says why.");
    }

    private static IResult Up => ApiResults.Json(new Health("UP"));
}

/// <summary>The service is up.</summary>
/// <param name="Status">Always UP.</param>
internal sealed record Health([AllowedValues("UP")] string Status);
