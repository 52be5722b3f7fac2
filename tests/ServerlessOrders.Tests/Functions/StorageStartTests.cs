using Microsoft.Extensions.Logging.Abstractions;
using ServerlessOrders.Functions;

namespace ServerlessOrders.Tests.Functions;

public sealed class StorageStartTests(AzuriteFixture azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_OverAnEmptyAccount_CreatesTablesAndContainer()
    {
        var storage = AzuriteFixture.Open(await azurite.NewAccountAsync());
        foreach (var table in storage.Tables) await table.DeleteAsync(Stop);
        await storage.Own.DeleteAsync(cancellationToken: Stop);

        await new StorageStart(storage, NullLogger<StorageStart>.Instance).StartAsync(Stop);

        Assert.Empty(await new ServerlessOrders.Storage.StorageHealth(storage, TimeProvider.System).FindProblemsAsync(Stop));
    }
}
