using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using ServerlessOrders.Tests.Integration.Notifications;
using ServerlessOrders.Tests.Integration.Outbound;

namespace ServerlessOrders.Tests.Contract.Notifications;

/// <summary>Webhooks from outside: an order over HTTP, its files prepared, a receiver that is told.</summary>
public sealed class EventApiTests(AzuriteFixture azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Order_TellsItsReceiverAndTheTenants_WhichItsOwnerSeesAndRepeats()
    {
        await using var own = await Receiver.StartAsync();
        await using var tenants = await Receiver.StartAsync();
        await using var server = await StartAsync(tenants.Url);
        await server.AddProductsAsync("demo", "a", ("p1", "one"), ("p2", "two"));
        using var client = server.Client();
        using var selected = await client.PostAsJsonAsync("/order/basket/selection", new { engineType = "legacy" }, Stop);
        using var created = await client.PostAsJsonAsync(
            "/user/orders", new { label = "mine", notify = new { url = own.Url, secret = Receiver.Secret } }, Stop);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);

        await UntilAsync(() => (own.Types, tenants.Types) == ("GRANTED SUBORDER_DONE DONE", "GRANTED SUBORDER_DONE DONE"));
        var done = own.Taken[^1];
        Assert.True(done.IsSigned);
        Assert.StartsWith("application/cloudevents+json", done.ContentType, StringComparison.Ordinal);
        Assert.Equal(("1.0", "/demo/orders/1", "1", done.Id), (
            done.Body.GetProperty("specversion").GetString(), done.Body.GetProperty("source").GetString(),
            done.Body.GetProperty("subject").GetString(), done.Body.GetProperty("id").GetString()));
        var data = done.Body.GetProperty("data");
        Assert.Equal(("DONE", "DONE", 0, 1), (
            data.GetProperty("status").GetString(), data.GetProperty("orderStatus").GetString(),
            data.GetProperty("errors").GetInt32(), data.GetProperty("totalSubOrders").GetInt32()));
        using var metalink = await client.GetAsync(data.GetProperty("downloadLink").GetString(), Stop);
        Assert.Equal(HttpStatusCode.OK, metalink.StatusCode);
        Assert.Equal(FileIds.Of(1, 0), own.Taken[1].Body.GetProperty("data").GetProperty("subOrderId").GetInt64());

        var text = await client.GetStringAsync("/user/orders/1/events?size=2&page=1", Stop);
        Assert.DoesNotContain("whsec_", text, StringComparison.Ordinal);
        Assert.DoesNotContain(own.Url, text, StringComparison.Ordinal);
        var page = JsonDocument.Parse(text).RootElement;
        Assert.Equal(3, page.GetProperty("metadata").GetProperty("totalElements").GetInt32());
        var shown = Assert.Single(page.GetProperty("content").EnumerateArray()).GetProperty("content");
        Assert.Equal((3, "DONE", done.Id), (
            shown.GetProperty("id").GetInt32(), shown.GetProperty("type").GetString(), shown.GetProperty("webhookId").GetString()));
        await UntilAsync(async () => (await client.GetStringAsync("/user/orders/1/events", Stop)).Split("\"DELIVERED\"").Length - 1 == 6);

        using var replayed = await client.PostAsync("/user/orders/1/events/1/replay", null, Stop);
        Assert.Equal(HttpStatusCode.OK, replayed.StatusCode);
        await UntilAsync(() => own.Taken.Count == 4);
        Assert.Equal(own.Taken[0].Id, own.Taken[3].Id);

        using var unknown = await client.PostAsync("/user/orders/1/events/4/replay", null, Stop);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        using var other = server.Client(user: "bob@example.org");
        using var foreign = await other.GetAsync("/user/orders/1/events", Stop);
        Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
    }

    [Theory]
    [InlineData("http://elsewhere.example.org/hook", null, "Orders:NotificationHosts")]
    [InlineData("http://127.0.0.1/hook", null, "private")]
    [InlineData("ftp://data.example.org/hook", null, "http")]
    [InlineData("hook", null, "address")]
    [InlineData("http://data.example.org/hook", "short", "whsec_")]
    [InlineData("http://data.example.org/hook", "whsec_c2hvcnQ=", "24 to 64")]
    public async Task Receiver_ThatCannotBeTold_IsRefusedBeforeTheOrder(string url, string? secret, string reason)
    {
        await using var server = await StartAsync(null);
        await server.AddProductsAsync("demo", "a", ("p1", "one"));
        using var client = server.Client();
        using var selected = await client.PostAsJsonAsync("/order/basket/selection", new { engineType = "legacy" }, Stop);

        using var created = await client.PostAsJsonAsync("/user/orders", new { notify = new { url, secret } }, Stop);
        using var applied = await client.PostAsJsonAsync(
            "/user/orders/apply", new { queries = new[] { "productId:p1" }, notify = new { url, secret } }, Stop);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity), (created.StatusCode, applied.StatusCode));
        Assert.Contains(reason, await created.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Contains("\"totalElements\":0", await client.GetStringAsync("/user/orders", Stop), StringComparison.Ordinal);
    }

    private Task<OrderServer> StartAsync(string? tenantUrl) => OrderServer.StartAsync(azurite, configure: builder =>
    {
        builder.Configuration["Orders:NotificationHosts:0"] = ForeignNetwork.Host;
        if (tenantUrl is not null) builder.Configuration["Orders:Notifications:Tenants:demo:Url"] = tenantUrl;
        builder.Services.AddSingleton(ForeignNetwork.Create());
    });

    private static Task UntilAsync(Func<bool> isSo) => UntilAsync(() => Task.FromResult(isSo()));

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        for (var look = 0; !await isSo(); look++)
        {
            Assert.True(look < 600, "It did not come to be.");
            await Task.Delay(100, Stop);
        }
    }
}
