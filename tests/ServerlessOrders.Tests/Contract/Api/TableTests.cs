using System.Net;
using ServerlessOrders.Api;
using ServerlessOrders.Security;

namespace ServerlessOrders.Tests.Contract.Api;

public sealed class TableTests(TableTests.Host host) : IClassFixture<TableTests.Host>
{
    private readonly TestApi _api = host.Api;

    public static TheoryData<string> Protected =>
        [.. ApiTable.Endpoints.Where(endpoint => endpoint.Role != Role.PUBLIC).Select(endpoint => endpoint.Name)];

    public static TheoryData<string> Routes => [.. ApiTable.Endpoints.Select(endpoint => endpoint.Route).Distinct()];

    [Fact]
    public void NamesAreUnique_AndSoAreMethodAndRoute()
    {
        Assert.Equal(ApiTable.Endpoints.Count, ApiTable.Endpoints.DistinctBy(endpoint => endpoint.Name).Count());
        var doors = ApiTable.Endpoints.SelectMany(endpoint => endpoint.Methods.Select(method => (method, endpoint.Route))).ToList();
        Assert.Equal(doors.Count, doors.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Protected))]
    public async Task ProtectedEndpoint_WithoutToken_Is401AndWithoutRole403(string name)
    {
        var endpoint = ApiTable.Named(name);
        foreach (var method in endpoint.Methods.Select(method => new HttpMethod(method)))
        {
            using var unknown = await _api.SendAsync(method, Path(endpoint.Route));
            Assert.Equal(HttpStatusCode.Unauthorized, unknown.StatusCode);
            using var powerless = await _api.SendAsync(method, Path(endpoint.Route), _api.Token(role: endpoint.Role - 1));
            Assert.Equal(HttpStatusCode.Forbidden, powerless.StatusCode);
        }
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Route_WithAnotherMethod_Is405NamingThoseOfTheTable(string route)
    {
        using var answer = await _api.SendAsync(HttpMethod.Patch, Path(route));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        var methods = ApiTable.Endpoints.Where(endpoint => endpoint.Route == route).SelectMany(endpoint => endpoint.Methods);
        Assert.Equal(methods.Append("OPTIONS").Order(StringComparer.Ordinal), answer.Content.Headers.Allow.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Route_AskedByAPreflight_NeedsNoToken(string route)
    {
        using var answer = await _api.SendAsync(HttpMethod.Options, Path(route));
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(["*"], answer.Headers.GetValues("Access-Control-Allow-Origin"));
    }

    private static string Path(string route) => "/" + string.Join('/', route.Split('/').Select(part =>
        part.StartsWith("{itemsSelectionDate", StringComparison.Ordinal) ? "2025-01-31T12:00:00.000Z" : part.StartsWith('{') ? "7" : part));

    public sealed class Host : IAsyncLifetime
    {
        public TestApi Api { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Api = await TestApi.StartAsync();

        public ValueTask DisposeAsync() => Api.DisposeAsync();
    }
}
