using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Commands;
using ServerlessOrders.Storage;
using ServerlessOrders.Tests.Integration.Workflow;
using ServerlessOrders.Workflow;

namespace ServerlessOrders.Tests.Integration.Orders;

/// <summary>What other machines do while one works on an order.</summary>
public sealed class PauseTests(AzuriteFixture azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pause_WhileSubOrdersArePrepared_ChangesNoFileFromItsAnswerOn_AndResumeCompletesThem()
    {
        var products = Products.Of(6);
        await using var host = New(products, options => options.SubOrderMaxFiles = 2);
        var gate = new Gate();
        products.Archive.Opening = _ => gate.PassAsync();
        var key = await host.OrderAsync("c");
        var driving = host.DriveAsync();
        await gate.ReachedAsync();

        Assert.Equal(OrderOutcomeStatus.Done, (await host.Get<OrderCommands>().PauseAsync(host.User, key, Stop)).Status);
        Assert.Equal("", await host.SlotsAsync());
        var answered = await PictureAsync(host, key);
        gate.Open();
        await driving;
        await host.DriveAsync();

        Assert.Equal(answered, await PictureAsync(host, key));
        Assert.Equal("PENDING PENDING PENDING PENDING PENDING PENDING", await host.StatesAsync(key));
        Assert.Equal("ORDER_MUST_BE_PENDING_OR_RUNNING", (await host.Get<OrderCommands>().PauseAsync(host.User, key, Stop)).Refusal);
        await host.Get<OrderCommands>().ResumeAsync(host.User, key, Stop);
        await host.DriveAsync();
        Assert.Equal("AVAILABLE AVAILABLE AVAILABLE AVAILABLE PENDING PENDING", await host.StatesAsync(key));
    }

    [Fact]
    public async Task Pause_WhileTheSelectionIsExpanded_AddsNoFileFromItsAnswerOn_AndResumeExpandsTheRest()
    {
        var products = Products.Of(250, pageSize: 100);
        var catalog = new GatedCatalog(products.Catalog);
        var gate = new Gate();
        var pages = 0;
        catalog.Answering = () => ++pages == 2 ? gate.PassAsync() : Task.CompletedTask;
        await using var host = new CoreHost(azurite.Storage, AzuriteFixture.NewTenant(), catalog, products.Archive);
        var key = await host.OrderAsync("c");
        var driving = host.DriveAsync();
        await gate.ReachedAsync();

        await host.Get<OrderCommands>().PauseAsync(host.User, key, Stop);
        var answered = await PictureAsync(host, key);
        gate.Open();
        await driving;
        await host.DriveAsync();

        Assert.Equal(answered, await PictureAsync(host, key));
        Assert.Equal((OrderStatus.PAUSED, 100), ((await host.OrderOfAsync(key)).Order.Status, (await host.OrderOfAsync(key)).Order.FilesCount));
        var resumed = await host.Get<OrderCommands>().ResumeAsync(host.User, key, Stop);
        Assert.Equal(OrderStatus.PENDING, resumed.Order!.Status);
        await host.DriveAsync();
        await OrderAudit.CheckAsync(host, key, Enumerable.Range(0, 250).Select(i => $"p{i:D4}"));
        Assert.Equal(OrderStatus.DONE, (await host.OrderOfAsync(key)).Order.Status);
    }

    /// <summary>Another machine pauses the order right after any write of the one that drives it.</summary>
    [Theory, MemberData(nameof(EachWrite.Remainders), MemberType = typeof(EachWrite))]
    public async Task Pause_AfterAnyWriteOfAWorkflow_ChangesNoFileFromItsAnswerOn_AndResumeComesToTheSameEnd(int remainder)
    {
        for (var at = remainder + 1; ; at += EachWrite.Groups)
        {
            var products = Products.Of(5, pageSize: 3);
            products.Archive.Remove("archive/p0003.bin");
            var (tenant, answered) = (AzuriteFixture.NewTenant(), "");
            var storage = new StorageFaults();
            await using var driver = Host(storage.Open(azurite.ConnectionString), products, tenant);
            await using var other = Host(azurite.Storage, products, tenant);
            var key = await other.OrderAsync("c");
            storage.AfterWrite = async number =>
            {
                if (number != at) return;
                if ((await other.Get<OrderCommands>().PauseAsync(other.User, key, Stop)).Status == OrderOutcomeStatus.Done)
                    answered = await PictureAsync(other, key);
            };
            await driver.Workflows.WakeAsync(key, Stop);
            await driver.DriveAsync();

            if (answered.Length > 0)
            {
                Assert.Equal(answered, await PictureAsync(other, key));
                Assert.Equal(OrderOutcomeStatus.Done, (await other.Get<OrderCommands>().ResumeAsync(other.User, key, Stop)).Status);
                await other.DriveAsync();
            }

            Assert.Equal("AVAILABLE AVAILABLE AVAILABLE ERROR PENDING", await other.StatesAsync(key));
            Assert.Equal("1/0 1/2", await other.SlotsAsync());
            await OrderAudit.CheckAsync(other, key, Enumerable.Range(0, 5).Select(i => $"p{i:D4}"));
            if (storage.Writes < at) return;
        }
    }

    [Fact]
    public async Task Delete_WhileSubOrdersArePrepared_LeavesNoFile_AndItsSlotsGoToTheNextOrder()
    {
        var products = Products.Of(4);
        await using var host = New(products, options => options.SubOrderMaxFiles = 2);
        var gate = new Gate();
        products.Archive.Opening = _ => gate.PassAsync();
        var key = await host.OrderAsync("c");
        var driving = host.DriveAsync();
        await gate.ReachedAsync();
        await host.Get<OrderCommands>().PauseAsync(host.User, key, Stop);
        await host.Get<OrderCommands>().DeleteAsync(host.User, key, Stop);
        await host.DriveAsync();

        gate.Open();
        await driving;
        await host.DriveAsync();

        Assert.DoesNotContain(await OrderAudit.LeftAsync(azurite.Storage, host.Tenant), row => row.StartsWith("Files", StringComparison.Ordinal));
        Assert.Equal((OrderStatus.DELETED, ""), ((await host.OrderOfAsync(key)).Order.Status, await host.SlotsAsync()));
        Assert.Empty(await host.OwnOrdersAsync());
    }

    [Theory]
    [InlineData(OrderCommand.Delete)]
    [InlineData(OrderCommand.Expire)]
    public async Task OrderThatGoes_WhileItsSelectionIsExpanded_LeavesNoFile(OrderCommand command)
    {
        var products = Products.Of(250, pageSize: 100);
        var catalog = new GatedCatalog(products.Catalog);
        var gate = new Gate();
        var pages = 0;
        catalog.Answering = () => ++pages == 2 ? gate.PassAsync() : Task.CompletedTask;
        await using var host = new CoreHost(
            azurite.Storage, AzuriteFixture.NewTenant(), catalog, products.Archive, options => options.SubOrderMaxFiles = 40);
        var key = await host.OrderAsync("c");
        var driving = host.DriveAsync();
        await gate.ReachedAsync();
        await using (var other = new CoreHost(azurite.Storage, host.Tenant, products.Catalog, products.Archive, time: host.Time))
        {
            if (command == OrderCommand.Delete)
            {
                await other.Get<OrderCommands>().PauseAsync(other.User, key, Stop);
                await other.Get<OrderCommands>().DeleteAsync(other.User, key, Stop);
            }
            else
            {
                var current = (await other.Get<OrderStore>().FindOrderAsync(key, Stop))!;
                var expired = OrderTransitions.Apply(current.Value, command, host.Time.GetUtcNow());
                Assert.NotNull(await other.Get<OrderStore>().TryCommitAsync(expired, current.ETag, Stop));
                await other.Workflows.WakeAsync(key, Stop);
            }

            await other.DriveAsync();
        }

        gate.Open();
        await driving;
        await host.DriveAsync();

        Assert.DoesNotContain(await OrderAudit.LeftAsync(azurite.Storage, host.Tenant), row => row.StartsWith("Files", StringComparison.Ordinal));
        Assert.True((await host.OrderOfAsync(key)).Order.Progress.CleanedUp);
    }

    [Fact]
    public async Task Resume_OfAnOrderWhosePauseDiedHalfWay_IsNotWorkedOnByTheOldRun()
    {
        var products = Products.Of(2);
        var faults = new StorageFaults { DiesAfter = 1 };
        await using var host = New(products);
        await using var dying = Host(faults.Open(azurite.ConnectionString), products, host.Tenant);
        var gate = new Gate();
        products.Archive.Opening = _ => gate.PassAsync();
        var key = await host.OrderAsync("c");
        var driving = host.DriveAsync();
        await gate.ReachedAsync();
        await Assert.ThrowsAsync<ProcessDiedException>(() => dying.Get<OrderCommands>().PauseAsync(dying.User, key, Stop));

        // What the pause has left undone is done when the order is planned.
        await host.Get<OrderActivities>().PlanAsync(key, Stop);
        Assert.Equal("", await host.SlotsAsync());
        gate.Open();
        await driving;

        Assert.Equal(("PENDING PENDING", OrderStatus.PAUSED), (await host.StatesAsync(key), (await host.OrderOfAsync(key)).Order.Status));
    }

    /// <summary>All that a user could see of the order's files.</summary>
    private static async Task<string> PictureAsync(CoreHost host, OrderKey key)
    {
        var order = await host.OrderOfAsync(key);
        var files = await host.FilesAsync(key);
        return string.Join('\n', files.Select(file => file.ToString()).Append($"{order.Order.Status} {order.Order.FilesCount} {order.Counts}"));
    }

    private CoreHost New(Products products, Action<OrdersOptions>? configure = null) =>
        new(azurite.Storage, AzuriteFixture.NewTenant(), products.Catalog, products.Archive, configure);

    private static CoreHost Host(StorageClients storage, Products products, string tenant) =>
        new(storage, tenant, products.Catalog, products.Archive, options => options.SubOrderMaxFiles = 2);
}
