using System.Text.Json;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using ServerlessOrders.Tests.Functions;

namespace ServerlessOrders.Tests.Regards;

/// <summary>Both hosts below the prefix of REGARDS' gateway (<c>Orders:PathBase</c>): every address, links with the prefix by which the request came.</summary>
public sealed class PathBaseTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly string _tenant = AzuriteFixture.NewTenant();
    private OrderServer? _local;
    private FunctionHost? _functions;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var connection = await azurite.NewAccountAsync();
        _functions = await FunctionHost.StartAsync(connection, new Dictionary<string, string?> { ["Orders:PathBase"] = RegardsServer.Prefix });
        _local = await OrderServer.StartAsync(azurite, AzuriteFixture.Open(connection), builder =>
        {
            builder.Configuration["Orders:PathBase"] = RegardsServer.Prefix;
            builder.Services.RemoveAll<IHostedService>();
        });
        await _local.AddProductsAsync(_tenant, "coast", ("a", "one"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_functions is not null) await _functions.DisposeAsync();
        if (_local is not null) await _local.DisposeAsync();
    }

    /// <summary>An order is made, which wakes its orchestration: what comes below the prefix reaches Durable Functions too.</summary>
    [Fact]
    public async Task Order_BelowThePrefix_IsMadeAndFetchedOnFunctions()
    {
        var token = _functions!.Token(_tenant);
        Assert.Equal(200, (await _functions.SendAsync(HttpMethod.Post, RegardsServer.Prefix + "/order/basket/selection", token, """{"engineType":"legacy"}""")).Status);
        var created = await _functions.SendAsync(HttpMethod.Post, RegardsServer.Prefix + "/user/orders", token, "{}");
        Assert.Equal(201, created.Status);
        var order = created.Content.GetProperty("id").GetInt64();
        Assert.Contains($"http://localhost:7071{RegardsServer.Prefix}/user/orders/{order}", created.Text, StringComparison.Ordinal);

        await _functions.Engine.EndOfAsync($"{_tenant}:{order}");

        var zip = await _functions.SendAsync(HttpMethod.Get, $"{RegardsServer.Prefix}/user/orders/{order}/download?token={token}", null);
        Assert.Equal(200, zip.Status);
        Assert.Equal("no-referrer", zip.Headers["Referrer-Policy"].ToString());
    }

    [Theory]
    [InlineData("GET", "/user/orders?size=1")]
    [InlineData("GET", "/order/basket")]
    [InlineData("GET", "/user/orders/4711")]
    [InlineData("PUT", "/user/orders/pause/4711")]
    [InlineData("GET", "/orders/files/4711")]
    [InlineData("GET", "/health/live")]
    [InlineData("GET", "/")]
    [InlineData("GET", "/nowhere")]
    [InlineData("PATCH", "/user/orders")]
    [InlineData("OPTIONS", "/user/orders")]
    [InlineData("GET", "/engines/legacy/dataobjects/search?q=&size=1")]
    public async Task Address_BelowThePrefix_AnswersInBothHostsAsWithoutIt_ButForItsLinks(string method, string path)
    {
        var token = _functions!.Token(_tenant);
        var plain = await LocalAsync(method, path, token);
        var local = await LocalAsync(method, RegardsServer.Prefix + path, token);
        var function = await _functions.SendAsync(new HttpMethod(method), RegardsServer.Prefix + path, token, host: _local!.Address.Authority);
        var origin = _local.Address.GetLeftPart(UriPartial.Authority);

        Assert.Equal(local, (function.Status, function.Text));
        Assert.Equal(plain.Status, local.Status);
        Assert.Equal(plain.Body.Replace($"{origin}/", $"{origin}{RegardsServer.Prefix}/", StringComparison.Ordinal), local.Body);
    }

    [Fact]
    public async Task Catalog_IsSearchedBelowItsOwnPrefix_AndNothingElseIsThere()
    {
        var token = _functions!.Token(_tenant);
        foreach (var (path, status) in new[] { ("/engines/legacy/datasets/search", 200), ("/user/orders", 404), ("/order/basket", 404) })
        {
            var local = await LocalAsync("GET", RegardsServer.CatalogPrefix + path, token);
            var function = await _functions.SendAsync(HttpMethod.Get, RegardsServer.CatalogPrefix + path, token, host: _local!.Address.Authority);
            Assert.Equal(local, (function.Status, function.Text));
            Assert.Equal(status, local.Status);
        }

        var page = JsonElement.Parse((await LocalAsync("GET", RegardsServer.CatalogPrefix + "/engines/legacy/datasets/search", token)).Body);
        Assert.Contains(RegardsServer.CatalogPrefix, page.GetProperty("links")[0].GetProperty("href").GetString(), StringComparison.Ordinal);
        Assert.Equal("coast", page.GetProperty("content")[0].GetProperty("content").GetProperty("providerId").GetString());
    }

    private async Task<(int Status, string Body)> LocalAsync(string method, string path, string token)
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = _local!.Address };
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Authorization = new("Bearer", token);
        using var response = await client.SendAsync(request, Stop);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Stop));
    }
}
