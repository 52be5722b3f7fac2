using System.Text.Json;
using ServerlessOrders.Baskets;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Search;
using static ServerlessOrders.Tests.Unit.Baskets.MemoryCatalog;
using static ServerlessOrders.Tests.Unit.Baskets.Selections;

namespace ServerlessOrders.Tests.Unit.Baskets;

/// <summary>What a request may cost, and which requests are refused by name.</summary>
public sealed class SelectionWorkTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static Basket Empty => Basket.Create("ann@example.org", Start);

    [Fact]
    public async Task Queries_OfOneRequest_AreOnePassOverTheCatalog()
    {
        var catalog = Catalog();
        var queries = Enumerable.Range(0, 300).Select(i => Query($"title:nothing{i}")).Append(Query("productId:a1")).ToList();

        var result = await Builder(catalog).AddAllAsync("demo", Empty, queries, null, Stop);

        Assert.Equal(BasketStatus.Done, result.Status);
        Assert.Equal(2, catalog.Reads);
        Assert.Single(result.Basket!.DatasetSelections.Single().ItemsSelections);
    }

    [Fact]
    public async Task Queries_ThatFindNothing_AreOnePassToo()
    {
        var catalog = Catalog();

        var result = await Builder(catalog).AddAllAsync("demo", Empty, [.. Enumerable.Range(0, 300).Select(i => Query($"title:nothing{i}"))], null, Stop);

        Assert.Equal((BasketStatus.NothingSelected, 2), (result.Status, catalog.Reads));
    }

    [Fact]
    public async Task Queries_ThatOverlap_CountAProductOnce()
    {
        var result = await Builder(Catalog()).AddAllAsync(
            "demo", Empty, [Query("productId:(a1 OR a2)"), Query("productId:(a2 OR b1)"), Query("collection:a")], null, Stop);

        Assert.Equal([2L, 1L], result.Basket!.DatasetSelections.Select(d => d.ObjectsCount));
        Assert.Equal([2L, 1L, 2L], result.Basket.DatasetSelections[0].ItemsSelections.Select(i => i.ObjectsCount));
        Assert.Equal(3, result.Basket.DatasetSelections.SelectMany(d => d.ItemsSelections).Select(i => i.Date).Distinct().Count());
    }

    [Fact]
    public async Task Selection_AddedToALargeBasket_ReadsOnlyWhatItSelectsItself()
    {
        var catalog = Catalog();
        var builder = Builder(catalog);
        var basket = await builder.With(Empty, All(), Products("a1"), Query("title:x OR productId:b1"));
        var before = catalog.Reads;

        await builder.With(basket, All("b"));

        Assert.Equal(1, catalog.Reads - before);
    }

    [Fact]
    public async Task Basket_OfTooManyConditions_TakesNoMore()
    {
        var builder = Builder(Catalog());
        var basket = await builder.With(Empty, Query(Conditions(0, 3000) + " OR productId:a1"));

        var result = await builder.AddAsync("demo", basket, Query(Conditions(0, 1100) + " OR productId:a1"), Stop);

        Assert.Equal(BasketStatus.UnreadableSelection, result.Status);
        Assert.Contains("4096 conditions", result.Message, StringComparison.Ordinal);
        await builder.With(basket, Query(Conditions(0, 1000) + " OR productId:a1"));
    }

    [Fact]
    public async Task Basket_OfManyUploadedLists_TakesMore()
    {
        var builder = Builder(Catalog());
        var basket = Empty;

        for (var list = 0; list < 20; list++)
            basket = await builder.With(basket, Products([.. Enumerable.Range(0, 1000).Select(i => $"{list}-{i}"), "a1"]));

        Assert.Equal(20, Assert.Single(basket.DatasetSelections).ItemsSelections.Count);
    }

    [Fact]
    public async Task Search_ThatTestsTooMuch_IsRefused_HoweverManyProductsThereAre()
    {
        var catalog = new MemoryCatalog(pageSize: 1000);
        for (var i = 0; i < 20_000; i++) catalog.Add("a", $"i{i:D5}", Asset($"{i}.tif"));

        var result = await Builder(catalog).AddAsync("demo", Empty, Query(Conditions(0, 4000)), Stop);

        Assert.Equal(BasketStatus.UnreadableSelection, result.Status);
        Assert.Contains("Name the collections", result.Message, StringComparison.Ordinal);
        Assert.InRange(catalog.Reads, 1, 1 + (SelectionCounter.MaxTested / 4_000_000));
    }

    [Fact]
    public async Task Caller_WhoLeaves_StopsTheCounting()
    {
        using var left = new CancellationTokenSource();
        var catalog = Catalog();
        catalog.Reading = () => left.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Builder(catalog).AddAsync("demo", Empty, All(), left.Token));

        Assert.Equal(1, catalog.Reads);
    }

    [Theory]
    [InlineData("sentinel2", "'sentinel-2'")]
    [InlineData("Sentinel-2", "'sentinel-2'")]
    [InlineData("sentinel", "'sentinel-2'")]
    [InlineData("sentnel-2", "'sentinel-2'")]
    [InlineData("landsat", "There are 'a', 'b', 'sentinel-2'.")]
    [InlineData("URN:AIP:DATASET:demo:00000000-0000-0000-0000-000000000000:V1", "'sentinel-2'")]
    public async Task Collection_ThatDoesNotExist_IsRefusedWithThoseThatAreNear(string name, string near)
    {
        var catalog = Catalog().Add("sentinel-2", "s1", Asset("s1.tif"));
        SelectionRequest[] requests =
        [
            All(name), Stac(("collections", [name])), Stac(("collections", ["a", name])), Query($"datasetUrn:\"{name}\""),
            Query($"productId:a1 OR collection:\"{name}\""), Query($"NOT collection:\"{name}\""),
        ];
        foreach (var request in requests)
        {
            var result = await Builder(catalog).AddAsync("demo", Empty, request, Stop);

            Assert.Equal(BasketStatus.UnreadableSelection, result.Status);
            Assert.Contains($"'{name}' does not exist.", result.Message, StringComparison.Ordinal);
            Assert.Contains(near, result.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Collection_OfAnEmptyCatalog_IsRefused()
    {
        var result = await Builder(new MemoryCatalog()).AddAsync("demo", Empty, All("a"), Stop);

        Assert.Contains("no collection yet", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pattern_OfCollections_NamesNone() => Assert.Equal(
        BasketStatus.NothingSelected, (await Builder(Catalog()).AddAsync("demo", Empty, Query("collection:nope*"), Stop)).Status);

    [Theory]
    [InlineData("cloud:<low")]
    [InlineData("NOT cloud:[a TO z]")]
    [InlineData("productId:a1 OR cloud:low")]
    public async Task Value_ThatFitsNothing_IsRefused_AlsoWhereOtherConditionsMatch(string q)
    {
        var catalog = Catalog().Add(Item("c", "c1", """{"cloud":5}"""));

        var result = await Builder(catalog).AddAsync("demo", Empty, Query(q), Stop);

        Assert.Equal(BasketStatus.UnreadableSelection, result.Status);
        Assert.Contains("cannot be compared with 'cloud', which is a number ('5' in product 'c1')", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StacId_WithAComma_IsFirstTakenAsAWhole()
    {
        var catalog = Catalog().Add("a", "comma,id", Asset("c.tif")).Add("a", "comma", Asset("1.tif")).Add("b", "id", Asset("2.tif"));

        Assert.Equal(1, await CountAsync(Stac(("ids", ["comma,id"]))));
        Assert.Equal(2, await CountAsync(Stac(("ids", ["comma,id", "a1"]))));
        Assert.Equal(2, await CountAsync(Stac(("ids", ["comma, a1"]))));
        Assert.Equal(3, await CountAsync(Stac(("ids", ["comma,id", "id,a1"]))));
        Assert.Equal(1, await CountAsync(Stac(("ids", ["comma,id"]), ("collections", ["a,b"]))));
        Assert.Equal(1, await CountAsync(Stac(("ids", ["comma,id"]), ("collections", ["b"]))));
        Assert.Contains("empty", (await Builder(catalog).AddAsync("demo", Empty, Stac(("ids", ["a1,,b1"])), Stop)).Message, StringComparison.Ordinal);

        async Task<long> CountAsync(SelectionRequest request) =>
            (await Builder(catalog).With(Empty, request)).DatasetSelections.Sum(d => d.ObjectsCount);
    }

    [Fact]
    public async Task StacCollection_WithAComma_IsFirstTakenAsAWhole()
    {
        var catalog = Catalog().Add("a,b", "x", Asset("x.tif"));

        Assert.Equal("a,b", Assert.Single((await Builder(catalog).With(Empty, Stac(("collections", ["a,b"])))).DatasetSelections).CollectionId);
        Assert.Equal(2, (await Builder(Catalog()).With(Empty, Stac(("collections", ["a,b"])))).DatasetSelections.Count);
    }

    [Fact]
    public async Task Removal_CountsTheRestAnew()
    {
        var builder = Builder(Catalog());
        var basket = await builder.With(Empty, Products("a1"), Products("a1", "a2"));
        var dataset = basket.DatasetSelections[0];

        var kept = await builder.KeepAsync("demo", dataset, [dataset.ItemsSelections[0]], Stop);

        Assert.Equal((1, 1), (kept.ObjectsCount, Assert.Single(kept.ItemsSelections).ObjectsCount));
    }

    private static MemoryCatalog Catalog() => new MemoryCatalog(pageSize: 10)
        .Add("a", "a1", Asset("a1.tif"))
        .Add("a", "a2", Asset("a2.tif"))
        .Add("b", "b1", Asset("b1.tif"));

    private static CatalogItem Item(string collection, string id, string properties) =>
        new(collection, id, id, JsonDocument.Parse(properties).RootElement, null, null, null, [Asset(id + ".tif")]);

    private static string Conditions(int from, int count) => string.Join(" OR ", Enumerable.Range(from, count).Select(i => $"p{i}:x"));

    private static SelectionRequest Query(string q) =>
        new("legacy", SearchParameters: new Dictionary<string, IReadOnlyList<string>> { ["q"] = [q] });

    private static SelectionRequest Stac(params (string Name, IReadOnlyList<string> Values)[] parameters) =>
        new("stac", SearchParameters: parameters.ToDictionary(p => p.Name, p => p.Values));
}
