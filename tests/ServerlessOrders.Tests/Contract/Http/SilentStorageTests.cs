using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Tests.Contract.Http;

/// <summary>A storage that takes every connection and never answers.</summary>
public sealed class SilentStorageTests(AzuriteFixture azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Request_IsAnswered503_BeforeItsClientGivesUp()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var at = $"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/devstoreaccount1";
        var connection = $"AccountName=devstoreaccount1;AccountKey={Convert.ToBase64String(new byte[32])};BlobEndpoint={at};TableEndpoint={at}";
        await using var server = await OrderServer.StartAsync(
            azurite, StorageConnection.Open(connection), builder => builder.Configuration["Logging:LogLevel:Default"] = "None");
        using var client = server.Client();
        client.Timeout = TimeSpan.FromSeconds(15);

        // One reads, one tidies up after its failure: the time is that of the request, however much it asks of storage.
        using var body = JsonContent.Create(new { engineType = "legacy" });
        var answers = await Task.WhenAll(
            client.GetAsync("/user/orders", Stop), client.PostAsync("/order/basket/selection", body, Stop),
            client.GetAsync("/user/orders/1/download", Stop));

        Assert.All(answers, answer =>
        {
            using (answer) Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        });
    }
}
