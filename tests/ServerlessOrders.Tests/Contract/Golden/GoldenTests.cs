using System.Text.Json;
using ServerlessOrders.Api;
using ServerlessOrders.Api.OpenApi;
using ServerlessOrders.Tests.Contract.Api.OpenApi;

namespace ServerlessOrders.Tests.Contract.Golden;

/// <summary>The answers of the API, each compared letter by letter with the one that was checked against the contract, and held against the description.</summary>
public sealed class GoldenTests(StillServer server) : IClassFixture<StillServer>
{
    private static readonly IReadOnlyDictionary<string, GoldenCase> Cases =
        new[] { OrderCases.All, ActionCases.All, DeliveryCases.All, BasketCases.All, StacCases.All, RegardsCases.All, EventCases.All }
            .SelectMany(cases => cases)
            .ToDictionary(golden => golden.Name);

    private static readonly DescribedApi Described = new(JsonElement.Parse(new ApiDescription().Json("https://example.org")));

    public static TheoryData<string> Names => [.. Cases.Keys];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void EveryGoldenFile_HasItsCase() =>
        Assert.Empty(GoldenFile.Names.Except(Cases.Keys));

    [Fact]
    public void EveryEndpoint_HasACaseThatSucceeds()
    {
        var succeeded = GoldenFile.Succeeded.ToList();
        Assert.Empty(ApiTable.Endpoints
            .Where(endpoint => !succeeded.Any(asked => endpoint.Methods[0] == asked.Method && RouteMatch.Matches(endpoint.Route, asked.Path)))
            .Select(endpoint => endpoint.Name)
            // What these answer is kept as the document itself, or made by the build of the pages.
            .Except(["OpenApi", "Docs", "GetPageAsset"]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Answer_IsTheGoldenOne(string name)
    {
        var world = new World(server);
        using var request = await Cases[name].AskAsync(world);
        using var response = await server.Http.SendAsync(request, Stop);
        await GoldenFile.CheckAsync(name, await AnswerText.WriteAsync(request, response, world, Stop), Stop);
        CommonHeaders.Check(response);
        await Described.CheckAsync(response);
    }
}
