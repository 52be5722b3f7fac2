using ServerlessOrders.Maintenance;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Commands;
using ServerlessOrders.Orders.Index;
using ServerlessOrders.Tests.Integration.Workflow;

namespace ServerlessOrders.Tests.Integration.Orders;

/// <summary>Orders that live longer than they were made for, and orders that are ended while they are under way.</summary>
public sealed class ExtensionTests(AzuriteFixture azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ProlongedOrder_ExpiresAtItsNewDate_NotAtTheOldOne()
    {
        await using var host = await NewAsync(Products.Of(1));
        var key = await host.OrderAsync("c");
        await host.DriveAsync();
        var old = (await host.OrderOfAsync(key)).Order.ExpirationDate;
        host.Time.Advance(TimeSpan.FromHours(100));

        var date = await ExtendAsync(host, key, 168);
        await ExpireAsync(host, old.AddMinutes(1));
        Assert.Equal(OrderStatus.DONE, (await host.OrderOfAsync(key)).Order.Status);

        await ExpireAsync(host, date.AddMinutes(1));
        Assert.Equal(OrderStatus.EXPIRED, (await host.OrderOfAsync(key)).Order.Status);
    }

    [Fact]
    public async Task ProlongedOrder_HasOneNoteOfItsDate_HoweverOftenItIsAsked()
    {
        await using var host = await NewAsync(Products.Of(1));
        var key = await host.OrderAsync("c");
        await host.DriveAsync();
        for (var day = 0; day < 3; day++)
        {
            host.Time.Advance(TimeSpan.FromDays(1));
            await ExtendAsync(host, key, 168);
            await ExtendAsync(host, key, 168);
        }

        var notes = await host.Get<DueOrderStore>().ListLaterAsync(DateTimeOffset.UnixEpoch, Stop).Where(note => note.Order == key).ToListAsync(Stop);
        var order = (await host.OrderOfAsync(key)).Order;
        Assert.Contains(notes, note => note.Due == order.ExpirationDate);
        // The first is that of its creation, which the expansion has left for the pass to drop.
        Assert.InRange(notes.Count, 1, 2);
    }

    [Fact]
    public async Task OrderThatIsProlongedBeforeItsExpansion_KeepsItsDate()
    {
        await using var host = await NewAsync(Products.Of(1), options => options.UserSubOrderHours = 1);
        var key = await host.OrderAsync("c");
        var date = await ExtendAsync(host, key, 100);

        await host.DriveAsync();

        Assert.Equal((OrderStatus.DONE, date), ((await host.OrderOfAsync(key)).Order.Status, (await host.OrderOfAsync(key)).Order.ExpirationDate));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancel_EndsAnOrderThatIsUnderWay_AndGivesItsPlaceToTheNext(bool isRunning)
    {
        await using var host = await NewAsync(Products.Of(2, readability: Storage.Readability.Archived), options => options.MaxSubOrdersPerUser = 1);
        var key = await host.OrderAsync("c");
        if (isRunning) await host.DriveAsync();
        Assert.Equal(isRunning ? OrderStatus.RUNNING : OrderStatus.PENDING, (await host.OrderOfAsync(key)).Order.Status);

        var outcome = await host.Get<OrderCommands>().CancelAsync(host.User, key, Stop);
        Assert.Equal((OrderOutcomeStatus.Done, OrderStatus.DELETED), (outcome.Status, outcome.Order!.Status));
        var next = await host.OrderAsync("c");
        await host.DriveAsync();

        Assert.Empty(await host.FilesAsync(key));
        Assert.Equal($"{next.Id}/0", await host.SlotsAsync());
        Assert.DoesNotContain(await host.OwnOrdersAsync(), order => order.Order.Id == key.Id);
    }

    [Fact]
    public async Task Cancel_WhileFilesAreVerified_WritesNothingAnyMore()
    {
        var products = Products.Of(1);
        var opened = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        products.Archive.Opening = async _ => { opened.TrySetResult(); await goOn.Task; };
        await using var host = await NewAsync(products);
        var key = await host.OrderAsync("c");
        var driving = host.DriveAsync();
        await opened.Task.WaitAsync(TimeSpan.FromMinutes(1), Stop);

        await host.Get<OrderCommands>().CancelAsync(host.User, key, Stop);
        goOn.SetResult();
        await driving;
        await host.DriveUnfinishedAsync();

        var order = await host.OrderOfAsync(key);
        Assert.Equal((OrderStatus.DELETED, true), (order.Order.Status, order.Order.Progress.CleanedUp));
        Assert.Empty(await host.SlotsAsync());
    }

    private static async Task<DateTimeOffset> ExtendAsync(CoreHost host, OrderKey key, int hours)
    {
        var (outcome, problem) = await host.Get<OrderExtension>().ExtendAsync(host.User, key, now => now.AddHours(hours), Stop);
        Assert.Null(problem);
        return outcome.Order!.ExpirationDate;
    }

    private static async Task ExpireAsync(CoreHost host, DateTimeOffset now)
    {
        host.Time.SetUtcNow(now);
        await host.Get<ExpiryPass>().RunAsync(cancellationToken: Stop);
        await host.DriveAsync();
    }

    /// <summary>On an account of its own: a pass takes the orders of all tenants.</summary>
    private async Task<CoreHost> NewAsync(Products products, Action<OrdersOptions>? configure = null) =>
        new(AzuriteFixture.Open(await azurite.NewAccountAsync()), AzuriteFixture.NewTenant(), products.Catalog, products.Archive, configure);
}
