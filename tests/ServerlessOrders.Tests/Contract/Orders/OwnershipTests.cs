using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using ServerlessOrders.Orders;
using ServerlessOrders.Security;

namespace ServerlessOrders.Tests.Contract.Orders;

/// <summary>
/// Orders belong to an identity (contract, section 2): the same person keeps them under a new e-mail address, and whoever gets the old
/// address does not get them. The claims are those of Entra ID.
/// </summary>
public sealed class OwnershipTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private const string Ann = "11111111-aaaa-4aaa-8aaa-111111111111";
    private const string Successor = "22222222-bbbb-4bbb-8bbb-222222222222";
    private const string OldAddress = "ann@example.org";
    private const string NewAddress = "ann.smith@example.org";

    private OrderServer _server = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await OrderServer.StartAsync(azurite, configure: builder =>
        {
            builder.Configuration["Orders:Security:UserClaim"] = "oid";
            builder.Configuration["Orders:Security:EmailClaim"] = "preferred_username";
        });
        await _server.AddProductsAsync("demo", "coast", ("a", "Waves"));
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Orders_AfterAChangeOfTheAddress_AreStillTheirOwners()
    {
        using var before = Client(Ann, OldAddress);
        using var after = Client(Ann, NewAddress);
        var order = await OrderServer.OrderAllAsync(before);
        var done = await OrderServer.WaitForAsync(after, order, content => content.GetProperty("status").GetString() == "DONE");

        Assert.Equal(OldAddress, done.GetProperty("owner").GetString());
        Assert.Equal([order], await IdsAsync(after, "/user/orders"));
        Assert.Equal(HttpStatusCode.OK, (await after.GetAsync($"/user/orders/{order}/metalink/download", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await after.GetAsync($"/user/orders/{order}/download", Stop)).StatusCode);
        using var restarted = await after.PostAsJsonAsync($"/user/orders/{order}/restart", new { label = "again" }, Stop);
        Assert.Equal(HttpStatusCode.Created, restarted.StatusCode);
    }

    [Fact]
    public async Task Address_GivenToSomebodyElse_OpensNothingOfBefore()
    {
        using var ann = Client(Ann, OldAddress);
        using var successor = Client(Successor, OldAddress);
        var order = await OrderServer.OrderAllAsync(ann);
        await OrderServer.WaitForAsync(ann, order, content => content.GetProperty("status").GetString() == "DONE");
        await SelectAsync(ann);

        Assert.Equal(HttpStatusCode.Forbidden, (await successor.GetAsync($"/user/orders/{order}", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await successor.GetAsync($"/user/orders/{order}/download", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await successor.GetAsync($"/orders/files/{FileIds.Of(order, 0)}", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await successor.PutAsync($"/user/orders/pause/{order}", null, Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await successor.DeleteAsync($"/user/orders/{order}", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await successor.GetAsync("/order/basket", Stop)).StatusCode);
        Assert.Empty(await IdsAsync(successor, "/user/orders"));
    }

    [Fact]
    public async Task Identity_ThatLooksLikeTheAddressOfAnother_IsNotThatOther()
    {
        using var ann = Client(Ann, OldAddress);
        using var liar = Client(OldAddress, Ann);
        var order = await OrderServer.OrderAllAsync(ann);

        Assert.Equal(HttpStatusCode.Forbidden, (await liar.GetAsync($"/user/orders/{order}", Stop)).StatusCode);
        Assert.Empty(await IdsAsync(liar, "/user/orders"));
    }

    [Fact]
    public async Task Labels_AreUniquePerIdentity_AndNotPerAddress()
    {
        using var before = Client(Ann, OldAddress);
        using var after = Client(Ann, NewAddress);
        using var successor = Client(Successor, OldAddress);

        Assert.Equal(HttpStatusCode.Created, await OrderAsync(before, "one"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await OrderAsync(after, "one"));
        Assert.Equal(HttpStatusCode.Created, await OrderAsync(successor, "one"));
    }

    [Fact]
    public async Task Operators_SeeAndFindOwnersByTheAddressOfTheOrder()
    {
        using var before = Client(Ann, OldAddress);
        using var after = Client(Ann, NewAddress);
        using var successor = Client(Successor, OldAddress);
        var first = await OrderServer.OrderAllAsync(before);
        var second = await OrderServer.OrderAllAsync(after);
        var third = await OrderServer.OrderAllAsync(successor);
        using var operators = Client("33333333-cccc-4ccc-8ccc-333333333333", "op@example.org", Role.EXPLOIT);

        Assert.Equal([third, first], await IdsAsync(operators, $"/orders?user={OldAddress}"));
        Assert.Equal([second], await IdsAsync(operators, $"/orders?user={NewAddress}"));
        Assert.Equal([third, first], await IdsAsync(operators, $"/orders?user={OldAddress}&from=2020-01-01T00:00:00Z"));
        Assert.Empty(await IdsAsync(operators, $"/orders?user={Ann}"));
        using var found = await operators.PostAsJsonAsync("/orders/search", new { owner = "smith" }, Stop);
        Assert.Equal([second], Ids(await found.Content.ReadFromJsonAsync<JsonElement>(Stop)));
        var csv = await operators.GetStringAsync("/orders/csv", Stop);
        Assert.Contains($";{NewAddress};", csv, StringComparison.Ordinal);
        Assert.DoesNotContain(Ann, csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OrderToken_NamesTheIdentity_AndTheAddressBesideIt()
    {
        using var ann = Client(Ann, OldAddress);
        var id = await OrderServer.OrderAllAsync(ann);
        var order = await _server.Services.GetRequiredService<OrderStore>().FindOrderAsync(new OrderKey("demo", id), Stop);

        var token = new JsonWebToken(_server.Services.GetRequiredService<OrderTokens>().Issue(order!.Value));

        Assert.Equal((Ann, OldAddress), (token.Subject, token.GetPayloadValue<string>("email")));
    }

    [Fact]
    public async Task Basket_ShowsTheAddressOfToday()
    {
        using var before = Client(Ann, OldAddress);
        await SelectAsync(before);
        using var after = Client(Ann, NewAddress);
        var basket = await after.GetFromJsonAsync<JsonElement>("/order/basket", Stop);
        Assert.Equal(NewAddress, basket.GetProperty("content").GetProperty("owner").GetString());
    }

    private HttpClient Client(string identity, string address, Role role = Role.REGISTERED_USER)
    {
        var token = _server.Services.GetRequiredService<TokenIssuer>().Issue("demo", identity, role, TimeSpan.FromHours(1), address);
        var client = new HttpClient { BaseAddress = _server.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private static async Task SelectAsync(HttpClient client)
    {
        using var selected = await client.PostAsJsonAsync("/order/basket/selection", new { engineType = "legacy" }, Stop);
        Assert.Equal(HttpStatusCode.OK, selected.StatusCode);
    }

    private static async Task<HttpStatusCode> OrderAsync(HttpClient client, string label)
    {
        await SelectAsync(client);
        using var created = await client.PostAsJsonAsync("/user/orders", new { label }, Stop);
        return created.StatusCode;
    }

    private static async Task<IReadOnlyList<long>> IdsAsync(HttpClient client, string path) =>
        Ids(await client.GetFromJsonAsync<JsonElement>(path, Stop));

    private static IReadOnlyList<long> Ids(JsonElement page) =>
        [.. page.GetProperty("content").EnumerateArray().Select(order => order.GetProperty("content").GetProperty("id").GetInt64())];
}
