using Microsoft.Azure.Functions.Worker;
using ServerlessOrders.Api;
using ServerlessOrders.Functions.Http;

namespace ServerlessOrders.Tests.Functions.Http;

/// <summary>The attributes of the functions and the API table say the same, both ways.</summary>
public sealed class FunctionTableTests
{
    public static TheoryData<string> Endpoints => [.. ApiTable.Endpoints.Select(endpoint => endpoint.Name)];

    [Theory]
    [MemberData(nameof(Endpoints))]
    public void Endpoint_HasAFunctionOfItsRouteAndMethods(string name)
    {
        var endpoint = ApiTable.Named(name);
        var http = AppFunction.Named(name).Http;

        Assert.NotNull(http);
        Assert.Equal(endpoint.Route, http.Route);
        Assert.Equal(endpoint.Methods.Order(), http.Methods!.Select(method => method.ToUpperInvariant()).Order());
        // The API authenticates its callers itself.
        Assert.Equal(AuthorizationLevel.Anonymous, http.AuthLevel);
    }

    [Fact]
    public void Function_WithAnHttpTrigger_IsInTheTable_OrAnswersWhatNoneDoes() => Assert.Equal(
        AppFunction.OfHttp.Select(function => function.Name).Order(),
        ApiTable.Endpoints.Select(endpoint => endpoint.Name).Append(ServiceFunctions.UnmatchedName).Order());

    /// <summary>A method finds its endpoint by its own name.</summary>
    [Fact]
    public void Function_OfTheTable_IsCalledAsItsMethod() => Assert.All(
        AppFunction.OfHttp.Where(function => function.Name != ServiceFunctions.UnmatchedName),
        function => Assert.Equal(function.Name, function.Method.Name));

    /// <summary>Wherever a service may wake an order, the invocation must have brought the client for it.</summary>
    [Fact]
    public void Function_HasADurableClient_UnlessItIsAboutTheServiceItself() => Assert.Equal(
        ["Docs", "GetPageAsset", "GetPagesConfig", "HealthLive", "HealthReady", "OpenApi", "OrderOrchestration"],
        AppFunction.All.Where(function => function.OfParameter<DurableClientAttribute>() is null).Select(function => function.Name));

    [Fact]
    public void Names_AreUnique() =>
        Assert.Equal(AppFunction.All.Count, AppFunction.All.DistinctBy(function => function.Name, StringComparer.OrdinalIgnoreCase).Count());
}
