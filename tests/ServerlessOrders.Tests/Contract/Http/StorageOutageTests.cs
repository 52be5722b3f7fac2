using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Azure;

namespace ServerlessOrders.Tests.Contract.Http;

/// <summary>What clients see while storage does not serve the service.</summary>
public sealed class StorageOutageTests(AzuriteFixture azurite)
{
    private static readonly (HttpMethod Method, string Path)[] Requests =
    [
        (HttpMethod.Get, "/user/orders"),
        (HttpMethod.Get, "/user/orders/1"),
        (HttpMethod.Get, "/user/orders/1/download"),
        (HttpMethod.Get, "/orders/files/4194304"),
        (HttpMethod.Post, "/user/orders"),
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Request_IsAnswered503WithTheTimeToWait_AndServedOnceStorageIsBack(int status)
    {
        var counter = new StorageCounter();
        await using var server = await OrderServer.StartAsync(
            azurite, counter.Open(await azurite.NewAccountAsync()), builder => builder.Configuration["Logging:LogLevel:Default"] = "None");
        await server.AddProductsAsync("demo", "c", ("one", "content"));
        using var client = server.Client();
        var order = await OrderServer.OrderAllAsync(client);
        await OrderServer.WaitForAsync(client, order, content => content.GetProperty("availableFilesCount").GetInt32() == 1);

        counter.Hold = _ => throw new RequestFailedException(status, "The account key is swordfish.");
        foreach (var (method, path) in Requests)
        {
            using var refused = await SendAsync(client, method, path);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(5), refused.Headers.RetryAfter?.Delta);
            var message = Assert.Single((await refused.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("messages").EnumerateArray());
            Assert.StartsWith("Storage does not serve the service at the moment: try again in some seconds.", message.GetString(), StringComparison.Ordinal);
            Assert.DoesNotContain("swordfish", message.GetString(), StringComparison.Ordinal);
        }

        counter.Hold = null;
        foreach (var (method, path) in Requests)
        {
            using var served = await SendAsync(client, method, path);
            Assert.Equal(method == HttpMethod.Get ? HttpStatusCode.OK : HttpStatusCode.NoContent, served.StatusCode);
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        if (method == HttpMethod.Post) request.Content = JsonContent.Create(new { });
        return await client.SendAsync(request, Stop);
    }
}
