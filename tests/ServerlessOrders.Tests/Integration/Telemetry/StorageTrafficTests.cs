using Azure.Data.Tables;
using ServerlessOrders.Storage;
using ServerlessOrders.Tests.Integration.Downloads;

namespace ServerlessOrders.Tests.Integration.Telemetry;

public sealed class StorageTrafficTests(AzuriteFixture azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_AreCountedByServiceAndAnswer()
    {
        var storage = StorageConnection.Open(azurite.ConnectionString);
        var traffic = storage.Traffic!;

        await storage.Orders.UpsertEntityAsync(new TableEntity(AzuriteFixture.NewTenant(), "r"), cancellationToken: Stop);
        await storage.Orders.GetEntityIfExistsAsync<TableEntity>(AzuriteFixture.NewTenant(), "r", cancellationToken: Stop);
        await storage.Own.ExistsAsync(Stop);

        Assert.Equal(
            [(("blob", StorageAnswer.Done), 1L), (("table", StorageAnswer.Done), 1L), (("table", StorageAnswer.Refused), 1L)],
            traffic.Attempts.Select(pair => (pair.Key, pair.Value)).Order());
        Assert.Empty(traffic.Retries);
    }

    [Fact]
    public async Task StorageThatIsTooBusy_IsSeenThrottling_AndTheRepetitionAsSuch()
    {
        await using var busy = new RawHost("HTTP/1.1 503 Server Busy\nContent-Length: 0\nConnection: close\n\n");
        var storage = StorageConnection.Open(
            $"AccountName=a;AccountKey=a2V5;BlobEndpoint=http://127.0.0.1:{busy.Port}/a;TableEndpoint=http://127.0.0.1:{busy.Port}/a");
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var asked = storage.Own.ExistsAsync(enough.Token);
        while (!storage.Traffic!.Retries.Any()) await Task.Delay(20, Stop);
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => asked);

        Assert.InRange(storage.Traffic.Attempts.Single(pair => pair.Key == ("blob", StorageAnswer.Throttled)).Value, 2, 10);
    }
}
