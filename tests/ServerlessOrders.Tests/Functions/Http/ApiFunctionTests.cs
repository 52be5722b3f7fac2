using System.Net.Http.Headers;
using System.Text;
using ServerlessOrders.Api;
using ServerlessOrders.Http;
using ServerlessOrders.Security;

namespace ServerlessOrders.Tests.Functions.Http;

/// <summary>Every function answers as the local host does: one API, two hosts.</summary>
public sealed class ApiFunctionTests(ApiFunctionTests.Hosts hosts) : IClassFixture<ApiFunctionTests.Hosts>
{
    private const string Tenant = "demo";

    public static TheoryData<string> Endpoints => [.. ApiTable.Endpoints.Select(endpoint => endpoint.Name)];

    /// <summary>About an order that is done where the endpoint only reads, about one that does not exist where it changes something.</summary>
    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Endpoint_AnswersInBothHostsAlike(string name)
    {
        var endpoint = ApiTable.Named(name);
        var path = "/" + string.Join('/', endpoint.Route.Split('/').Select(part => Value(part, endpoint)));
        foreach (var method in endpoint.Methods.Select(method => new HttpMethod(method)))
            await CompareAsync(method, path, hosts.Token(Role.ADMIN), method == HttpMethod.Post ? "{}" : null);
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Endpoint_RefusesWhoeverMayNot_InBothHostsAlike(string name)
    {
        var endpoint = ApiTable.Named(name);
        var path = "/" + string.Join('/', endpoint.Route.Split('/').Select(part => Value(part, endpoint)));
        await CompareAsync(new HttpMethod(endpoint.Methods[0]), path, null, null);
        if (endpoint.Role > Role.REGISTERED_USER)
            await CompareAsync(new HttpMethod(endpoint.Methods[0]), path, hosts.Token(Role.REGISTERED_USER), null);
    }

    [Theory]
    [InlineData("PATCH", "/user/orders/1", 405)]
    [InlineData("OPTIONS", "/user/orders", 204)]
    [InlineData("OPTIONS", "/nowhere", 204)]
    [InlineData("GET", "/nowhere", 404)]
    [InlineData("GET", "/", 200)]
    [InlineData("POST", "/", 404)]
    [InlineData("GET", "/user/orders/one", 404)]
    public async Task AnythingElse_IsAnsweredInBothHostsAlike(string method, string path, int status) =>
        Assert.Equal(status, await CompareAsync(new HttpMethod(method), path, null, null));

    /// <summary>Clients put the slash of an id into the path as it is, or escaped.</summary>
    [Theory]
    [InlineData("/stac/collections/coast/items/c/d", 200)]
    [InlineData("/stac/collections/coast/items/c%2Fd", 200)]
    [InlineData("/stac/collections/coast/items/c/d/thumbnail", 404)]
    [InlineData("/stac/collections/coast/items/c%2Fd/thumbnail", 404)]
    [InlineData("/stac/collections/coast/items/c/", 404)]
    [InlineData("/stac/collections/coast/items/", 200)]
    public async Task AnItemWhoseIdHoldsASlash_IsFoundInBothHostsAlike(string path, int status) =>
        Assert.Equal(status, await CompareAsync(HttpMethod.Get, path, hosts.Token(Role.ADMIN), null));

    private async Task<int> CompareAsync(HttpMethod method, string path, string? token, string? json)
    {
        var function = await hosts.Functions.SendAsync(method, path, token, json, hosts.Local.Address.Authority);

        using var client = new HttpClient { BaseAddress = hosts.Local.Address };
        using var request = new HttpRequestMessage(method, path);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using var local = await client.SendAsync(request, TestContext.Current.CancellationToken);

        var body = await local.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal($"{(int)local.StatusCode} {Encoding.UTF8.GetString(body)}", $"{function.Status} {(method == HttpMethod.Head ? "" : function.Text)}");
        Assert.Equal(
            local.Headers.NonValidated.Concat(local.Content.Headers.NonValidated).Select(header => (header.Key, header.Value.ToString())).Where(IsOfTheApi).Order(),
            function.Headers.Select(header => (header.Key, header.Value.ToString())).Where(IsOfTheApi).Order());
        return function.Status;
    }

    /// <summary>Not those that the web server adds, nor the name of the one request.</summary>
    private static bool IsOfTheApi((string Name, string Value) header) => header.Name is not ("Date" or "Transfer-Encoding" or "Content-Length" or "correlation-id");

    private string Value(string part, ApiEndpoint endpoint)
    {
        if (!part.StartsWith('{')) return part;
        var reads = endpoint.Methods[0] == "GET" && !endpoint.Name.StartsWith("Download", StringComparison.Ordinal) && !endpoint.Name.EndsWith("File", StringComparison.Ordinal);
        if (part.StartsWith("{itemsSelectionDate", StringComparison.Ordinal)) return "2025-01-31T12:00:00.000Z";
        return part == "{orderId:long}" && reads ? hosts.Order : "4711";
    }

    /// <summary>Both hosts over one account with an order that is done.</summary>
    public sealed class Hosts(AzuriteFixture azurite) : IAsyncLifetime
    {
        private OrderServer? _local;
        private FunctionHost? _functions;

        public OrderServer Local => _local!;

        internal FunctionHost Functions => _functions!;

        /// <summary>The order's id.</summary>
        public string Order { get; private set; } = "";

        public string Token(Role role) => Functions.Token(Tenant, role: role);

        public async ValueTask InitializeAsync()
        {
            var connection = await azurite.NewAccountAsync();
            _local = await OrderServer.StartAsync(azurite, AzuriteFixture.Open(connection));
            _functions = await FunctionHost.StartAsync(connection);
            await Local.AddProductsAsync(Tenant, "coast", ("a", "one"), ("b", "two"), ("c/d", "three"));
            using var client = Local.Client(Tenant);
            var order = await OrderServer.OrderAllAsync(client);
            await OrderServer.WaitForAsync(client, order, found => found.GetProperty("status").GetString() == "DONE");
            Order = order.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        public async ValueTask DisposeAsync()
        {
            if (_functions is not null) await _functions.DisposeAsync();
            if (_local is not null) await _local.DisposeAsync();
        }
    }
}
