using Azure.Data.Tables;
using ServerlessOrders.Orders.Index;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Tests.Integration.Orders;

public sealed class OrderListsTests(AzuriteFixture azurite)
{
    private readonly string _list = OrderListStore.OfTenant(AzuriteFixture.NewTenant());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private OrderListStore Lists => new(azurite.Storage);

    [Fact]
    public async Task Read_GivesWhatWasAddedAndNotRemovedOnce()
    {
        foreach (var id in new long[] { 5, 7, 6, 7 }) await Lists.AddAsync(_list, id, Token);
        await Lists.RemoveAsync(_list, 6, Token);
        await Lists.RemoveAsync(_list, 6, Token);

        var page = await Lists.ReadAsync(_list, 0, 10, oldestFirst: false, Token);

        Assert.Equal([7, 5], page.OrderIds);
        Assert.Equal(2, page.Total);
    }

    [Theory]
    [InlineData(0, 3, false, "9 8 7")]
    [InlineData(2, 3, false, "7 5 3")]
    [InlineData(3, 4, false, "5 3 2 1")]
    [InlineData(6, 9, false, "1")]
    [InlineData(7, 9, false, "")]
    [InlineData(0, 3, true, "1 2 3")]
    [InlineData(2, 3, true, "3 5 7")]
    [InlineData(5, 3, true, "8 9")]
    [InlineData(7, 3, true, "")]
    public async Task Read_GoesFromBucketToBucket(int skip, int take, bool oldestFirst, string expected)
    {
        await AddBucketAsync(1, 2, 3);
        await AddBucketAsync(5);
        await AddBucketAsync(7, 8, 9);

        var page = await Lists.ReadAsync(_list, skip, take, oldestFirst, Token);

        Assert.Equal(expected, string.Join(' ', page.OrderIds));
        Assert.Equal(7, page.Total);
    }

    private async Task AddBucketAsync(params long[] ids)
    {
        var rows = ids.Select(id => new TableEntity(_list, "i" + TableKeys.Descending(id)) { ["OrderId"] = id })
            .Append(new TableEntity(_list, "b" + TableKeys.Descending(ids[0])) { ["FirstId"] = ids[0], ["Count"] = ids.Length });
        await azurite.Storage.Index.SubmitTransactionAsync(
            rows.Select(row => new TableTransactionAction(TableTransactionActionType.Add, row)), Token);
    }
}
