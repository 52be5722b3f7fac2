using ServerlessOrders.Catalog.Stores;
using ServerlessOrders.Downloads;
using ServerlessOrders.Orders.Commands;
using ServerlessOrders.Storage;
using ServerlessOrders.Tests.Integration.Workflow;
using ServerlessOrders.Tests.Unit.Baskets;

namespace ServerlessOrders.Tests.Integration.Downloads;

/// <summary>What the download of a single file costs in storage operations, and that nothing is lost by it.</summary>
public sealed class DownloadCostTests(AzuriteFixture azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task File_CostsThreeOperations_AfterTheFirstOfItsSubOrder()
    {
        var counter = new StorageCounter();
        var (host, key) = await ReadyAsync(counter.Open(azurite.ConnectionString), files: 5);
        host.Get<DownloadRecords>().Delay = TimeSpan.FromHours(1);

        // Order, sub-order, its summary, file; blob; file and summary.
        Assert.Equal(6, await CostAsync(0));
        // Order, and the rows of those that come next; blob; file and summary.
        Assert.Equal(4, await CostAsync(1));
        // Order; blob; file and summary.
        Assert.Equal(3, await CostAsync(2));
        Assert.Equal(3, await CostAsync(3));
        Assert.Equal("DOWNLOADED DOWNLOADED DOWNLOADED DOWNLOADED AVAILABLE", await host.StatesAsync(key));

        // For all of them: the order's copy of the figures, read and written, and the order.
        counter.Reset();
        await host.Get<DownloadRecords>().FlushAsync();
        Assert.Equal(3, counter.Count);
        Assert.Equal(1, (await host.OrderOfAsync(key)).AvailableFilesCount);

        // Fetched again: order, file; blob.
        Assert.Equal(3, await CostAsync(1));

        // The last one ends the sub-order: its slot is free when the last byte is there.
        await host.DownloadAsync(key, 4);
        Assert.Equal((0, ""), ((await host.OrderOfAsync(key)).AvailableFilesCount, await host.SlotsAsync()));
        await host.DisposeAsync();

        async Task<int> CostAsync(int position)
        {
            counter.Reset();
            Assert.NotNull(await host.DownloadAsync(key, position));
            return counter.Count;
        }
    }

    [Fact]
    public async Task FilesFetchedAtOnce_AreWrittenTogether()
    {
        const int Files = 42;
        var counter = new StorageCounter();
        var (host, key) = await ReadyAsync(counter.Open(azurite.ConnectionString), Files);
        host.Get<DownloadRecords>().Delay = TimeSpan.FromHours(1);
        await host.DownloadAsync(key, 0);
        var found = new List<FoundFile>();
        for (var position = 1; position < Files - 1; position++)
            found.Add((await host.Get<FileDelivery>().LookUpAsync(key.Tenant, FileIds.Of(key.Id, position), Stop)).File!);
        counter.Reset();
        var allHaveCome = new TaskCompletionSource();
        counter.Hold = _ => allHaveCome.Task;

        // One file twice: two clients fetch it at the same time.
        var written = found.Append(found[7]).Select(host.Get<DownloadRecords>().DownloadedAsync).ToList();
        allHaveCome.SetResult();
        await Task.WhenAll(written);

        // The first alone, and whatever has come while it was written.
        Assert.Equal(2, counter.Count);
        Assert.Equal(Files - 1, (await host.FilesAsync(key)).Count(file => file.State == SubOrders.FileState.DOWNLOADED));
        await host.Get<DownloadRecords>().FlushAsync();
        Assert.Equal(1, (await host.OrderOfAsync(key)).AvailableFilesCount);
        await host.DisposeAsync();
    }

    [Fact]
    public async Task FileReadAhead_ThatIsPreparedAnew_IsServedAsItIsNow_AndTheCountsStayRight()
    {
        var archive = new MemoryArchive();
        var catalog = new MemoryCatalog();
        foreach (var position in Enumerable.Range(0, 5))
        {
            archive.Put($"archive/p{position}.bin", $"content {position}");
            catalog.Add("c", $"p{position}", MemoryCatalog.Asset($"p{position}.bin", size: null));
        }

        await using var host = new CoreHost(azurite.Storage, AzuriteFixture.NewTenant(), catalog, archive);
        await using var other = new CoreHost(azurite.Storage, host.Tenant, catalog, archive);
        var key = await host.OrderAsync("c");
        await host.DriveAsync();
        await host.DownloadAsync(key, 0);
        await host.DownloadAsync(key, 1);
        archive.Put("archive/p2.bin", "newer content");
        Assert.Null(await other.DownloadAsync(key, 2));
        await other.Get<OrderCommands>().RetryAsync(other.User, key, Stop);
        await other.DriveAsync();

        // This process has read it before all that.
        var delivery = host.Get<FileDelivery>();
        var found = (await delivery.LookUpAsync(key.Tenant, FileIds.Of(key.Id, 2), Stop)).File!;
        Assert.True(found.WasAhead);
        var changed = (await delivery.OpenAsync(found, fromStart: true, Stop)).Changed!;
        using (var content = new StreamReader((await delivery.OpenAsync(changed, fromStart: true, Stop)).Content!))
            Assert.Equal("newer content", await content.ReadToEndAsync(Stop));
        Assert.NotNull(await host.DownloadAsync(key, 3));
        Assert.Equal("DOWNLOADED DOWNLOADED DOWNLOADED DOWNLOADED AVAILABLE", await host.StatesAsync(key));
        Assert.Equal((1, 0), ((await host.OrderOfAsync(key)).AvailableFilesCount, (await host.OrderOfAsync(key)).FilesInErrorCount));
    }

    [Fact]
    public async Task Files_FetchedFromTwoProcessesAtOnce_AreAllCounted()
    {
        const int Files = 24;
        var (host, key) = await ReadyAsync(azurite.Storage, Files);
        await using var other = new CoreHost(azurite.Storage, host.Tenant, new CatalogStore(azurite.Storage));
        foreach (var process in (CoreHost[])[host, other]) process.Get<DownloadRecords>().Delay = TimeSpan.FromHours(1);
        await host.DownloadAsync(key, 0);
        await other.DownloadAsync(key, 1);

        await Parallel.ForAsync(2, Files - 1, Stop, async (position, _) =>
            Assert.NotNull(await (position % 2 == 0 ? host : other).DownloadAsync(key, position)));
        await host.Get<DownloadRecords>().FlushAsync();
        await other.Get<DownloadRecords>().FlushAsync();

        Assert.Equal(1, (await host.OrderOfAsync(key)).AvailableFilesCount);
        Assert.Equal(Files - 1, (await host.FilesAsync(key)).Count(file => file.State == SubOrders.FileState.DOWNLOADED));
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Zip_OfWhatWasJustPrepared_LooksAtNoBlobBeforeItStarts()
    {
        var counter = new StorageCounter();
        var (host, key) = await ReadyAsync(counter.Open(azurite.ConnectionString), files: 70);
        host.Get<ZipCreation>().Believed = TimeSpan.FromMinutes(1);
        counter.Reset();
        Assert.NotNull((await ChooseAsync()).Zip);
        var soon = counter.Count;
        Assert.InRange(soon, 1, 20);

        host.Time.Advance(TimeSpan.FromMinutes(2));
        counter.Reset();
        Assert.NotNull((await ChooseAsync("another@example.org")).Zip);
        // A page of the container's listing tells of all of them.
        Assert.Equal(soon + 1, counter.Count);
        await host.DisposeAsync();

        async Task<ZipChoice> ChooseAsync(string user = CoreHost.Ada) =>
            await host.Get<ZipService>().ChooseAsync(await host.OrderOfAsync(key), user, true, null, Stop);
    }

    [Fact]
    public async Task ZipAndLists_OfManySubOrders_ReadTheirFilesTogether()
    {
        var few = await CostsAsync(files: 4);
        var many = await CostsAsync(files: 60);

        // Two sub-orders of two files are prepared in both; those that wait behind them cost nothing.
        Assert.Equal(few, many);

        async Task<(int Zip, int Page)> CostsAsync(int files)
        {
            var counter = new StorageCounter();
            var (host, key) = await ReadyAsync(counter.Open(azurite.ConnectionString), files, options => options.SubOrderMaxFiles = 2);
            var order = await host.OrderOfAsync(key);
            Assert.Equal((files / 2, 4), (order.SubOrders.Count, order.AvailableFilesCount));
            counter.Reset();
            Assert.NotNull((await host.Get<ZipService>().ChooseAsync(order, CoreHost.Ada, true, null, Stop)).Zip);
            var zip = counter.Count;
            counter.Reset();
            var page = await host.Get<FileListing>().ReadAsync(order, order.SubOrders, null, new PageRequest(0, files, [FileListing.ById]), Stop);
            Assert.Equal(Enumerable.Range(0, files), page.Items.Select(item => item.File.Position));
            Assert.All(page.Items, item => Assert.InRange(item.File.Position, item.SubOrder.First, item.SubOrder.End - 1));
            await host.DisposeAsync();
            return (zip, counter.Count);
        }
    }

    private static async Task<(CoreHost Host, OrderKey Key)> ReadyAsync(StorageClients storage, int files, Action<OrdersOptions>? configure = null)
    {
        var tenant = AzuriteFixture.NewTenant();
        await OrderServer.AddProductsAsync(storage, tenant, "c", [.. Enumerable.Range(0, files).Select(i => ($"p{i:D4}", $"content {i}"))]);
        var host = new CoreHost(storage, tenant, new CatalogStore(storage), configure: configure);
        var key = await host.OrderAsync("c");
        await host.DriveAsync();
        return (host, key);
    }
}
