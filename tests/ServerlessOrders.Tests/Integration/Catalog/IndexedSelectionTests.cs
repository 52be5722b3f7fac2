using System.Text.Json;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Index;
using ServerlessOrders.Catalog.Search;
using ServerlessOrders.Catalog.Stores;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Tests.Integration.Catalog;

/// <summary>Selections for orders by place and time: led by the index, and yet exact whatever happens to it.</summary>
public sealed class IndexedSelectionTests(AzuriteFixture azurite)
{
    private const int Items = 2500;

    private static readonly DateTimeOffset First = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string _tenant = AzuriteFixture.NewTenant();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ASelectionByTimeOrPlace_ReadsItsPartOfTheCollection_AndGoesOnBehindAnyItem()
    {
        var counter = new StorageCounter();
        var storage = counter.Open(await azurite.NewAccountAsync());
        var all = Enumerable.Range(0, Items).Select(Item).ToList();
        var catalog = new CatalogStore(storage);
        await catalog.WriteItemsAsync(_tenant, all.ToAsyncEnumerable(), _ => { }, Stop);
        foreach (var (name, value) in new[] { ("datetime", "2020-02-01T00:00:00Z/2020-02-03T00:00:00Z"), ("bbox", "10,10,25,25"), ("datetime", "2020-01-02T00:00:00Z/..") })
        {
            var wanted = all.Where(Query(name, value).Matches).Select(item => item.Id).Order(StringComparer.Ordinal).ToList();
            counter.Reset();

            var found = await AllAsync(catalog, Query(name, value), null);

            Assert.Equal(wanted, found.Select(item => item.Id).Order(StringComparer.Ordinal));
            if (wanted.Count < 100) Assert.InRange(counter.Count, 1, 30);
            var half = found[..(found.Count / 2)];
            var rest = await AllAsync(catalog, Query(name, value), half[^1].Key);
            Assert.Equal(found.Select(item => item.Id), half.Concat(rest).Select(item => item.Id));
        }
    }

    [Fact]
    public async Task AnIndexThatIsMadeAnewMeanwhile_LosesAndDoublesNothing()
    {
        var counter = new StorageCounter();
        var connection = await azurite.NewAccountAsync();
        var catalog = new CatalogStore(counter.Open(connection));
        var other = AzuriteFixture.Open(connection);
        await catalog.WriteItemsAsync(_tenant, Enumerable.Range(0, 300).Select(Item).ToAsyncEnumerable(), _ => { }, Stop);
        var partition = CatalogRows.ItemsPartition(_tenant, "c");
        var query = Query("datetime", "2019-01-01T00:00:00Z/..");

        // While the first page is read, the index goes: every item is looked at instead.
        var requests = 0;
        counter.Hold = async _ =>
        {
            if (Interlocked.Increment(ref requests) == 2) await new IndexRebuildStore(other.Catalog).RemoveAsync(partition, Stop);
        };
        Assert.Equal(300, (await AllAsync(catalog, query, null)).Count);

        // Behind an item of the index that is gone, a selection waits for the next one, and goes on there.
        counter.Hold = null;
        await catalog.RebuildIndexAsync(_tenant, "c", null, Stop);
        var first = (await AllAsync(catalog, query, null))[99];
        await new IndexRebuildStore(other.Catalog).RemoveAsync(partition, Stop);
        var fault = await Assert.ThrowsAsync<Azure.RequestFailedException>(() => catalog.ReadAsync(_tenant, "c", [query], first.Key, Stop));
        Assert.True(StorageOutage.IsCauseOf(fault));
        await catalog.RebuildIndexAsync(_tenant, "c", null, Stop);
        Assert.Equal(200, (await AllAsync(catalog, query, first.Key)).Count);
    }

    private ItemQuery Query(string name, string value) => SelectionParser.Parse(
        _tenant, new SelectionRequest("stac", null, new Dictionary<string, IReadOnlyList<string>> { [name] = [value] })).Query!;

    private async Task<List<CatalogItem>> AllAsync(CatalogStore catalog, ItemQuery query, string? after)
    {
        var found = new List<CatalogItem>();
        do
        {
            var page = await catalog.ReadAsync(_tenant, "c", [query], after, Stop);
            found.AddRange(page.Items);
            after = page.Next;
        }
        while (after is not null);

        return found;
    }

    private static CatalogItem Item(int number)
    {
        var random = new Random(number);
        var (west, south) = ((random.NextDouble() * 350) - 180, (random.NextDouble() * 170) - 90);
        var id = $"i{number:D7}";
        return new CatalogItem(
            "c", id, id, JsonDocument.Parse("{}").RootElement, [west, south, west + 1, south + 1], First.AddHours(number), First.AddHours(number + (number % 7)), []);
    }
}
