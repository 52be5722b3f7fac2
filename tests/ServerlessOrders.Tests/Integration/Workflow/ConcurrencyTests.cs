using ServerlessOrders.Baskets;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Creation;
using ServerlessOrders.SubOrders;
using ServerlessOrders.Workflow;

namespace ServerlessOrders.Tests.Integration.Workflow;

/// <summary>Several machines and requests at once.</summary>
public sealed class ConcurrencyTests(AzuriteFixture azurite)
{
    private readonly string _tenant = AzuriteFixture.NewTenant();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Orders_OfOneLabel_FiftyAtOnce_AreOne()
    {
        await using var host = New(Products.Of(1));
        var creation = host.Get<OrderCreation>();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ =>
            creation.FromSelectionAsync(host.User, new OrderRequest("The one", null), host.Selection("c"), Stop)));

        var created = Assert.Single(outcomes, outcome => outcome.Status == CreationStatus.Created);
        Assert.All(outcomes.Where(outcome => outcome != created), outcome => Assert.Equal("LABEL_NOT_UNIQUE_FOR_OWNER", outcome.Refusal));
        Assert.Equal(created.Order!.Key, Assert.Single(await host.OwnOrdersAsync()).Order.Key);
    }

    [Fact]
    public async Task Orders_WithoutLabel_ManyAtOnce_HaveLabelsAndNumbersOfTheirOwn()
    {
        await using var host = New(Products.Of(1));

        var keys = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => host.OrderAsync("c")));

        Assert.Equal(12, keys.Distinct().Count());
        var orders = await host.OwnOrdersAsync();
        Assert.Equal(keys.Select(key => key.Id).OrderDescending(), orders.Select(order => order.Order.Id));
        Assert.Equal(12, orders.Select(order => order.Order.Label).Distinct().Count());
        Assert.All(orders, order => Assert.Matches("^Order of [0-9]{4}/[0-9]{2}/[0-9]{2} at [0-9]{2}:[0-9]{2}:[0-9]{2}$", order.Order.Label));
    }

    [Fact]
    public async Task Basket_OrderedManyTimesAtOnce_IsOneOrder()
    {
        await using var host = New(Products.Of(1));
        await host.FillBasketAsync("c");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            host.Get<OrderCreation>().FromBasketAsync(host.User, new OrderRequest(i % 2 == 0 ? null : "Mine", null), Stop)));

        Assert.Single(outcomes, outcome => outcome.Status == CreationStatus.Created);
        Assert.All(outcomes.Where(outcome => outcome.Order is null), outcome => Assert.Equal(CreationStatus.NoBasket, outcome.Status));
        Assert.Single(await host.OwnOrdersAsync());
        Assert.Null(await host.Get<BasketStore>().FindAsync(_tenant, CoreHost.Ada, Stop));
    }

    [Fact]
    public async Task Page_ExpandedByTwoAtOnce_IsExpandedOnce()
    {
        var products = Products.Of(350, pageSize: 120);
        await using var host = New(products);
        await using var other = New(products);
        var key = await host.OrderAsync("c");

        while ((await host.OrderOfAsync(key)).Order is { Status: OrderStatus.PENDING } order)
        {
            var work = new WorkflowTask(WorkflowTaskKind.ExpandPage, key, order.Generation);
            await Task.WhenAll(Expand(host), Expand(other), Expand(host));

            Task Expand(CoreHost machine) => machine.Get<OrderActivities>().RunAsync(work, Stop);
        }

        await OrderAudit.CheckAsync(host, key, Enumerable.Range(0, 350).Select(i => $"p{i:D4}"));
    }

    [Fact]
    public async Task Workflow_DrivenByThreeAtOnce_ComesToTheSameEnd()
    {
        var products = Products.Of(190, pageSize: 70);
        var machines = Enumerable.Range(0, 3).Select(_ => New(products)).ToList();
        var key = await machines[0].OrderAsync("c");
        foreach (var machine in machines) await machine.Workflows.WakeAsync(key, Stop);

        await Task.WhenAll(machines.Select(machine => machine.DriveAsync()));
        await machines[0].DriveUnfinishedAsync();

        Assert.Equal(OrderStatus.DONE, (await machines[0].OrderOfAsync(key)).Order.Status);
        await OrderAudit.CheckAsync(machines[0], key, Enumerable.Range(0, 190).Select(i => $"p{i:D4}"));
        Assert.Equal("1/0 1/100", await machines[0].SlotsAsync());
        foreach (var machine in machines) await machine.DisposeAsync();
    }

    [Fact]
    public async Task Downloads_OfAllFilesAtOnce_AreAllCounted()
    {
        await using var host = New(Products.Of(12));
        var key = await host.OrderAsync("c");
        await host.DriveAsync();

        await Task.WhenAll(Enumerable.Range(0, 12).Select(position => host.DownloadAsync(key, position)));

        Assert.Equal(12, (await host.OrderOfAsync(key)).Counts.Downloaded);
        Assert.Equal("", await host.SlotsAsync());
        await OrderAudit.CheckAsync(host, key, Enumerable.Range(0, 12).Select(i => $"p{i:D4}"));
    }

    [Fact]
    public async Task Slots_TakenAndGivenBackByMany_AreNeverMoreThanThereAre()
    {
        var slots = new SlotStore(azurite.Storage);
        var owner = new SlotOwner(_tenant, CoreHost.Ada);
        var taken = 0;

        await Task.WhenAll(Enumerable.Range(1, 6).Select(async order =>
        {
            for (var round = 0; round < 6; round++)
            {
                var holder = owner.Holder(order, round, 1);
                while (!await slots.TryTakeAsync(owner, holder, 2, _ => Task.FromResult(true), Stop)) await Task.Yield();
                Assert.InRange(Interlocked.Increment(ref taken), 1, 2);
                Assert.True(await slots.TryTakeAsync(owner, holder, 2, _ => Task.FromResult(false), Stop));
                Interlocked.Decrement(ref taken);
                await slots.ReleaseAsync(owner, [holder], null, Stop);
            }
        }));

        Assert.Empty(await slots.HoldersAsync(owner, Stop));
    }

    [Fact]
    public async Task Slot_TakenAnewInALaterGeneration_IsNotGivenBackByAnEarlierOne()
    {
        var slots = new SlotStore(azurite.Storage);
        var owner = new SlotOwner(_tenant, CoreHost.Ada);
        Assert.True(await TakeAsync(owner.Holder(1, 0, 1)));
        Assert.False(await TakeAsync(owner.Holder(2, 0, 1)));
        Assert.True(await TakeAsync(owner.Holder(1, 0, 3)));

        Assert.Empty(await slots.ReleaseAsync(owner, [owner.Holder(1, 0, 2)], null, Stop));
        Assert.Single(await slots.HoldersAsync(owner, Stop));
        Assert.Equal([2], await slots.ReleaseAsync(owner, [owner.Holder(1, 0, 3)], null, Stop));

        Task<bool> TakeAsync(SlotHolder holder) => slots.TryTakeAsync(owner, holder, 1, _ => Task.FromResult(true), Stop);
    }

    private CoreHost New(Products products) => new(
        azurite.Storage, _tenant, products.Catalog, products.Archive, options => options.SubOrderMaxFiles = 100);
}
