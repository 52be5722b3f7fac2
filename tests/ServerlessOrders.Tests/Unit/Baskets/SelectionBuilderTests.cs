using ServerlessOrders.Baskets;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Search;
using static ServerlessOrders.Tests.Unit.Baskets.MemoryCatalog;
using static ServerlessOrders.Tests.Unit.Baskets.Selections;

namespace ServerlessOrders.Tests.Unit.Baskets;

public sealed class SelectionBuilderTests
{
    private static Basket Empty => Basket.Create("ann@example.org", Start);

    private static MemoryCatalog Catalog => new MemoryCatalog()
        .Add("a", "a1", Asset("a1.tif"), Asset("a1.jpg", DataType.QUICKLOOK_SD, 3), Asset("a1.png", DataType.THUMBNAIL))
        .Add("a", "a2", Asset("a2.tif", size: null))
        .Add("a", "a3", Asset("a3.tif", external: true))
        .Add("b", "b1", Asset("b1.tif"))
        .Add("c", "c1", Asset("c1.txt", DataType.DOCUMENT));

    [Fact]
    public async Task Add_GroupsByCollectionAndCountsWhatCanBeOrdered()
    {
        var basket = await Builder(Catalog).With(Empty, All());

        Assert.Equal(["a", "b"], basket.DatasetSelections.Select(selection => selection.CollectionId));
        var a = basket.DatasetSelections[0];
        Assert.Equal((Urns.Dataset("demo", "a"), "Title of a"), (a.DatasetIpid, a.DatasetLabel));
        Assert.Equal((3, 4, 23, 2), (a.ObjectsCount, a.FilesCount, a.FilesSize, a.Quota));
        var items = Assert.Single(a.ItemsSelections);
        Assert.Equal((3, 4, 23, 2), (items.ObjectsCount, items.FilesCount, items.FilesSize, items.Quota));
        Assert.Equal(Start, items.Date);
        Assert.Equal(2, basket.DatasetSelections.Select(selection => selection.Id).Distinct().Count());
    }

    [Fact]
    public async Task Add_ProductSelectedTwice_CountsOnceInTheDataset()
    {
        var basket = await Builder(Catalog).With(Empty, Products("a1", "a2"), Products("a2", "a3"));

        var a = Assert.Single(basket.DatasetSelections);
        Assert.Equal((3, 4), (a.ObjectsCount, a.FilesCount));
        Assert.Equal([2, 2], a.ItemsSelections.Select(items => items.ObjectsCount));
    }

    [Fact]
    public async Task Add_InTheSameMillisecond_GivesEachItemsSelectionItsOwnDate()
    {
        var basket = await Builder(Catalog).With(Empty, Products("a1"), Products("a1"), Products("a1"));

        Assert.Equal(
            [Start, Start.AddMilliseconds(1), Start.AddMilliseconds(2)],
            basket.DatasetSelections[0].ItemsSelections.Select(items => items.Date));
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("c1")]
    public async Task Add_NothingThatCanBeOrdered_IsNothingSelected(string id)
    {
        var result = await Builder(Catalog).AddAsync("demo", Empty, Products(id), CancellationToken.None);

        Assert.Equal((BasketStatus.NothingSelected, null), (result.Status, result.Basket));
    }

    [Fact]
    public async Task Add_UnreadableRequest_SaysWhy()
    {
        var result = await Builder(Catalog).AddAsync("demo", Empty, new SelectionRequest("bogus"), CancellationToken.None);

        Assert.Equal(BasketStatus.UnreadableSelection, result.Status);
        Assert.Contains("bogus", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Add_ReadsOnlyTheCollectionsThatTheQueryNames()
    {
        var catalog = Catalog;

        var basket = await Builder(catalog).With(Empty, All(Urns.Dataset("demo", "b")));

        Assert.Equal("b", Assert.Single(basket.DatasetSelections).CollectionId);
        Assert.Equal(1, catalog.Reads);
    }

    [Theory]
    [InlineData(4, BasketStatus.Done)]
    [InlineData(3, BasketStatus.TooLarge)]
    public async Task Add_MoreProductsThanTheBasketMayHold_IsTooLarge(long max, BasketStatus expected)
    {
        var result = await Builder(Catalog, maxProducts: max).AddAsync("demo", Empty, All(), CancellationToken.None);

        Assert.Equal(expected, result.Status);
    }

    [Fact]
    public async Task Add_CollectionFarOverTheLimit_IsNotReadToItsEnd()
    {
        var catalog = new MemoryCatalog(pageSize: 10);
        for (var i = 0; i < 1000; i++) catalog.Add("a", $"i{i:D4}", Asset($"{i}.tif"));

        var result = await Builder(catalog, maxProducts: 15).AddAsync("demo", Empty, All(), CancellationToken.None);

        Assert.Equal(BasketStatus.TooLarge, result.Status);
        Assert.Contains("15", result.Message, StringComparison.Ordinal);
        Assert.Equal(2, catalog.Reads);
    }

    [Fact]
    public async Task Add_MoreSelectionsThanABasketMayHold_IsTooLarge()
    {
        var basket = await Builder(Catalog).With(Empty, Products("b1"));
        var one = basket.DatasetSelections[0];
        var full = basket.With(one with
        {
            ItemsSelections = [.. Enumerable.Repeat(one.ItemsSelections[0], SelectionBuilder.MaxItemsSelections)],
        });

        var result = await Builder(Catalog).AddAsync("demo", full, Products("b1"), CancellationToken.None);

        Assert.Equal(BasketStatus.TooLarge, result.Status);
    }

    [Fact]
    public async Task Add_UnderFileFilters_CountsTheFilesThatPass()
    {
        var builder = Builder(Catalog);
        var basket = await builder.With(Empty, Products("a1"));
        var filtered = await builder.FilterAsync("demo", basket, basket.DatasetSelections, new([FileType.QUICKLOOK]), CancellationToken.None);

        basket = await builder.With(filtered.Basket!, Products("a2"));

        var a = Assert.Single(basket.DatasetSelections);
        Assert.Equal((2, 1, 3, 0), (a.ObjectsCount, a.FilesCount, a.FilesSize, a.Quota));
        Assert.Equal([1, 0], a.ItemsSelections.Select(items => items.FilesCount));
    }

    [Fact]
    public async Task Add_SizesPastAllNumbers_StayAtTheGreatest()
    {
        var catalog = new MemoryCatalog().Add("a", "a1", Asset("1", size: long.MaxValue), Asset("2", size: 5), Asset("3", size: -9));

        var basket = await Builder(catalog).With(Empty, All());

        Assert.Equal((3, long.MaxValue), (basket.DatasetSelections[0].FilesCount, basket.DatasetSelections[0].FilesSize));
    }

    [Fact]
    public async Task Recount_RequestThatCannotBeReadAnyMore_CountsNothing()
    {
        var builder = Builder(Catalog);
        var one = (await builder.With(Empty, Products("a1"))).DatasetSelections[0];
        var mixed = one with { ItemsSelections = [.. one.ItemsSelections, new ItemsSelection(Start, new("bogus"), 7, 7, 7, 7)] };

        var counted = await builder.RecountAsync("demo", mixed, CancellationToken.None);

        Assert.Equal(1, counted!.ObjectsCount);
        Assert.Equal([1, 0], counted.ItemsSelections.Select(items => items.ObjectsCount));
    }

    [Fact]
    public async Task Filter_CountsEveryDatasetAnew()
    {
        var builder = Builder(Catalog);
        var basket = await builder.With(Empty, All());

        var result = await builder.FilterAsync("demo", basket, basket.DatasetSelections, new([FileType.QUICKLOOK]), CancellationToken.None);

        Assert.Equal([1, 0], result.Basket!.DatasetSelections.Select(selection => selection.FilesCount));
    }

    [Fact]
    public void Create_GivesIdsThatFitAJavaScriptNumber()
    {
        Assert.InRange(Empty.Id, 1, (1L << 53) - 1);
        Assert.InRange(Empty.NextSelectionId, Empty.Id + 1, (1L << 53) - 1);
    }
}
