using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Search;

namespace ServerlessOrders.Tests.Integration.Catalog;

public sealed class ImportedCatalogTests(AzuriteFixture azurite) : StacImports(azurite)
{
    [Fact]
    public async Task Removal_OfAnItemOrACollection_LeavesTheOthers()
    {
        await ImportAsync(Collection(Enumerable.Range(0, 250).Select(i => Item($"x{i}", "c")).Append(Item("x1", "d"))));

        Assert.True(await Catalog.RemoveItemAsync(Tenant, "c", "x1", Stop));
        Assert.False(await Catalog.RemoveItemAsync(Tenant, "c", "x1", Stop));
        Assert.Equal(249, await Catalog.CountItemsAsync(Tenant, "c", Stop));
        Assert.Empty(await AllAsync("c", $"\"{Urns.Product(Tenant, "c", "x1")}\""));
        await Catalog.RemoveCollectionAsync(Tenant, "c", null, Stop);
        await Catalog.RemoveCollectionAsync(Tenant, "c", null, Stop);

        Assert.Null(await Catalog.FindCollectionAsync(Tenant, "c", Stop));
        Assert.Null(await Catalog.FindCollectionAsync(Tenant, Urns.Dataset(Tenant, "c"), Stop));
        Assert.Equal(0, await Catalog.CountItemsAsync(Tenant, "c", Stop));
        Assert.Single(await AllAsync("d", $"\"{Urns.Product(Tenant, "d", "x1")}\""));
        Assert.Equal(1, (await ImportAsync(Item("x1", "c"))).Added);
        Assert.Single(await AllAsync("c", $"\"{Urns.Product(Tenant, "c", "x1")}\""));
    }

    [Fact]
    public async Task LongIds_KeepApart()
    {
        var id = new string('x', 5000);

        await ImportAsync(Collection([Item(id + "1", "c"), Item(id + "2", "c"), Item(id + "1", id), Item(id + "1", id + "2")]));

        Assert.Equal(2, (await AllAsync("c")).Count);
        Assert.Single(await AllAsync(id));
        Assert.Single(await AllAsync(id + "2"));
        Assert.Equal(3, await Catalog.ListCollectionsAsync(Tenant, Stop).CountAsync(Stop));
    }

    [Fact]
    public async Task LargeItems_AreSplitOverPropertiesAndTransactions()
    {
        var large = Enumerable.Range(0, 8).Select(i => Item($"x{i}", "c").Replace("\"gsd\": 1", $"\"gsd\": 1, \"text\": \"{new string((char)('a' + i), 770_000)}\"", StringComparison.Ordinal));

        await ImportAsync(Collection(large));

        var all = await AllAsync("c");
        Assert.Equal(8, all.Count);
        Assert.Equal(new string('h', 770_000), all[7].Properties.GetProperty("text").GetString());
    }

    [Fact]
    public async Task Tenants_NeverSeeEachOther()
    {
        await ImportAsync(Item("x", "c"));
        var other = AzuriteFixture.NewTenant();

        Assert.Null(await Catalog.FindCollectionAsync(other, "c", Stop));
        Assert.Null(await Catalog.FindCollectionAsync(other, Urns.Dataset(Tenant, "c"), Stop));
        Assert.Empty(await Catalog.ListCollectionsAsync(other, Stop).ToListAsync(Stop));
        Assert.Empty((await Catalog.ReadAsync(other, "c", [Query(other, "*")], null, Stop)).Items);
    }

    [Fact]
    public async Task Reading_GoesPageByPageInAFixedOrder_AndSkipsNothing()
    {
        await ImportAsync(Collection(Enumerable.Range(0, 2500).Select(i => Item($"Item {i} é", "c"))));

        string? after = null;
        var pages = new List<CatalogPage>();
        do
        {
            pages.Add(await Catalog.ReadAsync(Tenant, "c", [Query(Tenant, "gsd:1")], after, Stop));
            after = pages[^1].Next;
        }
        while (after is not null);

        Assert.Equal([1000, 1000, 500], pages.Select(p => p.Items.Count));
        var keys = pages.SelectMany(p => p.Items).Select(i => i.Key).ToList();
        Assert.Equal(2500, keys.Distinct().Count());
        Assert.Equal(keys.Order(StringComparer.Ordinal), keys);
        var middle = await Catalog.ReadAsync(Tenant, "c", [Query(Tenant, "*")], keys[1234], Stop);
        Assert.Equal(keys[1235], middle.Items[0].Key);
    }

    [Fact]
    public async Task Reading_ByIds_FindsThoseAlone()
    {
        await ImportAsync(Collection(Enumerable.Range(0, 30).Select(i => Item($"x{i}", "c"))));

        Assert.Equal(["x3", "x5"], (await AllAsync("c", "x5 OR x3 OR nope")).Select(i => i.Id));
        Assert.Equal(["x3"], (await AllAsync("c", "x5 OR x3", "x3")).Select(i => i.Id).Except(["x5"]));
        Assert.Equal(["x5"], (await AllAsync("c", $"\"{Urns.Product(Tenant, "c", "x5")}\"")).Select(i => i.Id));
        Assert.Empty(await AllAsync("c", "datasetUrn:other"));
        Assert.Single(await AllAsync("c", $"x1 AND datasetUrn:\"{Urns.Dataset(Tenant, "c")}\""));
    }

    [Fact]
    public async Task Reading_ByUrns_FindsThoseAlone_HoweverTheItemsCame()
    {
        await ImportAsync(Collection(Enumerable.Range(0, 250).Select(i => Item($"x{i:D3}", "c"))));
        await ImportAsync(Item("x000", "c"));
        await ImportAsync(Collection([Item("x001", "c"), Item("new/1", "c")]));
        string[] ids = ["new/1", "x000", "x001", "x099", "x100", "x249"];
        var urns = ids.Append("nope").Select(id => Urns.Product(Tenant, "c", id)).Append("x007").ToList();
        var query = SelectionParser.Parse(Tenant, new SelectionRequest("legacy", EntityIdsToInclude: urns)).Query!;

        var page = await Catalog.ReadAsync(Tenant, "c", [query], null, Stop);
        var rest = await Catalog.ReadAsync(Tenant, "c", [query], "x007", Stop);

        Assert.Equal(["new/1", "x000", "x001", "x007", "x099", "x100", "x249"], page.Items.Select(i => i.Id));
        Assert.Equal(["x099", "x100", "x249"], rest.Items.Select(i => i.Id));
        Assert.Null(page.Next);
    }
}
