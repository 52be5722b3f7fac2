using ServerlessOrders.Orders.Commands;
using ServerlessOrders.Orders.Waiting;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;
using ServerlessOrders.Tests.Integration.Workflow;

namespace ServerlessOrders.Tests.Integration.Orders;

/// <summary>What an order says that it waits for.</summary>
public sealed class ProgressTests(AzuriteFixture azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OrderThatWaitsForASlot_NamesTheOrdersThatHoldThem_AndWhatWouldFreeThem()
    {
        await using var host = New(Products.Of(1));
        var first = await host.OrderAsync("c");
        var second = await host.OrderAsync("c");
        await host.DriveAsync();
        var third = await host.OrderAsync("c");
        await host.DriveAsync();

        var progress = await ReadAsync(host, third);

        Assert.Equal(ProgressPhase.QUEUED, progress!.Phase);
        Assert.Equal([first.Id, second.Id], progress.BlockedBy);
        Assert.Equal(
            "Waits for a free place, of which a user has 2. Orders 1 and 2 wait for the download of their files: fetch them, or delete them.",
            progress.Reason);
        Assert.Equal([ProgressCauseKind.NO_SLOT, ProgressCauseKind.ORDERS_TO_FETCH], progress.Causes.Select(cause => cause.Kind));
        Assert.Equal([first.Id, second.Id], progress.Causes[1].Orders);
        Assert.Null(await ReadAsync(host, first));

        await host.DownloadAsync(second, 0);
        await host.DriveAsync();
        Assert.Null(await ReadAsync(host, third));
    }

    [Fact]
    public async Task OrderOfWhichAPartIsReady_SaysThatItWaitsForItsDownload()
    {
        await using var host = New(Products.Of(3), options => (options.SubOrderMaxFiles, options.MaxSubOrdersPerUser) = (1, 1));
        var key = await host.OrderAsync("c");
        await host.DriveAsync();

        var progress = await ReadAsync(host, key);

        Assert.Equal(ProgressPhase.WAITING_FOR_DOWNLOAD, progress!.Phase);
        Assert.Empty(progress.BlockedBy);
        Assert.Equal("1 file is ready and not fetched: fetch it, and the next part is prepared (2 to come).", progress.Reason);
        Assert.Equal([(ProgressCauseKind.READY_TO_FETCH, 1, 2)], progress.Causes.Select(cause => (cause.Kind, cause.Files, cause.SubOrders)));
        Assert.Equal((30, 10), (progress.BytesTotal, progress.BytesReady));
        Assert.Equal((2, 1), (progress.FilesByState[FileState.PENDING], progress.FilesByState[FileState.AVAILABLE]));
    }

    [Fact]
    public async Task OrderOfArchivedFiles_SaysThatTheyAreOnTheirWay_AndWhenItLooksAgain()
    {
        await using var host = New(Products.Of(2, readability: Readability.Archived));
        var key = await host.OrderAsync("c");
        await host.DriveAsync();

        var progress = await ReadAsync(host, key);

        Assert.Equal(ProgressPhase.RESTORING, progress!.Phase);
        Assert.Equal((2, 20), (progress.Restoring!.Files, progress.Restoring.Bytes));
        Assert.Equal(host.Time.GetUtcNow().AddMinutes(10), progress.NextChange);
        Assert.Equal(TimeSpan.FromMinutes(10), progress.AskAgainAfter);
        Assert.Null(progress.Estimate);
    }

    [Fact]
    public async Task PendingAndPausedOrders_SaySo()
    {
        await using var host = New(Products.Of(1));
        var key = await host.OrderAsync("c");
        Assert.Equal(ProgressPhase.EXPANDING, (await ReadAsync(host, key))!.Phase);

        await host.Get<OrderCommands>().PauseAsync(host.User, key, Stop);
        Assert.Equal(ProgressPhase.PAUSED, (await ReadAsync(host, key))!.Phase);
    }

    private static async Task<ProgressView?> ReadAsync(CoreHost host, OrderKey key) =>
        await host.Get<ProgressReader>().ReadAsync(await host.OrderOfAsync(key), Stop);

    private CoreHost New(Products products, Action<OrdersOptions>? configure = null) =>
        new(azurite.Storage, AzuriteFixture.NewTenant(), products.Catalog, products.Archive, configure);
}
