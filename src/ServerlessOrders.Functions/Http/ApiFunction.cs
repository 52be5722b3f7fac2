using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using ServerlessOrders.Api;
using ServerlessOrders.Functions.Workflows;

namespace ServerlessOrders.Functions.Http;

/// <summary>What every function of the API does: hands its request to the pipeline that both hosts share.</summary>
/// <param name="pipeline">Answers.</param>
/// <param name="client">Carries the Durable client of the invocation.</param>
public sealed class ApiFunction(ApiPipeline pipeline, InvocationClient client)
{
    /// <summary>Answers a request to the endpoint that is called as the function is.</summary>
    /// <param name="request">The request.</param>
    /// <param name="durable">Reaches the workflows.</param>
    /// <param name="name">The endpoint: the name of the calling method.</param>
    /// <returns>Nothing to do: the answer has been sent.</returns>
    public async Task<IResult> RunAsync(HttpRequest request, DurableTaskClient durable, [CallerMemberName] string name = "")
    {
        using var use = client.Use(durable);
        return await RunAsync(request, name);
    }

    /// <summary>The same for an endpoint that reaches no workflow.</summary>
    public async Task<IResult> RunAsync(HttpRequest request, [CallerMemberName] string name = "")
    {
        await pipeline.RunAsync(request.HttpContext, name);
        return Results.Empty;
    }

    /// <summary>Answers a request that no other function's route matches.</summary>
    public async Task<IResult> RunUnmatchedAsync(HttpRequest request, DurableTaskClient durable)
    {
        using var use = client.Use(durable);
        await pipeline.RunUnmatchedAsync(request.HttpContext);
        return Results.Empty;
    }
}
