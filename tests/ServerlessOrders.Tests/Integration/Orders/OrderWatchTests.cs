using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Commands;
using ServerlessOrders.Orders.Waiting;
using ServerlessOrders.Tests.Integration.Workflow;

namespace ServerlessOrders.Tests.Integration.Orders;

/// <summary>Thousands that wait for orders to change, in one process.</summary>
public sealed class OrderWatchTests(AzuriteFixture azurite)
{
    private const int Waiters = 1000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AThousandWaiters_HoldNoThread_LittleMemory_AndMissNoChange()
    {
        await using var host = New(out var storage);
        var key = await host.OrderAsync("c");
        var order = await host.OrderOfAsync(key);
        var watch = host.Get<OrderWatch>();
        storage.Reset();

        // What this thread allocates: nothing goes on elsewhere before time does, and other tests have memory of their own.
        var before = GC.GetAllocatedBytesForCurrentThread();
        var waiting = Enumerable.Range(0, Waiters)
            .Select(_ => watch.WaitAsync(order, now => now.Order.Status.ToString(), TimeSpan.FromMinutes(3), Stop)).ToList();
        var memory = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.DoesNotContain(waiting, one => one.IsCompleted);
        Assert.Equal(0, storage.Count);
        Assert.InRange(memory, 1, 50L * 1024 * 1024);

        await host.Get<OrderCommands>().PauseAsync(host.User, key, Stop);
        storage.Reset();
        host.Time.Advance(TimeSpan.FromSeconds(1));
        var seen = await Task.WhenAll(waiting).WaitAsync(TimeSpan.FromMinutes(1), Stop);

        Assert.All(seen, now => Assert.Equal(OrderStatus.PAUSED, now!.Order.Status));
        Assert.Equal(1, storage.Count);
    }

    [Fact]
    public async Task ThousandThatComeAtOnce_LookTogether()
    {
        await using var host = New(out var storage);
        var key = await host.OrderAsync("c");
        var watch = host.Get<OrderWatch>();
        storage.Reset();

        var looks = await Task.WhenAll(Enumerable.Range(0, Waiters).Select(_ => watch.LookAsync(key, Stop)));

        Assert.All(looks, look => Assert.Equal(key, look.Order!.Order.Key));
        // Every reading is somebody's own, and most have none.
        Assert.Equal(storage.Count, looks.Count(look => look.IsFresh));
        Assert.InRange(storage.Count, 1, Waiters / 4);

        // Who comes later gets a reading of his own, which shows what has happened.
        await host.Get<OrderCommands>().PauseAsync(host.User, key, Stop);
        Assert.True(await watch.LookAsync(key, Stop) is ({ Order.Status: OrderStatus.PAUSED }, true));
        Assert.True(await watch.LookAsync(new OrderKey(host.Tenant, 99), Stop) is (null, true));
    }

    [Fact]
    public async Task WaiterThatLeaves_LeavesTheOthersWaiting_AndNobodyReadsForNobody()
    {
        await using var host = New(out var storage);
        var key = await host.OrderAsync("c");
        var order = await host.OrderOfAsync(key);
        var watch = host.Get<OrderWatch>();
        storage.Reset();
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Stop);

        var left = watch.WaitAsync(order, _ => "", TimeSpan.FromSeconds(10), leaving.Token);
        var stays = watch.WaitAsync(order, _ => "", TimeSpan.FromSeconds(1), Stop);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        host.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(key, (await stays.WaitAsync(TimeSpan.FromMinutes(1), Stop))!.Order.Key);

        // That of the first second may still be under way.
        host.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.InRange(storage.Count, 0, 1);
    }

    private CoreHost New(out StorageCounter storage)
    {
        storage = new StorageCounter();
        var products = Products.Of(1);
        return new CoreHost(storage.Open(azurite.ConnectionString), AzuriteFixture.NewTenant(), products.Catalog, products.Archive);
    }
}
