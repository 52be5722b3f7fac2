using System.Text;
using ServerlessOrders.Downloads;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Commands;
using ServerlessOrders.Storage;
using ServerlessOrders.Tests.Integration.Workflow;
using ServerlessOrders.Tests.Unit.Baskets;

namespace ServerlessOrders.Tests.Integration.Downloads;

/// <summary>What a download of one file does to its order, and what one that fails does.</summary>
public sealed class DeliveryTests(AzuriteFixture azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Download_OfALostFile_WarnsOfTheOrder_AndItIsDoneAgainOnceTheFileIsFetchedAfterAll()
    {
        var products = Products.Of(2);
        await using var host = New(products);
        var key = await host.OrderAsync("c");
        await host.DriveAsync();
        products.Archive.Set("archive/p0001.bin", Readability.Archived);

        Assert.Null(await host.DownloadAsync(key, 1));
        Assert.Equal(("AVAILABLE DOWNLOAD_ERROR", OrderStatus.DONE_WITH_WARNING), (await host.StatesAsync(key), await StatusAsync(host, key)));
        Assert.Equal((0, 1), ((await host.OrderOfAsync(key)).FilesInErrorCount, (await host.OrderOfAsync(key)).AvailableFilesCount));

        products.Archive.Set("archive/p0001.bin", Readability.Online);
        Assert.NotNull(await host.DownloadAsync(key, 1));
        Assert.Equal(("AVAILABLE DOWNLOADED", OrderStatus.DONE), (await host.StatesAsync(key), await StatusAsync(host, key)));
    }

    [Fact]
    public async Task Retry_OfAFileThatWasReplaced_TakesTheNewOne_WhereTheCatalogNeverToldAnother()
    {
        var products = new Products(new MemoryCatalog(), new MemoryArchive());
        products.Archive.Put("archive/a.bin", "old");
        products.Catalog.Add("c", "a", MemoryCatalog.Asset("a.bin", size: null));
        await using var host = New(products);
        var key = await host.OrderAsync("c");
        await host.DriveAsync();
        products.Archive.Put("archive/a.bin", "newer content");
        Assert.Null(await host.DownloadAsync(key, 0));

        await host.Get<OrderCommands>().RetryAsync(host.User, key, Stop);
        await host.DriveAsync();

        Assert.Equal("newer content", Encoding.UTF8.GetString((await host.DownloadAsync(key, 0))!));
        Assert.Equal((OrderStatus.DONE, 13), (await StatusAsync(host, key), (await host.OrderOfAsync(key)).Counts.Bytes));
    }

    [Fact]
    public async Task Transfer_ThatBreaksOff_ChangesNothing_AndTheLastByteDoes()
    {
        await using var host = New(Products.Of(1));
        var key = await host.OrderAsync("c");
        await host.DriveAsync();
        var delivery = host.Get<FileDelivery>();
        var found = (await delivery.LookUpAsync(key.Tenant, FileIds.Of(key.Id, 0), Stop)).File!;
        var content = (await delivery.OpenAsync(found, fromStart: true, Stop)).Content!;
        var buffer = new byte[9];

        await content.ReadExactlyAsync(buffer, Stop);
        Assert.Equal("AVAILABLE", await host.StatesAsync(key));
        Assert.Equal(1, await content.ReadAsync(buffer, Stop));

        // The state is there when the reader has the byte.
        Assert.Equal("DOWNLOADED", await host.StatesAsync(key));
        await content.DisposeAsync();
    }

    [Fact]
    public async Task File_BeyondTheLastOne_OrOfAnOrderThatIsGone_IsNotFound()
    {
        await using var host = New(Products.Of(3), options => options.SubOrderMaxFiles = 2);
        var key = await host.OrderAsync("c");
        await host.DriveAsync();
        var delivery = host.Get<FileDelivery>();

        Assert.NotNull((await delivery.LookUpAsync(key.Tenant, FileIds.Of(key.Id, 2), Stop)).File);
        foreach (var position in new[] { 3, 4, 5000, FileIds.MaxFiles - 1 })
            Assert.Null((await delivery.LookUpAsync(key.Tenant, FileIds.Of(key.Id, position), Stop)).File);
        Assert.Null((await delivery.LookUpAsync(key.Tenant, FileIds.Of(key.Id + 1, 0), Stop)).File);
        Assert.Null((await delivery.LookUpAsync("another", FileIds.Of(key.Id, 0), Stop)).File);
        await host.Get<OrderCommands>().DeleteAsync(host.User, key, Stop);
        Assert.Null((await delivery.LookUpAsync(key.Tenant, FileIds.Of(key.Id, 0), Stop)).File);
    }

    private CoreHost New(Products products, Action<OrdersOptions>? configure = null) =>
        new(azurite.Storage, AzuriteFixture.NewTenant(), products.Catalog, products.Archive, configure);

    private static async Task<OrderStatus> StatusAsync(CoreHost host, OrderKey key) => (await host.OrderOfAsync(key)).Order.Status;
}
