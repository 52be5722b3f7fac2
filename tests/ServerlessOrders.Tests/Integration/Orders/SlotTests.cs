using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Commands;
using ServerlessOrders.Tests.Integration.Workflow;
using ServerlessOrders.Tests.Unit.Baskets;

namespace ServerlessOrders.Tests.Integration.Orders;

/// <summary>How many sub-orders of a user are under way at once, and who comes next.</summary>
public sealed class SlotTests(AzuriteFixture azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SubOrders_RunTwoAtATimeOverAllOrdersOfAUser_AndADownloadStartsTheNext()
    {
        await using var host = New(Products.Of(4), options => options.SubOrderMaxFiles = 2);
        var first = await host.OrderAsync("c");
        var second = await host.OrderAsync("c");
        await host.DriveAsync();

        Assert.Equal("AVAILABLE AVAILABLE AVAILABLE AVAILABLE", await host.StatesAsync(first));
        Assert.Equal("PENDING PENDING PENDING PENDING", await host.StatesAsync(second));
        Assert.Equal("1/0 1/2", await host.SlotsAsync());
        Assert.Equal(OrderStatus.DONE, (await host.OrderOfAsync(first)).Order.Status);
        Assert.True((await host.OrderOfAsync(first)).WaitingForUser);

        await host.DownloadAsync(first, 0);
        Assert.Empty(host.Workflows.Woken);
        await host.DownloadAsync(first, 1);
        Assert.Equal(second, Assert.Single(host.Workflows.Woken));
        await host.DriveAsync();

        Assert.Equal("AVAILABLE AVAILABLE PENDING PENDING", await host.StatesAsync(second));
        Assert.Equal("1/2 2/0", await host.SlotsAsync());
        Assert.Equal((OrderStatus.RUNNING, 50), ((await host.OrderOfAsync(second)).Order.Status, (await host.OrderOfAsync(second)).PercentCompleted));
    }

    [Fact]
    public async Task Slots_ThatSeveralSubOrdersGiveBackAtOnce_StartAsManyOrders()
    {
        var products = Products.Of(2);
        products.Catalog.Add("d", "p0000", MemoryCatalog.Asset("p0000.bin"));
        await using var host = New(products, options => options.SubOrderMaxFiles = 1);
        var first = await host.OrderAsync("c");
        await host.DriveAsync();
        var waiting = new[] { await host.OrderAsync("d"), await host.OrderAsync("d") };
        await host.DriveAsync();

        await host.Get<OrderCommands>().DeleteAsync(host.User, first, Stop);
        await host.DriveAsync();

        foreach (var order in waiting) Assert.Equal("AVAILABLE", await host.StatesAsync(order));
    }

    [Fact]
    public async Task Slot_OfAnOrderThatIsPausedWhileItWaits_GoesToTheNextOne()
    {
        await using var host = New(Products.Of(1), options => options.MaxSubOrdersPerUser = 1);
        var first = await host.OrderAsync("c");
        await host.DriveAsync();
        var paused = await host.OrderAsync("c");
        await host.DriveAsync();
        var next = await host.OrderAsync("c");
        await host.DriveAsync();
        await host.Get<OrderCommands>().PauseAsync(host.User, paused, Stop);
        await host.DriveAsync();

        await host.DownloadAsync(first, 0);
        await host.DriveAsync();

        Assert.Equal("PENDING", await host.StatesAsync(paused));
        Assert.Equal("AVAILABLE", await host.StatesAsync(next));
    }

    private CoreHost New(Products products, Action<OrdersOptions>? configure = null) =>
        new(azurite.Storage, AzuriteFixture.NewTenant(), products.Catalog, products.Archive, configure);

    private static async Task<OrderStatus> StatusAsync(CoreHost host, OrderKey key) => (await host.OrderOfAsync(key)).Order.Status;
}
