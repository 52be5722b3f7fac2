using ServerlessOrders.Orders;
using ServerlessOrders.SubOrders;
using ServerlessOrders.Workflow;

namespace ServerlessOrders.Tests.Integration.Workflow;

/// <summary>What it costs to decide what comes next for an order.</summary>
public sealed class PlanCostTests(AzuriteFixture azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Plan_OfAnOrderOfManySubOrders_CostsAsMuchAsOfOneOfFew()
    {
        var few = await CostAsync(20);
        var many = await CostAsync(2000);

        Assert.Equal(few, many);
    }

    /// <summary>Requests for the plan that starts the first sub-orders, and the next one, which finds them under way.</summary>
    private async Task<int> CostAsync(int subOrders)
    {
        var operations = new StorageCounter();
        await using var host = new CoreHost(
            operations.Open(await azurite.NewAccountAsync()), AzuriteFixture.NewTenant(), Products.Of(1).Catalog);
        var key = await AddAsync(host, subOrders);
        operations.Reset();

        for (var plan = 0; plan < 2; plan++)
        {
            var step = await host.Get<OrderPlanner>().PlanAsync(key, Stop);
            Assert.Equal([0, 1], step.Tasks.Select(task => task.SubOrder?.First));
        }

        return operations.Count;
    }

    /// <summary>A RUNNING order whose sub-orders have one PENDING file each; of the files only what a plan looks at is there.</summary>
    private static async Task<OrderKey> AddAsync(CoreHost host, int subOrders)
    {
        var orders = host.Get<OrderStore>();
        var order = ManyOrders.Order(host.Tenant, CoreHost.Ada, 1) with { Status = OrderStatus.RUNNING, FilesCount = subOrders };
        await orders.TryCreateAsync(order, Stop);
        var counts = new FileCounts().Add(FileState.PENDING, 100);
        foreach (var firsts in Enumerable.Range(0, subOrders).Chunk(OrderStore.MaxRowsPerCommit))
        {
            var current = await orders.FindOrderAsync(order.Key, Stop);
            Assert.NotNull(await orders.TryCommitAsync(
                order, current!.ETag, Stop, [.. firsts.Select(first => new SubOrder(first, 0, false, 1, counts))]));
        }

        for (var first = 0; first < 2; first++)
        {
            var summary = new SubOrderSummary { First = first, Task = 0, External = false, Counts = counts };
            await host.Get<FileStore>().TryWriteAsync(new SubOrderKey(order.Key, first), summary, null, [], Stop);
        }

        return order.Key;
    }
}
