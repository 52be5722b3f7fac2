using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Commands;
using ServerlessOrders.Orders.Index;
using ServerlessOrders.Orders.Lists;
using ServerlessOrders.Tests.Integration.Workflow;

namespace ServerlessOrders.Tests.Integration.Orders;

/// <summary>Lists that are written by somebody who has read the order before it was deleted or removed.</summary>
public sealed class OrderIndexTests(AzuriteFixture azurite)
{
    private readonly Products _products = Products.Of(1);
    private readonly string _tenant = AzuriteFixture.NewTenant();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static PageRequest Page => new(0, 10, [OrderListing.NewestFirst]);

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public async Task OrderThatIsGone_IsNotListedAnewByAWorkflowThatIsLate(bool removed, int ofTenant)
    {
        await using var host = New();
        var read = await GoneAsync(host, removed);
        await using var late = New();

        await late.Get<OrderIndex>().EnsureAsync(read, Stop);

        var lists = new OrderListStore(azurite.Storage);
        Assert.Equal(0, (await lists.ReadAsync(OrderListStore.OfOwner(_tenant, CoreHost.Ada), 0, 10, false, Stop)).Total);
        Assert.Equal(ofTenant, (await lists.ReadAsync(OrderListStore.OfTenant(_tenant), 0, 10, false, Stop)).Total);
    }

    [Fact]
    public async Task RemovedOrderThatIsListedAllTheSame_IsNotCounted_AndGoesOffTheListThatShowsIt()
    {
        await using var host = New();
        var gone = await GoneAsync(host, removed: true);
        var other = await host.OrderAsync("c");
        await host.Get<OrderIndex>().AddAsync(gone, Stop);

        var page = await host.Get<OrderListing>().OfOwnerAsync(_tenant, CoreHost.Ada, Page, Stop);

        Assert.Equal(other.Id, Assert.Single(page.Orders).Order.Id);
        Assert.Equal(1, page.Total);
        Assert.Equal([other.Id], (await new OrderListStore(azurite.Storage).ReadAsync(OrderListStore.OfOwner(_tenant, CoreHost.Ada), 0, 10, false, Stop)).OrderIds);
    }

    /// <summary>An order that was deleted, and perhaps removed, and how it was read before.</summary>
    private static async Task<Order> GoneAsync(CoreHost host, bool removed)
    {
        var key = await host.OrderAsync("c");
        var read = (await host.OrderOfAsync(key)).Order;
        Assert.Equal(OrderOutcomeStatus.Done, (await host.Get<OrderCommands>().CancelAsync(host.User, key, Stop)).Status);
        if (removed) Assert.Equal(OrderOutcomeStatus.Done, (await host.Get<OrderCommands>().RemoveAsync(host.Admin, key, Stop)).Status);
        return read;
    }

    private CoreHost New() => new(azurite.Storage, _tenant, _products.Catalog, _products.Archive);
}
