using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Commands;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;
using ServerlessOrders.Tests.Integration.Workflow;

namespace ServerlessOrders.Tests.Integration.Orders;

public sealed class OrderChangesTests(AzuriteFixture azurite)
{
    private readonly Products _products = Products.Of(3);
    private readonly string _tenant = AzuriteFixture.NewTenant();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ChangesAtOnce_AreAllMade()
    {
        await using var host = New(azurite.Storage);
        var key = await host.OrderAsync("c");
        var before = (await host.OrderOfAsync(key)).Order.SubOrderHours;

        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => host.Get<OrderChanges>().ChangeAsync(
            key, _ => OrderChange.Of(order => order with { SubOrderHours = order.SubOrderHours + 1 }), Stop)));

        Assert.Equal(before + 12, (await host.OrderOfAsync(key)).Order.SubOrderHours);
    }

    [Fact]
    public async Task ChangeOfAnOrderThatWasChangedSince_WritesNothing()
    {
        await using var host = New(azurite.Storage);
        var key = await host.OrderAsync("c");
        var read = (await host.Get<OrderStore>().FindOrderAsync(key, Stop))!;
        await host.Get<OrderCommands>().PauseAsync(host.User, key, Stop);

        Assert.Null(await host.Get<OrderChanges>().TryChangeAsync(read, new OrderChange(OrderCommand.Expanded), Stop));
        Assert.Equal(OrderStatus.PAUSED, (await host.OrderOfAsync(key)).Order.Status);
    }

    [Fact]
    public async Task ChangesWhoseAnswersAreLost_AreMadeOnce()
    {
        await using var direct = New(azurite.Storage);
        var key = await direct.OrderAsync("c");
        var before = (await direct.Get<OrderStore>().FindOrderAsync(key, Stop))!;
        await using var host = New(new StorageFaults { LosesAnswer = _ => true }.Open(azurite.ConnectionString));

        var once = await host.Get<OrderChanges>().TryChangeAsync(before, OrderChange.Of(OneHourMore), Stop);
        var again = await host.Get<OrderChanges>().ChangeAsync(key, _ => OrderChange.Of(OneHourMore), Stop);

        var after = (await direct.Get<OrderStore>().FindOrderAsync(key, Stop))!;
        Assert.Equal(before.Value.SubOrderHours + 2, after.Value.SubOrderHours);
        Assert.Equal((before.Value.SubOrderHours + 1, after.Value.ChangeId), (once!.Value.SubOrderHours, again!.ChangeId));

        static Order OneHourMore(Order order) => order with { SubOrderHours = order.SubOrderHours + 1 };
    }

    [Fact]
    public async Task FilesWhoseWriteIsNotAnswered_AreCountedOnce()
    {
        await using var direct = New(azurite.Storage);
        var key = new SubOrderKey(await direct.OrderAsync("c"), 0);
        await direct.DriveAsync();
        var before = (await direct.Get<FileStore>().FindSummaryAsync(key, Stop))!;
        var file = (await direct.Get<FileStore>().FindFileAsync(key, 0, Stop))!;
        await using var host = New(new StorageFaults { LosesAnswer = _ => true }.Open(azurite.ConnectionString));

        var written = await host.Get<FileChanges>().TryChangeAsync(
            key, before, [new FileMove(file, file.MoveTo(FileState.DOWNLOADED))], Stop);

        Assert.Equal(before.Value.Version + 1, written!.Value.Version);
        Assert.Equal(written, await direct.Get<FileStore>().FindSummaryAsync(key, Stop));
        Assert.Equal((2, 1), (written.Value.Counts.Available, written.Value.Counts.Downloaded));
    }

    private CoreHost New(StorageClients storage) => new(storage, _tenant, _products.Catalog, _products.Archive);
}
