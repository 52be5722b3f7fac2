using System.Text.Json;
using Azure.Data.Tables;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Index;
using ServerlessOrders.Catalog.Search;
using ServerlessOrders.Catalog.Stores;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Tests.Integration.Catalog;

/// <summary>The index by time and place: finds what a look at every item finds, in few operations, and stays exact.</summary>
public sealed class StacIndexTests(AzuriteFixture azurite)
{
    private const int Items = 3000;

    private static readonly DateTimeOffset First = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string _tenant = AzuriteFixture.NewTenant();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Searches_OfThousandsOfItems_TakeFewOperations_AndFindWhatAScanFinds()
    {
        var counter = new StorageCounter();
        var storage = counter.Open(await azurite.NewAccountAsync());
        var all = Enumerable.Range(0, Items).Select(Item).ToList();
        await new CatalogStore(storage).WriteItemsAsync(_tenant, all.ToAsyncEnumerable(), _ => { }, Stop);
        (string Name, string Value)[][] searches =
        [
            [("datetime", "2020-02-01T00:00:00Z/2020-02-01T23:59:59Z")],
            [("bbox", "10,10,20,20")],
            [("bbox", "175,-30,-175,30")],
            [("bbox", "-180,80,180,90")],
            [("datetime", "2020-02-01T00:00:00Z/2020-03-01T00:00:00Z"), ("bbox", "-20,-20,20,20")],
            [("ids", "i0000017"), ("bbox", "-180,-90,180,90")],
            [("intersects", """{"type":"Polygon","coordinates":[[[0,0],[40,0],[0,40],[0,0]]]}""")],
        ];
        foreach (var search in searches)
        {
            var request = new SelectionRequest("stac", null, search.ToDictionary(s => s.Name, s => (IReadOnlyList<string>)[s.Value]));
            var wanted = all.Where(SelectionParser.Parse(_tenant, request).Query!.Matches).Select(item => item.Id).Order(StringComparer.Ordinal).ToList();

            counter.Reset();
            var found = await ReadAllAsync(storage, request, 100, first: true);
            Assert.True(counter.Count <= 20, $"{search[0]}: {counter.Count} operations for the first page");
            Assert.NotEmpty(found);

            Assert.Equal(wanted, (await ReadAllAsync(storage, request, 37, first: false)).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task TheCount_StaysExact_WhateverIsReplacedRemovedOrImportedAtOnce()
    {
        var catalog = new CatalogStore(azurite.Storage);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(importer => new CatalogStore(azurite.NewStorage()).WriteItemsAsync(
            _tenant, Enumerable.Range(importer * 100, 250).Select(Item).ToAsyncEnumerable(), _ => { }, Stop)));
        Assert.Equal(450, await catalog.FindCountAsync(_tenant, "c", Stop));

        await catalog.WriteItemsAsync(_tenant, new[] { Item(7) with { Start = First.AddYears(3), End = First.AddYears(3), Bbox = [1, 1, 1, 1] } }.ToAsyncEnumerable(), _ => { }, Stop);
        await catalog.RemoveItemAsync(_tenant, "c", "i0000009", Stop);

        Assert.Equal(449, await catalog.FindCountAsync(_tenant, "c", Stop));
        Assert.Equal(449, (await AllByTimeAsync()).Count);
        Assert.Contains("i0000007", await ReadAllAsync(azurite.Storage, Between(First.AddYears(3), First.AddYears(4)), 10, first: false));
        Assert.Equal((1 + (3 * 449)), (await KeysAsync()).Count);
    }

    [Fact]
    public async Task AnIndexOfAnEarlierRelease_LosesNoItemWithoutATime()
    {
        await new CatalogStore(azurite.Storage).WriteItemsAsync(
            _tenant, new[] { Item(1), Item(2) with { Start = null, End = null } }.ToAsyncEnumerable(), _ => { }, Stop);
        var table = azurite.Storage.Catalog;
        TableEntity summary = await table.GetEntityAsync<TableEntity>(CatalogRows.ItemsPartition(_tenant, "c"), IndexKeys.Summary, cancellationToken: Stop);
        // It noted neither its making nor that there are such items.
        summary.Remove("Made");
        summary["Spans"] = summary.GetInt32("Spans") & ~IndexSummary.Unknown;
        await table.UpdateEntityAsync(summary, summary.ETag, TableUpdateMode.Replace, Stop);
        var query = SelectionParser.Parse(_tenant, Between(First.AddYears(-1), First.AddYears(5))).Query!;
        query.Scope.UnknownMatches = true;

        var found = await new ItemSearchStore(azurite.Storage).ReadAsync(_tenant, "c", query, null, 10, 10, Stop);

        Assert.Equal(["i0000001", "i0000002"], found.Items.Select(item => item.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task AnIndexThatIsMissing_IsDoneWithout_MadeByTheNextImport_AndByTheCommand()
    {
        var catalog = new CatalogStore(azurite.Storage);
        await catalog.WriteItemsAsync(_tenant, Enumerable.Range(0, 120).Select(Item).ToAsyncEnumerable(), _ => { }, Stop);
        var whole = await KeysAsync();
        var partition = CatalogRows.ItemsPartition(_tenant, "c");

        await new IndexRebuildStore(azurite.Storage.Catalog).RemoveAsync(partition, Stop);
        Assert.Null(await catalog.FindCountAsync(_tenant, "c", Stop));
        Assert.Equal(120, (await AllByTimeAsync()).Count);

        await catalog.WriteItemsAsync(_tenant, new[] { Item(500) }.ToAsyncEnumerable(), _ => { }, Stop);
        Assert.Equal(121, await catalog.FindCountAsync(_tenant, "c", Stop));
        Assert.Equal(121, (await AllByTimeAsync()).Count);

        await catalog.RemoveItemAsync(_tenant, "c", "i0000500", Stop);
        await catalog.RebuildIndexAsync(_tenant, "c", null, Stop);
        Assert.Equal(whole, await KeysAsync());
    }

    [Fact]
    public async Task WhatACollectionHolds_IsKept_WhateverIsReplacedOrRemoved_AndMadeAnewWithTheIndex()
    {
        var catalog = new CatalogStore(azurite.Storage);
        await WriteAsync(Sized("a", 100, "archive"), Sized("b", 20, null), Sized("c", null, "hot"));
        Assert.Equal(new Holdings(3, 120, 1, 1, 100), await HeldAsync());
        await WriteAsync(Sized("a", 7, "cool"), Sized("b", 20, null), Sized("c", 1, "archive"));
        Assert.Equal(new Holdings(3, 28, 0, 1, 1), await HeldAsync());
        await catalog.RemoveItemAsync(_tenant, "c", "b", Stop);
        Assert.Equal(new Holdings(2, 8, 0, 1, 1), await HeldAsync());

        // An item of before this was kept: nobody knows what its replacement changes.
        var partition = CatalogRows.ItemsPartition(_tenant, "c");
        TableEntity row = await azurite.Storage.Catalog.GetEntityAsync<TableEntity>(partition, TableKeys.Encode("a"), cancellationToken: Stop);
        row.Remove(IndexRows.HeldProperty);
        await azurite.Storage.Catalog.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, Stop);
        await WriteAsync(Sized("a", 50, "archive"));
        Assert.Null(await HeldAsync());
        await catalog.RebuildIndexAsync(_tenant, "c", null, Stop);
        Assert.Equal(new Holdings(2, 51, 0, 2, 51), await HeldAsync());

        async Task<Holdings?> HeldAsync() => (await catalog.FindSummaryAsync(_tenant, "c", Stop))!.Held;
        Task WriteAsync(params CatalogItem[] items) => catalog.WriteItemsAsync(_tenant, items.ToAsyncEnumerable(), _ => { }, Stop);
        static CatalogItem Sized(string id, long? size, string? tier) => new(
            "c", id, id, JsonDocument.Parse("{}").RootElement, null, null, null,
            [
                new("data", $"{id}.tif", DataType.RAWDATA, "image/tiff", $"x/{id}.tif", false, size, null, null, tier),
                new("small", $"{id}.png", DataType.THUMBNAIL, "image/png", $"x/{id}.png", false, 999, null, null, tier),
            ]);
    }

    private static SelectionRequest Between(DateTimeOffset from, DateTimeOffset to) => new(
        "stac", null, new Dictionary<string, IReadOnlyList<string>> { ["datetime"] = [$"{from:yyyy-MM-dd'T'HH:mm:ss'Z'}/{to:yyyy-MM-dd'T'HH:mm:ss'Z'}"] });

    private Task<List<string>> AllByTimeAsync() => ReadAllAsync(azurite.Storage, Between(First.AddYears(-1), First.AddYears(9)), 100, first: false);

    private async Task<List<string>> ReadAllAsync(StorageClients storage, SelectionRequest request, int limit, bool first)
    {
        var items = new ItemSearchStore(storage);
        var query = SelectionParser.Parse(_tenant, request).Query!;
        var found = new List<string>();
        string? next = null;
        do
        {
            var page = await items.ReadAsync(_tenant, "c", query, next, limit, 20, Stop);
            Assert.True(page.Items.Count <= limit);
            found.AddRange(page.Items.Select(item => item.Id));
            next = page.Next;
        }
        while (next is not null && !first);

        return found;
    }

    private async Task<List<string>> KeysAsync()
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {CatalogRows.ItemsPartition(_tenant, "c")}");
        return await azurite.Storage.Catalog.QueryAsync<TableEntity>(filter, cancellationToken: Stop).Select(row => row.RowKey).ToListAsync(Stop);
    }

    // Of many lengths and sizes, all over the Earth, some across the antimeridian.
    private static CatalogItem Item(int number)
    {
        var random = new Random(number);
        var (west, south) = ((random.NextDouble() * 360) - 180, (random.NextDouble() * 170) - 90);
        var size = Math.Pow(10, (random.NextDouble() * 3) - 2);
        var east = west + size > 180 ? west + size - 360 : west + size;
        var start = First.AddHours(number);
        var id = $"i{number:D7}";
        return new CatalogItem(
            "c", id, id, JsonDocument.Parse("{}").RootElement, [west, south, east, Math.Min(90, south + size)],
            start, start.AddHours(number % 5 == 0 ? Math.Pow(10, random.NextDouble() * 4) : 0), []);
    }
}
