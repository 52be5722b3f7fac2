using Microsoft.Extensions.Time.Testing;
using ServerlessOrders.Baskets;
using ServerlessOrders.Catalog;
using ServerlessOrders.Tests.Unit.Baskets;
using static ServerlessOrders.Tests.Unit.Baskets.MemoryCatalog;
using static ServerlessOrders.Tests.Unit.Baskets.Selections;

namespace ServerlessOrders.Tests.Integration.Baskets;

public sealed class BasketServiceTests(AzuriteFixture azurite)
{
    private const string Ann = "ann@example.org";
    private readonly string _tenant = AzuriteFixture.NewTenant();
    private readonly FakeTimeProvider _time = new(Start);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private BasketService Service => new(
        new BasketStore(azurite.Storage),
        Builder(
            new MemoryCatalog()
                .Add("a", "a1", Asset("a1.tif"), Asset("a1.jpg", DataType.QUICKLOOK_SD, 3))
                .Add("a", "a2", Asset("a2.tif"))
                .Add("b", "b1", Asset("b1.tif")),
            _time),
        _time);

    [Fact]
    public async Task Add_NothingThatCanBeOrdered_MakesNoBasket()
    {
        var result = await Service.AddAsync(_tenant, Ann, Products("nowhere"), Token);

        Assert.Equal(BasketStatus.NothingSelected, result.Status);
        Assert.Null(await Service.FindAsync(_tenant, Ann, Token));
    }

    [Fact]
    public async Task Add_ByTwoAtOnce_KeepsBothUnderDatesOfTheirOwn()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Service.AddAsync(_tenant, Ann, Products("a1"), Token)));

        var basket = await Service.FindAsync(_tenant, Ann, Token);
        var items = Assert.Single(basket!.DatasetSelections).ItemsSelections;
        Assert.Equal(Enumerable.Range(0, 4).Select(i => Start.AddMilliseconds(i)), items.Select(one => one.Date));
        Assert.Equal(1, basket.DatasetSelections[0].ObjectsCount);
    }

    [Fact]
    public async Task AddProducts_TakesThoseThatExist()
    {
        var result = await Service.AddProductsAsync(_tenant, Ann, ["a2", "nowhere", "b1"], Token);

        Assert.Equal(["a", "b"], result.Basket!.DatasetSelections.Select(selection => selection.CollectionId));
    }

    [Fact]
    public async Task RemoveItems_CountsTheRest_AndTheLastTakesItsDatasetAlong()
    {
        await Service.AddAsync(_tenant, Ann, Products("a1"), Token);
        _time.Advance(TimeSpan.FromSeconds(1));
        var before = await Service.AddAsync(_tenant, Ann, Products("a2"), Token);
        var id = before.Basket!.DatasetSelections[0].Id;

        var rest = await Service.RemoveItemsAsync(_tenant, Ann, id, Start.ToOffset(TimeSpan.FromHours(2)), Token);
        Assert.Equal((1, 1, 10), (rest.Basket!.DatasetSelections[0].ObjectsCount, rest.Basket.DatasetSelections[0].FilesCount, rest.Basket.DatasetSelections[0].FilesSize));
        Assert.Equal(Start.AddSeconds(1), Assert.Single(rest.Basket.DatasetSelections[0].ItemsSelections).Date);

        var empty = await Service.RemoveItemsAsync(_tenant, Ann, id, Start.AddSeconds(1), Token);
        Assert.Equal(BasketStatus.Done, empty.Status);
        Assert.Empty((await Service.FindAsync(_tenant, Ann, Token))!.DatasetSelections);
    }

    [Fact]
    public async Task Remove_WhatIsNotThere_ChangesNothing()
    {
        Assert.Equal(BasketStatus.NoBasket, (await Service.RemoveDatasetAsync(_tenant, Ann, 1, Token)).Status);
        var basket = (await Service.AddAsync(_tenant, Ann, Products("a1"), Token)).Basket!;
        var version = (await new BasketStore(azurite.Storage).FindAsync(_tenant, Ann, Token))!.ETag;

        Assert.Equal(BasketStatus.Done, (await Service.RemoveDatasetAsync(_tenant, Ann, 1, Token)).Status);
        Assert.Equal(BasketStatus.Done, (await Service.RemoveItemsAsync(_tenant, Ann, 1, Start, Token)).Status);
        Assert.Equal(BasketStatus.Done, (await Service.RemoveItemsAsync(_tenant, Ann, basket.DatasetSelections[0].Id, Start.AddDays(1), Token)).Status);

        Assert.Equal(version, (await new BasketStore(azurite.Storage).FindAsync(_tenant, Ann, Token))!.ETag);
    }

    [Fact]
    public async Task RemoveDataset_LeavesTheOthers()
    {
        var basket = (await Service.AddAsync(_tenant, Ann, All(), Token)).Basket!;

        var result = await Service.RemoveDatasetAsync(_tenant, Ann, basket.FindCollection("a")!.Id, Token);

        Assert.Equal("b", Assert.Single(result.Basket!.DatasetSelections).CollectionId);
    }

    [Fact]
    public async Task SetFileFilters_CountsWhatPasses_AndNullCountsAllAgain()
    {
        var id = (await Service.AddAsync(_tenant, Ann, All("a"), Token)).Basket!.DatasetSelections[0].Id;

        var filtered = await Service.SetFileFiltersAsync(_tenant, Ann, id, new([FileType.RAWDATA], "a1.*"), Token);
        Assert.Equal((2, 1), (filtered.Basket!.DatasetSelections[0].ObjectsCount, filtered.Basket.DatasetSelections[0].FilesCount));
        Assert.Equal(1, filtered.Basket.DatasetSelections[0].ItemsSelections[0].FilesCount);
        Assert.Equal("a1.*", filtered.Basket.DatasetSelections[0].FileSelectionDescription!.FileNamePattern);

        var all = await Service.SetFileFiltersAsync(_tenant, Ann, id, null, Token);
        Assert.Equal(3, all.Basket!.DatasetSelections[0].FilesCount);
        Assert.Null(all.Basket.DatasetSelections[0].FileSelectionDescription);
    }

    [Fact]
    public async Task SetFileFilters_ThatCannotBeUsed_SaysWhyAndKeepsTheOldOnes()
    {
        Assert.Equal(BasketStatus.NoBasket, (await Service.SetFileFiltersAsync(_tenant, Ann, 1, null, Token)).Status);
        var id = (await Service.AddAsync(_tenant, Ann, All("a"), Token)).Basket!.DatasetSelections[0].Id;

        var unknown = await Service.SetFileFiltersAsync(_tenant, Ann, 1, null, Token);
        var bad = await Service.SetFileFiltersAsync(_tenant, Ann, id, new(null, "test**"), Token);

        Assert.Equal((BasketStatus.UnknownDataset, "Basket selection with id 1 doesn't exist"), (unknown.Status, unknown.Message));
        Assert.Equal(BasketStatus.BadFilters, bad.Status);
        Assert.Null((await Service.FindAsync(_tenant, Ann, Token))!.DatasetSelections[0].FileSelectionDescription);
    }

    [Fact]
    public async Task Empty_RemovesTheBasket_AndALaterOneHasOtherIds()
    {
        var first = (await Service.AddAsync(_tenant, Ann, Products("a1"), Token)).Basket!;
        await Service.EmptyAsync(_tenant, Ann, Token);
        await Service.EmptyAsync(_tenant, Ann, Token);
        Assert.Null(await Service.FindAsync(_tenant, Ann, Token));

        _time.Advance(TimeSpan.FromSeconds(1));
        var second = (await Service.AddAsync(_tenant, Ann, Products("a1"), Token)).Basket!;

        Assert.NotEqual(first.Id, second.Id);
        Assert.NotEqual(first.DatasetSelections[0].Id, second.DatasetSelections[0].Id);
    }
}
