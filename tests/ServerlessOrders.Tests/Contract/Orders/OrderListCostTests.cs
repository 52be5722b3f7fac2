using Azure.Data.Tables;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Index;
using ServerlessOrders.Security;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Tests.Contract.Orders;

/// <summary>What a page costs in storage operations, among few and among many orders.</summary>
public sealed class OrderListCostTests(SeededServer server, ITestOutputHelper output) : IClassFixture<SeededServer>
{
    private const int Size = 20;
    private const string Ann = "ann@example.org";

    [Theory]
    [InlineData("/user/orders")]
    [InlineData("/orders")]
    [InlineData("/orders?user=ann@example.org")]
    public async Task APage_CostsTheSameAmong100AndAmong100000Orders(string address)
    {
        var few = await SeedAsync(address, 100, 0);
        var many = await SeedAsync(address, 100_000, 0, 1000);

        var firstOfFew = await CostAsync(few, address, 0, 100);
        var firstOfMany = await CostAsync(many, address, 0, 100_000);
        var deepOfMany = await CostAsync(many, address, 1000, 100_000);

        Assert.InRange(firstOfMany, 1, firstOfFew * 1.5);
        Assert.InRange(deepOfMany, 1, firstOfMany * 2);
    }

    /// <summary>The same with every row of 100,000 orders in the store.</summary>
    [Fact(Explicit = true)]
    [Trait("Category", "Large")]
    public async Task APage_CostsTheSameAmong100AndAmong100000OrdersThatAreThere()
    {
        var (few, many) = (AzuriteFixture.NewTenant(), AzuriteFixture.NewTenant());
        await ManyOrders.WriteAsync(server.Service<StorageClients>(), few, Ann, 100, TestContext.Current.CancellationToken);
        await ManyOrders.WriteAsync(server.Service<StorageClients>(), many, Ann, 100_000, TestContext.Current.CancellationToken);
        foreach (var address in new[] { "/user/orders", "/orders", "/orders?user=ann@example.org" })
        {
            var firstOfFew = await CostAsync(few, address, 0, 100);
            var firstOfMany = await CostAsync(many, address, 0, 100_000);
            var deepOfMany = await CostAsync(many, address, 1000, 100_000);
            output.WriteLine($"{address}: {firstOfFew} operations for page 0 among 100, {firstOfMany} among 100,000, {deepOfMany} for page 1000");
            Assert.InRange(firstOfMany, 1, firstOfFew * 1.5);
            Assert.InRange(deepOfMany, 1, firstOfMany * 2);
        }
    }

    private async Task<int> CostAsync(string tenant, string address, int number, int total)
    {
        server.Storage.Reset();
        var (_, page) = await server.JsonAsync("GET", $"{address}{(address.Contains('?') ? '&' : '?')}page={number}", tenant, Ann, Role.EXPLOIT);
        var cost = server.Storage.Count;
        Assert.Equal(total, (int)page!["metadata"]!["totalElements"]!);
        Assert.Equal(
            Enumerable.Range(0, Size).Select(index => total - (number * Size) - index),
            page["content"]!.AsArray().Select(order => (int)order!["content"]!["id"]!));
        return cost;
    }

    /// <summary>
    /// Writes the index rows of a list as they are after so many orders, and the orders of some pages. Of the buckets that hold
    /// none of these pages only the heads are written: nothing else of them may be read.
    /// </summary>
    private async Task<string> SeedAsync(string address, int count, params int[] pages)
    {
        var tenant = AzuriteFixture.NewTenant();
        var list = address switch
        {
            "/user/orders" => OrderListStore.OfOwner(tenant, Ann),
            "/orders" => OrderListStore.OfTenant(tenant),
            _ => OrderListStore.OfOwnerName(tenant, Ann),
        };
        var rows = ManyOrders.RowsOf(list, count, ids => pages.Any(page => ids.Contains(count - (page * Size))));
        await Parallel.ForEachAsync(rows.Chunk(100), TestContext.Current.CancellationToken, async (batch, stop) =>
            await server.Service<StorageClients>().Index.SubmitTransactionAsync(
                batch.Select(row => new TableTransactionAction(TableTransactionActionType.Add, row)), stop));

        foreach (var id in pages.SelectMany(page => Enumerable.Range(count - (page * Size) - Size + 1, Size)))
            await server.Service<OrderStore>().TryCreateAsync(ManyOrders.Order(tenant, Ann, id), TestContext.Current.CancellationToken);

        return tenant;
    }
}
