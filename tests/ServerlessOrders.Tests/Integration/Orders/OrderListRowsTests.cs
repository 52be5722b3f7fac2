using CsCheck;
using ServerlessOrders.Orders.Index;

namespace ServerlessOrders.Tests.Integration.Orders;

public sealed class OrderListRowsTests(AzuriteFixture azurite)
{
    private const int BucketSize = 3;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private OrderListStore Lists => new(azurite.Storage, BucketSize);

    [Fact]
    public Task List_AfterAnyAddsAndRemovals_IsThatOfAModel_PageByPage() =>
        Gen.Select(Gen.Bool, Gen.Long[1, 15]).Array[1, 25].SampleAsync(
            async steps =>
            {
                var list = OrderListStore.OfTenant(AzuriteFixture.NewTenant());
                var model = new SortedSet<long>();
                foreach (var (adds, id) in steps)
                {
                    if (adds) await Lists.AddAsync(list, id, Stop);
                    else await Lists.RemoveAsync(list, id, Stop);
                    if (adds) model.Add(id);
                    else model.Remove(id);
                }

                await CheckAsync(list, [.. model.Reverse()]);
            },
            iter: 12);

    [Fact]
    public async Task List_ThatManyAddToAndRemoveFromAtOnce_LosesNoneAndShowsNoneTwice()
    {
        var list = OrderListStore.OfOwner(AzuriteFixture.NewTenant(), "ada@example.org");
        long[] ids = [.. Enumerable.Range(1, 40)];
        Random.Shared.Shuffle(ids);

        await Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Stop }, async (id, stop) =>
        {
            await Lists.AddAsync(list, id, stop);
            if (id % 4 == 0) await Lists.RemoveAsync(list, id, stop);
        });

        await CheckAsync(list, [.. ids.Where(id => id % 4 != 0).OrderDescending()]);
    }

    private async Task CheckAsync(string list, long[] expected)
    {
        foreach (var size in new[] { 1, 2, 5, 100 })
        {
            for (var skip = 0; skip <= expected.Length; skip += size)
            {
                foreach (var oldestFirst in new[] { false, true })
                {
                    var page = await Lists.ReadAsync(list, skip, size, oldestFirst, Stop);
                    Assert.Equal(expected.Length, page.Total);
                    Assert.Equal((oldestFirst ? expected.Reverse() : expected).Skip(skip).Take(size), page.OrderIds);
                }
            }
        }
    }
}
