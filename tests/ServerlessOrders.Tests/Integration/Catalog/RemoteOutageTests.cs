using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ServerlessOrders.Tests.Integration.Outbound;

namespace ServerlessOrders.Tests.Integration.Catalog;

/// <summary>What users and their orders see of a catalog that does not answer.</summary>
public sealed class RemoteOutageTests(AzuriteFixture azurite) : StandInCatalog(azurite)
{
    private readonly AzuriteFixture _azurite = azurite;

    [Fact]
    public async Task ACatalogThatIsDown_Answers503_AndAnOrderWaitsForIt_ThenFails_AndIsRetried()
    {
        var isDown = false;
        Answer(http => isDown ? FailAsync(http, 503, null) : PageAsync(http, ["a"]));
        Host.AnswerFile("a.bin", [1, 2, 3]);
        await using var server = await ServerAsync(TimeSpan.FromSeconds(0.3), TimeSpan.FromSeconds(0.3));
        using var client = server.Client();
        using (var selected = await client.PostAsJsonAsync("/order/basket/selection", new { engineType = "legacy" }, Stop))
            Assert.Equal(HttpStatusCode.OK, selected.StatusCode);

        isDown = true;
        using (var refused = await client.PostAsJsonAsync("/order/basket/selection", new { engineType = "legacy", datasetUrn = Collection }, Stop))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.True(refused.Headers.RetryAfter?.Delta > TimeSpan.Zero);
            Assert.Contains($"The catalog at '{ForeignNetwork.Host}:{Host.Port}' answered 503.", await refused.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        }

        using var created = await client.PostAsJsonAsync("/user/orders", new { }, Stop);
        var order = (await created.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("content").GetProperty("id").GetInt64();
        var failed = await OrderServer.WaitForAsync(client, order, content => content.GetProperty("status").GetString() == "FAILED");
        Assert.Contains("answered 503. Retry the order", failed.GetProperty("message").GetString(), StringComparison.Ordinal);

        isDown = false;
        using (var retried = await client.PutAsync($"/user/orders/{order}/retry", null, Stop)) Assert.Equal(HttpStatusCode.OK, retried.StatusCode);
        await OrderServer.WaitForAsync(client, order, content => content.GetProperty("availableFilesCount").GetInt64() == 1);
    }

    [Fact]
    public async Task AnOrderThatWaitsForItsCatalog_SaysSo_AndAsksAtOnceIfItIsResumed()
    {
        var isDown = false;
        Answer(http => isDown ? FailAsync(http, 429, "1") : PageAsync(http, ["a"]));
        await using var server = await ServerAsync(TimeSpan.FromHours(1));
        using var client = server.Client();
        using (var selected = await client.PostAsJsonAsync("/order/basket/selection", new { engineType = "legacy" }, Stop))
            Assert.Equal(HttpStatusCode.OK, selected.StatusCode);
        isDown = true;
        using var created = await client.PostAsJsonAsync("/user/orders", new { }, Stop);
        var order = (await created.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("content").GetProperty("id").GetInt64();

        var waiting = await OrderServer.WaitForAsync(client, order, content =>
            content.TryGetProperty("progress", out var progress) && progress.GetProperty("reason").GetString()!.Contains("asked again", StringComparison.Ordinal));
        Assert.Equal("PENDING", waiting.GetProperty("status").GetString());
        Assert.Contains("answered 429. It is asked again at", waiting.GetProperty("progress").GetProperty("reason").GetString(), StringComparison.Ordinal);

        isDown = false;
        using (var paused = await client.PutAsync($"/user/orders/pause/{order}", null, Stop)) Assert.Equal(HttpStatusCode.OK, paused.StatusCode);
        using (var resumed = await client.PutAsync($"/user/orders/resume/{order}", null, Stop)) Assert.Equal(HttpStatusCode.OK, resumed.StatusCode);
        await OrderServer.WaitForAsync(client, order, content => content.GetProperty("availableFilesCount").GetInt64() == 1);
        // Who looks for the catalog itself is led there.
        var landing = await client.GetFromJsonAsync<JsonElement>("/stac", Stop);
        var related = landing.GetProperty("links").EnumerateArray().Single(link => link.GetProperty("rel").GetString() == "related");
        Assert.Equal(Host.Address("v1"), related.GetProperty("href").GetString());
        Assert.Contains(Collection, related.GetProperty("title").GetString(), StringComparison.Ordinal);
    }

    private Task<OrderServer> ServerAsync(params TimeSpan[] pauses) => OrderServer.StartAsync(_azurite, configure: builder =>
    {
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Orders:Catalogs:0:Address"] = Host.Address("v1"),
            ["Orders:Catalogs:0:Collections:0"] = Collection,
            ["Orders:ExternalHosts:0"] = ForeignNetwork.Host,
        });
        builder.Services.AddSingleton(ForeignNetwork.Create()).AddSingleton(Patience with { OrderPauses = pauses });
    });
}
