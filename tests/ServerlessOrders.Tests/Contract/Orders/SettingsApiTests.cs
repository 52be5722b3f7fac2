using System.Net;
using System.Text.Json.Nodes;
using ServerlessOrders.Orders;
using ServerlessOrders.Security;

namespace ServerlessOrders.Tests.Contract.Orders;

/// <summary>The settings of a tenant (contract, section 3).</summary>
public sealed class SettingsApiTests(SeededServer server) : IClassFixture<SeededServer>
{
    private readonly string _tenant = AzuriteFixture.NewTenant();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Settings_AreThoseOfRegards_WithTheConfiguredValues()
    {
        var (status, body) = await AskAsync("GET", "/settings");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            """[{"subOrderDuration":240,"delayBeforeEmailNotification":72},2,168]""",
            $"[{string.Join(',', body!.AsArray().Select(setting => setting!["content"]!["value"]!.ToJsonString()))}]");
        Assert.All(body.AsArray(), setting => Assert.Equal("self update", Rels(setting!)));
    }

    [Fact]
    public async Task Order_KeepsTheDurationsItBeganWith()
    {
        var before = await OrderAsync();
        Assert.Equal(HttpStatusCode.OK, (await AskAsync("PUT", "/settings/app_sub_order_duration", """{"value":7}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync("PUT", "/settings/expiration_max_duration_in_hours", """{"value":"5"}""")).Status);

        var after = await OrderAsync();

        Assert.Equal((2, 168), (before.SubOrderHours, before.MaxHours));
        Assert.Equal((7, 5), (after.SubOrderHours, after.MaxHours));
        Assert.Equal(after.CreationDate.AddHours(5), after.ExpirationDate);
        var still = (await server.Service<OrderStore>().FindOrderAsync(before.Key, Stop))!.Value;
        Assert.Equal((2, 168, before.ExpirationDate), (still.SubOrderHours, still.MaxHours, still.ExpirationDate));
        Assert.Equal(2, (await AskAsync("GET", "/settings?names=app_sub_order_duration", tenant: AzuriteFixture.NewTenant())).Body![0]!["content"]!["value"]!.GetValue<int>());
    }

    [Fact]
    public async Task QuoteAndExtension_KnowTheDurationsOfTheTenant()
    {
        await AskAsync("PUT", "/settings/expiration_max_duration_in_hours", """{"value":5}""");
        await AskAsync("POST", "/order/basket/selection", """{"engineType":"legacy","entityIdsToInclude":["a1"]}""");
        var asked = TimeProvider.System.GetUtcNow();
        var quote = (await AskAsync("POST", "/user/orders/quote")).Body!["content"]!;

        Assert.Equal(5, (int)quote["limits"]!["lifeHours"]!);
        Assert.InRange(quote["expirationDate"]!.GetValue<DateTimeOffset>(), asked.AddHours(5).AddSeconds(-1), TimeProvider.System.GetUtcNow().AddHours(5));
        var order = await OrderAsync();
        var (status, refusal) = await AskAsync("PUT", $"/user/orders/{order.Id}/expiration", """{"hours":6}""");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.StartsWith("An order lives at most 5 hours from now", (string?)refusal!["messages"]![0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Setting_ThatIsReset_HasItsDefaultAgain()
    {
        var (_, changed) = await AskAsync("PUT", "/settings/user_order_parameters", """{"value":{"subOrderDuration":12,"delayBeforeEmailNotification":"24"}}""");
        Assert.Equal("self update reset", Rels(changed!));
        Assert.Equal("""{"subOrderDuration":12,"delayBeforeEmailNotification":24}""", changed!["content"]!["value"]!.ToJsonString());

        var (_, reset) = await AskAsync("DELETE", "/settings/user_order_parameters");

        Assert.Equal("self update", Rels(reset!));
        Assert.Equal(reset!["content"]!["defaultValue"]!.ToJsonString(), reset["content"]!["value"]!.ToJsonString());
    }

    [Theory]
    [InlineData("app_sub_order_duration", """{"value":0}""", 422)]
    [InlineData("app_sub_order_duration", """{"value":-1}""", 422)]
    [InlineData("app_sub_order_duration", """{"value":2147483647}""", 422)]
    [InlineData("app_sub_order_duration", """{"value":1e99}""", 422)]
    [InlineData("app_sub_order_duration", """{"value":"two"}""", 422)]
    [InlineData("app_sub_order_duration", """{"value":null}""", 422)]
    [InlineData("app_sub_order_duration", "{}", 422)]
    [InlineData("app_sub_order_duration", "", 400)]
    [InlineData("app_sub_order_duration", "3", 400)]
    [InlineData("user_order_parameters", """{"value":3}""", 422)]
    [InlineData("user_order_parameters", """{"value":{"subOrderDuration":3}}""", 422)]
    [InlineData("colour", """{"value":3}""", 404)]
    public async Task Value_ThatCannotBe_ChangesNothing(string name, string body, int expected)
    {
        var before = (await AskAsync("GET", "/settings")).Body!.ToJsonString();

        var (status, answer) = await AskAsync("PUT", $"/settings/{name}", body);

        Assert.Equal(expected, (int)status);
        Assert.NotEmpty(answer!["messages"]!.AsArray());
        Assert.Equal(before, (await AskAsync("GET", "/settings")).Body!.ToJsonString());
    }

    [Fact]
    public async Task Settings_AreForAdministrators() => Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync("GET", "/settings", role: Role.EXPLOIT)).Status);

    private async Task<Order> OrderAsync()
    {
        await AskAsync("POST", "/order/basket/selection", """{"engineType":"legacy","entityIdsToInclude":["a1"]}""");
        var (_, created) = await AskAsync("POST", "/orders", "{}");
        return (await server.Service<OrderStore>().FindOrderAsync(new OrderKey(_tenant, (long)created!["content"]!["id"]!), Stop))!.Value;
    }

    private Task<(HttpStatusCode Status, JsonNode? Body)> AskAsync(string method, string path, string? body = null, Role role = Role.ADMIN, string? tenant = null) =>
        server.JsonAsync(method, path, tenant ?? _tenant, "root@example.org", role, body);

    private static string Rels(JsonNode setting) => string.Join(' ', setting["links"]!.AsArray().Select(link => (string)link!["rel"]!));
}
