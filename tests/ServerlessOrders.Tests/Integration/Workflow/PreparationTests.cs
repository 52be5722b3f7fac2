using System.Text;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using ServerlessOrders.Catalog;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Commands;
using ServerlessOrders.Storage;
using ServerlessOrders.Tests.Unit.Baskets;

namespace ServerlessOrders.Tests.Integration.Workflow;

/// <summary>How blobs become AVAILABLE, or ERROR with a reason.</summary>
public sealed class PreparationTests(AzuriteFixture azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Blobs_ThatAreWrongOrMissing_AreErrorsWithAReason_AndARetryTakesTheRepairedOnes()
    {
        var products = new Products(new MemoryCatalog(100), new MemoryArchive())
            .Add("a", "hello")
            .Add("b", "hello", size: 6)
            .Add("c", "hello", digest: "MD5", checksum: new string('0', 32))
            .Add("d", "hello", digest: "SHA-1", checksum: new string('0', 40))
            .Add("e", "hello", digest: "SHA-256", checksum: new string('0', 64))
            .Add("f", "hello", digest: "SHA-512", checksum: new string('0', 128))
            .Add("g", "hello");
        products.Archive.Remove("archive/g.bin");
        await using var host = New(products);
        var key = await host.OrderAsync("c");
        await host.DriveAsync();

        var files = await host.FilesAsync(key);
        Assert.Equal("AVAILABLE ERROR ERROR ERROR ERROR ERROR ERROR", await host.StatesAsync(key));
        Assert.Equal("The file has 5 bytes, the catalog says 6", files[1].Error);
        Assert.Equal($"The file's MD5 is 5d41402abc4b2a76b9719d911017c592, the catalog says {new string('0', 32)}", files[2].Error);
        Assert.StartsWith("The file's SHA-1 is aaf4c61ddcc5e8a2", files[3].Error, StringComparison.Ordinal);
        Assert.StartsWith("The file's SHA-256 is 2cf24dba5fb0a30e", files[4].Error, StringComparison.Ordinal);
        Assert.StartsWith("The file's SHA-512 is 9b71d224bd62f378", files[5].Error, StringComparison.Ordinal);
        Assert.Equal("The file does not exist in the archive", files[6].Error);
        var order = await host.OrderOfAsync(key);
        Assert.Equal((OrderStatus.DONE_WITH_WARNING, 100, 6), (order.Order.Status, order.PercentCompleted, order.FilesInErrorCount));

        products.Archive.Put("archive/b.bin", "hello!").Put("archive/g.bin", "hello");
        Assert.Equal(OrderOutcomeStatus.Done, (await host.Get<OrderCommands>().RetryAsync(host.User, key, Stop)).Status);
        await host.DriveAsync();

        Assert.Equal("AVAILABLE AVAILABLE ERROR ERROR ERROR ERROR AVAILABLE", await host.StatesAsync(key));
        Assert.Equal(OrderStatus.DONE_WITH_WARNING, (await host.OrderOfAsync(key)).Order.Status);
        await OrderAudit.CheckAsync(host, key, ["a", "b", "c", "d", "e", "f", "g"]);
    }

    [Fact]
    public async Task Checksums_ThatAreRight_AreVerified()
    {
        await using var host = New(new Products(new MemoryCatalog(100), new MemoryArchive())
            .Add("a", "hello", digest: "MD5", checksum: "5D41402ABC4B2A76B9719D911017C592")
            .Add("b", "hello", digest: "SHA-256", checksum: "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"));
        var key = await host.OrderAsync("c");
        await host.DriveAsync();

        Assert.Equal("AVAILABLE AVAILABLE", await host.StatesAsync(key));
        Assert.All(await host.FilesAsync(key), file => Assert.Equal(0x3610A686u, file.Crc32));
    }

    [Fact]
    public async Task Order_OfWhichEveryFileFails_IsFailed_AndARetryCompletesIt()
    {
        var products = Products.Of(2);
        products.Archive.Remove("archive/p0000.bin");
        products.Archive.Remove("archive/p0001.bin");
        await using var host = New(products);
        var key = await host.OrderAsync("c");
        await host.DriveAsync();
        Assert.Equal((OrderStatus.FAILED, "ERROR ERROR", ""), ((await host.OrderOfAsync(key)).Order.Status, await host.StatesAsync(key), await host.SlotsAsync()));
        Assert.Equal(
            "No file could be prepared, of 2. p0000.bin: The file does not exist in the archive", (await host.OrderOfAsync(key)).Order.Message);

        products.Archive.Put("archive/p0000.bin", "content000").Put("archive/p0001.bin", "content001");
        await host.Get<OrderCommands>().RetryAsync(host.User, key, Stop);
        await host.DriveAsync();

        Assert.Equal((OrderStatus.DONE, "AVAILABLE AVAILABLE"), ((await host.OrderOfAsync(key)).Order.Status, await host.StatesAsync(key)));
        Assert.Null((await host.OrderOfAsync(key)).Order.Message);
    }

    [Fact]
    public async Task BlobsOfTheArchiveTier_AreAskedForOnce_AndLookedAtByTimerUntilTheyAreBack()
    {
        var products = Products.Of(3, readability: Readability.Archived);
        products.Archive.Set("archive/p0001.bin", Readability.Online);
        await using var host = New(products);
        var began = host.Time.GetUtcNow();
        var key = await host.OrderAsync("c");
        await host.DriveAsync();
        Assert.Equal("PENDING AVAILABLE PENDING", await host.StatesAsync(key));
        Assert.Equal(began.AddMinutes(5), host.Workflows.Waits[key]); // the longest wait; the check is due after two of them
        await host.DriveAfterWaitAsync(key);
        Assert.Equal(began.AddMinutes(10), host.Workflows.Waits[key]);

        await host.DriveAfterWaitAsync(key);
        Assert.Equal(("PENDING AVAILABLE PENDING", 2), (await host.StatesAsync(key), products.Archive.Rehydrated));
        Assert.Equal(33, (await host.OrderOfAsync(key)).PercentCompleted);
        products.Archive.Set("archive/p0002.bin", Readability.Online);
        await host.DriveAfterWaitAsync(key);
        await host.DriveAfterWaitAsync(key);
        Assert.Equal("PENDING AVAILABLE AVAILABLE", await host.StatesAsync(key));

        products.Archive.Set("archive/p0000.bin", Readability.Online);
        await host.DriveAfterWaitAsync(key);
        await host.DriveAfterWaitAsync(key);

        Assert.Equal(("AVAILABLE AVAILABLE AVAILABLE", 2), (await host.StatesAsync(key), products.Archive.Rehydrated));
        Assert.Equal(OrderStatus.DONE, (await host.OrderOfAsync(key)).Order.Status);
    }

    [Fact]
    public async Task ManyBlobsOnTheirWayBack_AreLookedAtTogether()
    {
        const int Files = ArchiveGlance.FewestListed;
        var products = Products.Of(Files, readability: Readability.Archived);
        await using var host = new CoreHost(azurite.Storage, AzuriteFixture.NewTenant(), products.Catalog, products.Archive);
        var key = await host.OrderAsync("c");
        await host.DriveAsync();
        var (opened, lookedAt) = (products.Archive.Opened, products.Archive.LookedAt);
        Assert.Equal((Files, Files, Files), (products.Archive.Rehydrated, opened, lookedAt));

        await host.DriveAfterWaitAsync(key);
        await host.DriveAfterWaitAsync(key);
        Assert.Equal((Files, opened, lookedAt + 1), (products.Archive.Rehydrated, products.Archive.Opened, products.Archive.LookedAt));

        foreach (var position in Enumerable.Range(0, Files)) products.Archive.Set($"archive/p{position:D4}.bin", Readability.Online);
        await host.DriveAfterWaitAsync(key);
        await host.DriveAfterWaitAsync(key);
        Assert.Equal(OrderStatus.DONE, (await host.OrderOfAsync(key)).Order.Status);
        Assert.Equal((Files, opened + Files), ((await host.OrderOfAsync(key)).AvailableFilesCount, products.Archive.Opened));
    }

    [Fact]
    public async Task BlobInTheArchiveTierOfStorage_IsRehydratedAndVerified()
    {
        var container = await azurite.NewContainerAsync();
        await container.UploadBlobAsync("cold.bin", BinaryData.FromString("cold content"), Stop);
        await container.GetBlockBlobClient("cold.bin").SetAccessTierAsync(AccessTier.Archive, cancellationToken: Stop);
        var catalog = new MemoryCatalog().Add("c", "cold", new CatalogAsset(
            "data", "cold.bin", DataType.RAWDATA, "text/plain", $"{container.Name}/cold.bin", false, null, null, null));
        await using var host = new CoreHost(azurite.Storage, AzuriteFixture.NewTenant(), catalog);
        var key = await host.OrderAsync("c");
        await host.DriveAsync();
        Assert.Equal("PENDING", await host.StatesAsync(key));

        await host.DriveAfterWaitAsync(key);
        await host.DriveAfterWaitAsync(key);

        Assert.Equal("AVAILABLE", await host.StatesAsync(key));
        Assert.Equal("cold content", Encoding.UTF8.GetString((await host.DownloadAsync(key, 0))!));
        Assert.Equal("DOWNLOADED", await host.StatesAsync(key));
    }

    [Fact]
    public async Task EmptyBlobs_OfKnownAndUnknownSize_AreAvailable_InTheRealStorageToo()
    {
        var container = await azurite.NewContainerAsync();
        var catalog = new MemoryCatalog();
        foreach (var (name, size) in new (string, long?)[] { ("known.bin", 0), ("unknown.bin", null) })
        {
            await container.UploadBlobAsync(name, BinaryData.FromString(""), Stop);
            catalog.Add("c", name, new CatalogAsset("data", name, DataType.RAWDATA, "text/plain", $"{container.Name}/{name}", false, size, null, null));
        }

        await using var host = new CoreHost(azurite.Storage, AzuriteFixture.NewTenant(), catalog);
        var key = await host.OrderAsync("c");
        await host.DriveAsync();

        Assert.Equal("AVAILABLE AVAILABLE", await host.StatesAsync(key));
        Assert.Empty((await host.DownloadAsync(key, 0))!);
        Assert.Equal("DOWNLOADED AVAILABLE", await host.StatesAsync(key));
        Assert.NotNull(await host.ZipAsync(key));
        Assert.Equal("DOWNLOADED DOWNLOADED", await host.StatesAsync(key));
    }

    [Fact]
    public async Task BlobsThatWereVerifiedBefore_AreNotReadAgain_UnlessTheyHaveChanged()
    {
        var products = Products.Of(20);
        await using var host = New(products);
        var first = await host.OrderAsync("c");
        await host.DriveAsync();
        Assert.Equal(20, products.Archive.Opened);
        products.Archive.Put("archive/p0007.bin", "content007");

        var second = await host.OrderAsync("c");
        await host.ZipAsync(first);
        var opened = products.Archive.Opened;
        await host.DriveAsync();

        Assert.Equal(opened + 1, products.Archive.Opened);
        Assert.Equal(
            (await host.FilesAsync(first)).Select(file => (file.Crc32, file.Checksum)),
            (await host.FilesAsync(second)).Select(file => (file.Crc32, file.Checksum)));
        Assert.DoesNotContain("PENDING", await host.StatesAsync(second), StringComparison.Ordinal);
    }

    private CoreHost New(Products products, Action<OrdersOptions>? configure = null) =>
        new(azurite.Storage, AzuriteFixture.NewTenant(), products.Catalog, products.Archive, configure);

    private static async Task<OrderStatus> StatusAsync(CoreHost host, OrderKey key) => (await host.OrderOfAsync(key)).Order.Status;
}
