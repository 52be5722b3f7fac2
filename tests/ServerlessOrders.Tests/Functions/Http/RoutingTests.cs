using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using ServerlessOrders.Api;
using ServerlessOrders.Functions.Http;
using ServerlessOrders.Http;

namespace ServerlessOrders.Tests.Functions.Http;

/// <summary>A request passes two routers: the host's, which chooses the function, and the worker's, which reads the route values.</summary>
public sealed class RoutingTests
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"];

    private static readonly string[] Elsewhere =
        ["/", "/user", "/user/orders/x", "/user/orders/pause", "/user/orders/1/2", "/orders/files/x", "/favicon.ico", "/api/user/orders"];

    /// <summary>Items whose ids hold slashes, as they are and as %2F; what is near them.</summary>
    private static readonly (string Path, string Endpoint)[] Items =
    [
        ("/stac/collections/c/items/a/b", "StacItem"), ("/stac/collections/c/items/a%2Fb", "StacItem"), ("/stac/collections/c/items/a%2Fthumbnail", "StacItem"),
        ("/stac/collections/c/items/a/b/thumbnail", "StacItem"), ("/stac/collections/c/items/a%2Fb/thumbnail", "StacThumbnail"),
        ("/stac/collections/c/items/thumbnail", "StacItem"), ("/stac/collections/c/items", "StacItems"), ("/stac/collections/c/items/", "StacItems"),
    ];

    /// <summary>A path of each route.</summary>
    private static IEnumerable<(ApiEndpoint Endpoint, string Path)> Paths => ApiTable.Endpoints.Select(endpoint => (endpoint, "/" +
        string.Join('/', endpoint.Route.Split('/').Select(part =>
            part.StartsWith("{itemsSelectionDate", StringComparison.Ordinal) ? "2025-01-31T12:00:00.000Z" : part.StartsWith('{') ? "7" : part))));

    [Fact]
    public async Task Host_FindsTheFunctionOfEachEndpoint_AndForOtherMethodsTheLastOne()
    {
        foreach (var (endpoint, path) in Paths)
        {
            foreach (var method in Methods)
            {
                var wanted = ApiTable.Endpoints.SingleOrDefault(other => other.Route == endpoint.Route && other.Methods.Contains(method));
                var found = await HostRoutes.OfTheApp.FindAsync(method, path);
                Assert.Equal(wanted?.Name ?? ServiceFunctions.UnmatchedName, found?.Function);
            }
        }
    }

    [Fact]
    public async Task Host_GivesWhatNoRouteMatches_ToTheLastFunction()
    {
        foreach (var path in Elsewhere)
            Assert.Equal(ServiceFunctions.UnmatchedName, (await HostRoutes.OfTheApp.FindAsync("GET", path))?.Function);
    }

    [Fact]
    public async Task Host_FindsItemsWhoseIdsHoldSlashes()
    {
        foreach (var (path, endpoint) in Items) Assert.Equal($"{path} {endpoint}", $"{path} {(await HostRoutes.OfTheApp.FindAsync("GET", path))?.Function}");
    }

    /// <summary>The order in which the host tries them must not matter.</summary>
    [Fact]
    public async Task Routes_MatchNoPathInCommon()
    {
        foreach (var (endpoint, path) in Paths.Concat(Items.Select(item => (ApiTable.Named(item.Endpoint), item.Path))))
        {
            foreach (var method in endpoint.Methods)
            {
                var matching = new List<string>();
                foreach (var function in AppFunction.OfHttp.Where(function => function.Name != ServiceFunctions.UnmatchedName))
                {
                    if (await new HostRoutes([function]).FindAsync(method, path) is { } found) matching.Add(found.Function);
                }

                Assert.Equal([endpoint.Name], matching);
            }
        }
    }

    [Fact]
    public async Task Worker_ReadsTheValuesOfTheRouteThatTheHostChose()
    {
        await using var worker = await StartWorkerAsync();
        using var client = new HttpClient { BaseAddress = new Uri(worker.Urls.Single()) };
        foreach (var path in Paths.Select(found => found.Path).Concat(Items.Select(item => item.Path)).Concat(Elsewhere).Distinct())
        {
            foreach (var method in Methods)
            {
                using var answer = await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), TestContext.Current.CancellationToken);
                var host = await HostRoutes.OfTheApp.FindAsync(method, path);
                Assert.Equal($"{method} {path}: {host?.Function}({Text(host!.Value.Values)})", $"{method} {path}: {answer.Headers.GetValues("Route").Single()}");
            }
        }
    }

    /// <summary>The worker's own routing, as its FunctionsEndpointDataSource builds it; answers what it has read.</summary>
    private static async Task<WebApplication> StartWorkerAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["urls"] = "http://127.0.0.1:0" });
        var app = builder.Build();
        var endpoints = AppFunction.OfHttp.Select(function =>
        {
            var pattern = RoutePatternFactory.Parse($"/{function.Http!.Route}");
            var endpoint = new RouteEndpointBuilder(
                http =>
                {
                    http.Response.Headers["Route"] = $"{function.Name}({Text(http.Request.RouteValues)})";
                    return Task.CompletedTask;
                },
                pattern,
                order: 0);
            endpoint.Metadata.Add(new HttpMethodMetadata(function.Http.Methods ?? []));
            return endpoint.Build();
        });
        ((IEndpointRouteBuilder)app).DataSources.Add(new DefaultEndpointDataSource(endpoints));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private static string Text(RouteValueDictionary values) =>
        string.Join(", ", values.OrderBy(value => value.Key, StringComparer.Ordinal).Select(value => $"{value.Key}={value.Value}"));
}
