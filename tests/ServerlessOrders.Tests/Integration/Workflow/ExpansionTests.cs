using ServerlessOrders.Baskets;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Search;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Commands;
using ServerlessOrders.Orders.Creation;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;
using ServerlessOrders.Tests.Unit.Baskets;

namespace ServerlessOrders.Tests.Integration.Workflow;

public sealed class ExpansionTests(AzuriteFixture azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SubOrders_HoldSoManyFilesAndBytes_AndALargerFileStandsAlone()
    {
        var products = new Products(new MemoryCatalog(2), new MemoryArchive());
        foreach (var (id, size) in new[] { ("a", 4), ("b", 6), ("c", 1), ("d", 11), ("e", 1), ("f", 1), ("g", 1), ("h", 1) })
            products.Add(id, new string('x', size));
        await using var host = New(products.Catalog, products.Archive, options => (options.SubOrderMaxFiles, options.SubOrderMaxBytes) = (3, 10));
        var key = await host.OrderAsync("c");
        await host.DriveAsync();

        var order = await host.OrderOfAsync(key);
        Assert.Equal([(0, 2), (2, 1), (3, 1), (4, 3), (7, 1)], order.SubOrders.Select(sub => (sub.First, sub.Counts.Total)));
        Assert.Equal((8, 8, 26), (order.Tasks[0].ObjectsCount, order.Tasks[0].FilesCount, order.Tasks[0].FilesSize));
        Assert.Equal(host.Time.GetUtcNow().AddHours(168), order.Order.ExpirationDate);
        await OrderAudit.CheckAsync(host, key, ["a", "b", "c", "d", "e", "f", "g", "h"]);
    }

    [Fact]
    public async Task Page_OfMoreSubOrdersThanOneCommitTakes_IsExpandedWhole_WithinAProductToo()
    {
        var catalog = new MemoryCatalog(50);
        for (var item = 0; item < 16; item++)
            catalog.Add("c", $"i{item:D3}", [.. Enumerable.Range(0, 7).Select(asset => MemoryCatalog.Asset($"i{item:D3}-{asset}.bin"))]);
        var names = Enumerable.Range(0, 112).Select(i => $"i{i / 7:D3}-{i % 7}.bin").ToList();
        await using var host = New(catalog, Holding(names), options => options.SubOrderMaxFiles = 1);
        var key = await host.OrderAsync("c");
        await host.DriveAsync();

        Assert.Equal(names, (await host.FilesAsync(key)).Select(file => file.FileName));
        Assert.Equal((112, 16), ((await host.OrderOfAsync(key)).SubOrders.Count, (await host.OrderOfAsync(key)).Tasks[0].ObjectsCount));
    }

    [Fact]
    public async Task Product_ImportedWhileAnotherIsTakenInPart_IsTakenWhole_AndTheOtherOnce()
    {
        var parts = Enumerable.Range(0, 100).Select(i => $"m{i:D3}.bin").ToList();
        var catalog = new MemoryCatalog(50).Add("c", "m", [.. parts.Select(name => MemoryCatalog.Asset(name))]);
        var gated = new GatedCatalog(catalog);
        await using var host = New(gated, Holding(parts), options => options.SubOrderMaxFiles = 1);
        var key = await host.OrderAsync("c");
        var pages = 0;
        gated.Answering = () =>
        {
            // It comes before the product that is taken in part, once the first part is committed.
            if (++pages == 1) catalog.Add("c", "a", MemoryCatalog.Asset("a1.bin"), MemoryCatalog.Asset("a2.bin"));
            return Task.CompletedTask;
        };
        await host.DriveAsync();

        var names = (await host.FilesAsync(key)).Select(file => file.FileName).ToList();
        Assert.Equal(["a1.bin", "a2.bin", .. parts], names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ExternalFiles_FormSubOrdersOfTheirOwn_AvailableAtOnce_AndNeedNoSlot()
    {
        var products = Products.Of(2);
        products.Catalog
            .Add("c", "x", External("https://files.example.org/x.tif"), MemoryCatalog.Asset("p0000.bin"))
            .Add("c", "y", External("https://files.example.org/y.tif"))
            .Add("c", "z", External("https://elsewhere.example.org/z.tif"));
        await using var host = New(products.Catalog, products.Archive, options => options.ExternalHosts.Add("files.example.org"));
        var key = await host.OrderAsync("c");
        await host.DriveAsync();

        var order = await host.OrderOfAsync(key);
        Assert.Equal([(0, 3, false), (3, 3, true)], order.SubOrders.Select(sub => (sub.First, sub.Counts.Total, sub.External)));
        Assert.Equal("AVAILABLE AVAILABLE AVAILABLE AVAILABLE AVAILABLE ERROR", await host.StatesAsync(key));
        Assert.Contains("elsewhere.example.org", (await host.FilesAsync(key))[5].Error, StringComparison.Ordinal);
        Assert.Equal((5, 6), (order.Tasks[0].ObjectsCount, order.Tasks[0].FilesCount));
        Assert.Equal(("1/0", OrderStatus.DONE_WITH_WARNING), (await host.SlotsAsync(), order.Order.Status));
        // One sub-order needs preparation: (1 + 2) x 240 h, at most a week.
        Assert.Equal(host.Time.GetUtcNow().AddHours(168), order.Order.ExpirationDate);
    }

    [Fact]
    public async Task ExternalFilesAlone_AreDoneAtOnce()
    {
        var catalog = new MemoryCatalog().Add("c", "x", External("https://files.example.org/x.tif"));
        await using var host = New(catalog, new MemoryArchive(), options => options.ExternalHosts.Add("files.example.org"));
        var key = await host.OrderAsync("c");
        await host.DriveAsync();

        var order = await host.OrderOfAsync(key);
        Assert.Equal((OrderStatus.DONE, 100, 1, ""), (order.Order.Status, order.PercentCompleted, order.AvailableFilesCount, await host.SlotsAsync()));
    }

    [Fact]
    public async Task Retry_OfAnExternalFileOfARefusedHost_AsksTheSettingsAgain()
    {
        var catalog = new MemoryCatalog().Add("c", "x", External("https://files.example.org/x.tif"));
        await using var host = New(catalog, new MemoryArchive());
        var key = await host.OrderAsync("c");
        await host.DriveAsync();
        Assert.Equal((OrderStatus.FAILED, "ERROR"), ((await host.OrderOfAsync(key)).Order.Status, await host.StatesAsync(key)));

        host.Get<Microsoft.Extensions.Options.IOptions<OrdersOptions>>().Value.ExternalHosts.Add("files.example.org");
        await host.Get<OrderCommands>().RetryAsync(host.User, key, Stop);
        await host.DriveAsync();

        Assert.Equal((OrderStatus.DONE, "AVAILABLE", ""), ((await host.OrderOfAsync(key)).Order.Status, await host.StatesAsync(key), await host.SlotsAsync()));
    }

    [Fact]
    public async Task Order_OfNoFile_IsDoneWithWarning_AndSaysWhy_AfterARetryToo()
    {
        var catalog = new MemoryCatalog().Add("c", "a", MemoryCatalog.Asset("a.tif")).Add("d", "b", MemoryCatalog.Asset("b.txt", DataType.DOCUMENT));
        await using var host = New(catalog, new MemoryArchive());
        var filtered = host.Selection("c") is var all ? all with
        {
            Datasets = [all.Datasets[0] with { FileSelectionDescription = new FileSelectionDescription([FileType.QUICKLOOK]) }],
        } : null;
        const string gone = "It seems that the queried features do not exist anymore.";
        foreach (var (selection, message) in new[] { (host.Selection("nowhere"), gone), (host.Selection("d"), gone), (new OrderSelection([]), gone), (filtered!, "No file match filters.") })
        {
            var key = (await host.Get<OrderCreation>().FromSelectionAsync(host.User, new OrderRequest(null, "https://example.org"), selection, Stop)).Order!.Key;
            await host.DriveAsync();
            await CheckAsync(key, message);
            Assert.Null((await host.OrderOfAsync(key)).Order.Confirmation);

            await host.Get<OrderCommands>().RetryAsync(host.User, key, Stop);
            await host.DriveAsync();
            await CheckAsync(key, message);
        }

        async Task CheckAsync(OrderKey key, string message)
        {
            var order = await host.OrderOfAsync(key);
            Assert.Equal((OrderStatus.DONE_WITH_WARNING, message, 100), (order.Order.Status, order.Order.Message, order.PercentCompleted));
        }
    }

    [Fact]
    public async Task SameFile_SelectedTwice_IsOrderedOnce()
    {
        var products = Products.Of(3);
        await using var host = New(products.Catalog, products.Archive);
        var selection = host.Selection("c");
        var twice = selection with
        {
            Datasets = [selection.Datasets[0] with
            {
                ItemsSelections = [new(Selections.Start, Selections.Products("p0001"), 0, 0, 0, 0), new(Selections.Start, Selections.Products("p0001", "p0002"), 0, 0, 0, 0)],
            }],
        };

        var key = (await host.Get<OrderCreation>().FromSelectionAsync(host.User, new OrderRequest(null, null), twice, Stop)).Order!.Key;
        await host.DriveAsync();

        await OrderAudit.CheckAsync(host, key, ["p0001", "p0002"]);
    }

    [Fact]
    public async Task Selection_ThatCannotBeRead_FailsTheOrder_AndARetryReadsItAgain()
    {
        var products = Products.Of(1);
        await using var host = New(products.Catalog, products.Archive);
        var selection = host.Selection("c");
        var unreadable = selection with
        {
            Datasets = [selection.Datasets[0] with { ItemsSelections = [new(Selections.Start, new SelectionRequest("unknown"), 0, 0, 0, 0)] }],
        };
        var key = (await host.Get<OrderCreation>().FromSelectionAsync(host.User, new OrderRequest(null, null), unreadable, Stop)).Order!.Key;
        await host.DriveAsync();
        var failed = (await host.OrderOfAsync(key)).Order;
        Assert.Equal(OrderStatus.FAILED, failed.Status);
        Assert.Contains("unknown", failed.Message, StringComparison.Ordinal);

        await host.Get<OrderDocumentStore>().WriteSelectionAsync(key, selection, Stop);
        await host.Get<OrderCommands>().RetryAsync(host.User, key, Stop);
        await host.DriveAsync();

        Assert.Equal((OrderStatus.DONE, "AVAILABLE", null), ((await host.OrderOfAsync(key)).Order.Status, await host.StatesAsync(key), (await host.OrderOfAsync(key)).Order.Message));
    }

    /// <summary>Whatever a catalog says: the rows can be written, and the order ends.</summary>
    [Fact]
    public async Task Products_WithEndlessTexts_DoNotStopTheOrder()
    {
        var products = Products.Of(1);
        var endless = string.Concat(Enumerable.Repeat("\u00e9\"\ud83d\ude00\u0001", 20_000));
        for (var i = 0; i < 120; i++)
        {
            products.Catalog.Add("c", $"x{i:D3}{endless[..2000]}", new CatalogAsset(
                "data", endless, DataType.RAWDATA, endless, "archive/p0000.bin", false, long.MaxValue, null, null));
        }

        products.Catalog.Add("c", "y", new CatalogAsset(
            "data", "y", DataType.RAWDATA, "text/plain", "https://files.example.org/" + new string('y', 50_000), true, null, null, null));
        await using var host = New(products.Catalog, products.Archive);
        var key = await host.OrderAsync("c");
        await host.DriveAsync();

        var files = await host.FilesAsync(key);
        Assert.Equal(122, files.Count);
        Assert.Equal(FileState.AVAILABLE, files[0].State);
        Assert.All(files.Skip(1), file => Assert.Equal(FileState.ERROR, file.State));
        Assert.Equal("An id of it has 2004 characters; at most 1024 are possible", files[1].Error);
        Assert.Equal("Its address has 50026 characters; at most 2048 are possible", files[^1].Error);
        Assert.Equal(OrderStatus.DONE_WITH_WARNING, (await host.OrderOfAsync(key)).Order.Status);
    }

    private CoreHost New(ICatalog catalog, IArchive archive, Action<OrdersOptions>? configure = null) =>
        new(azurite.Storage, AzuriteFixture.NewTenant(), catalog, archive, configure);

    /// <summary>An archive with these files: an order of many sub-orders is expanded whole, and waits once its user's slots are taken.</summary>
    private static MemoryArchive Holding(IEnumerable<string> names)
    {
        var archive = new MemoryArchive();
        foreach (var name in names) archive.Put("archive/" + name, "0123456789");
        return archive;
    }

    private static CatalogAsset External(string address) =>
        new("data", address[(address.LastIndexOf('/') + 1)..], DataType.RAWDATA, "image/tiff", address, true, null, null, null);
}
