using Microsoft.Extensions.Time.Testing;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Commands;
using ServerlessOrders.Orders.Creation;
using ServerlessOrders.Storage;
using ServerlessOrders.Tests.Integration.Workflow;

namespace ServerlessOrders.Tests.Faults.Clock;

/// <summary>Two machines whose clocks differ by minutes.</summary>
public sealed class SkewTests(AzuriteFixture azurite)
{
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(4) - TimeSpan.FromSeconds(5);

    private readonly Products _products = Products.Of(12, pageSize: 3);
    private readonly string _tenant = AzuriteFixture.NewTenant();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Who holds the claims of a creation is told by the clock of storage, so machines may be off by days.</summary>
    [Theory]
    [InlineData(4)]
    [InlineData(8 * 24 * 60)]
    [InlineData(-8 * 24 * 60)]
    public async Task Basket_ThatIsBeingOrdered_IsNotOrderedAgainByAMachineWhoseClockIsWrong(int minutes)
    {
        await using var fast = New(azurite.Storage, TimeSpan.FromMinutes(minutes));
        await fast.FillBasketAsync("c");
        var statuses = new List<CreationStatus>();
        var faults = new StorageFaults();
        await using var right = New(faults.Open(azurite.ConnectionString), TimeSpan.Zero);
        // Between any two writes of the first.
        faults.AfterWrite = async write =>
        {
            if (write is < 3 or > 6) return;
            statuses.Add((await fast.Get<OrderCreation>().FromBasketAsync(fast.User, new OrderRequest("Twice", null), Stop)).Status);
        };

        var outcome = await right.Get<OrderCreation>().FromBasketAsync(right.User, new OrderRequest("Once", null), Stop);

        Assert.Equal(CreationStatus.Created, outcome.Status);
        Assert.Equal(4, statuses.Count);
        Assert.DoesNotContain(CreationStatus.Created, statuses);
        Assert.Equal("Once", Assert.Single(await right.OwnOrdersAsync()).Order.Label);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Order_DrivenByTwoMachinesByTurns_ComesToItsEnd(bool isFastFirst)
    {
        await using var right = New(azurite.Storage, TimeSpan.Zero);
        await using var fast = New(azurite.Storage, Skew);
        var (first, second) = isFastFirst ? (fast, right) : (right, fast);
        var order = await first.OrderAsync("c");

        // A run of the first that dies with the cursor in its hands: its claim lies in the other's future, or long in its past.
        await first.Workflows.DriveStepsAsync(order, 3, first.Get<ServerlessOrders.Workflow.OrderActivities>(), first.Time, Stop);
        var began = second.Time.GetUtcNow();
        while ((await second.OrderOfAsync(order)).Order.Status is OrderStatus.PENDING or OrderStatus.RUNNING)
        {
            await second.Workflows.WakeAsync(order, Stop);
            await second.DriveAsync();
            if (second.Workflows.Waits.TryRemove(order, out var until)) second.Time.SetUtcNow(until);
            Assert.True(second.Time.GetUtcNow() - began < Skew + TimeSpan.FromMinutes(1), "It waits for longer than the clocks differ.");
        }

        Assert.Equal(OrderStatus.DONE, (await right.OrderOfAsync(order)).Order.Status);
        await OrderAudit.CheckAsync(right, order, Enumerable.Range(0, 12).Select(number => $"p{number:D4}"));
    }

    [Fact]
    public async Task Order_PausedAndResumedOnMachinesOfDifferentClocks_GoesOn()
    {
        await using var right = New(azurite.Storage, TimeSpan.Zero);
        await using var fast = New(azurite.Storage, Skew);
        var order = await fast.OrderAsync("c");
        Assert.Equal(OrderOutcomeStatus.Done, (await fast.Get<OrderCommands>().PauseAsync(fast.User, order, Stop)).Status);
        Assert.Equal(OrderOutcomeStatus.Done, (await right.Get<OrderCommands>().ResumeAsync(right.User, order, Stop)).Status);
        await right.DriveAsync();

        Assert.Equal(OrderStatus.DONE, (await right.OrderOfAsync(order)).Order.Status);
    }

    private CoreHost New(StorageClients storage, TimeSpan skew) => new(
        storage, _tenant, _products.Catalog, _products.Archive, time: new FakeTimeProvider(TimeProvider.System.GetUtcNow() + skew));
}
