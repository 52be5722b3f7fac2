using ServerlessOrders.Downloads;
using ServerlessOrders.Maintenance;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Commands;
using ServerlessOrders.Storage;
using ServerlessOrders.Tests.Integration.Workflow;

namespace ServerlessOrders.Tests.Faults.Clock;

/// <summary>An order expires while somebody fetches it, or while it is paused.</summary>
public sealed class ExpiryDuringDownloadTests(CrashAccount account) : IClassFixture<CrashAccount>
{
    private readonly Products _products = Products.Of(4);
    private readonly string _tenant = AzuriteFixture.NewTenant();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Zip_WhoseOrderExpiresOnTheWay_EndsWholeOrBroken_AndBringsNothingBack()
    {
        await using var host = New();
        var order = await host.OrderAsync("c");
        await host.DriveAsync();
        var whole = await ZipOfAnotherAsync(host);
        var snapshot = await host.OrderOfAsync(order);
        var choice = await host.Get<ZipService>().ChooseAsync(snapshot, CoreHost.Ada, fromStart: true, null, Stop);
        var fetched = new MemoryStream();
        await using (var zip = (await host.Get<ZipService>().OpenAsync(snapshot, choice.Zip!, () => null, Stop))!)
        {
            var some = new byte[50];
            await zip.ReadExactlyAsync(some, Stop);
            fetched.Write(some);

            await ExpireAsync(host, order);

            var broken = await Record.ExceptionAsync(() => zip.CopyToAsync(fetched, Stop));
            if (broken is null) Assert.Equal(whole.Length, fetched.Length);
        }

        await AssertGoneAsync(host, order);
    }

    [Fact]
    public async Task File_WhoseOrderExpiresOnTheWay_EndsWhole_AndBringsNothingBack()
    {
        await using var host = New();
        var order = await host.OrderAsync("c");
        await host.DriveAsync();
        var delivery = host.Get<FileDelivery>();
        var found = (await delivery.LookUpAsync(_tenant, FileIds.Of(order.Id, 1), Stop)).File!;
        await using (var content = (await delivery.OpenAsync(found, fromStart: true, Stop)).Content!)
        {
            var first = new byte[3];
            await content.ReadExactlyAsync(first, Stop);
            await ExpireAsync(host, order);
            var rest = new MemoryStream();
            await content.CopyToAsync(rest, Stop);
            Assert.Equal("content001", System.Text.Encoding.ASCII.GetString([.. first, .. rest.ToArray()]));
        }

        Assert.Null((await delivery.LookUpAsync(_tenant, FileIds.Of(order.Id, 1), Stop)).File);
        await AssertGoneAsync(host, order);
    }

    [Fact]
    public async Task PausedOrder_ThatExpires_CannotBeResumed_AndBringsNothingBack()
    {
        await using var host = New();
        var order = await host.OrderAsync("c");
        await host.DriveAsync();
        var other = await host.OrderAsync("c");
        Assert.Equal(OrderOutcomeStatus.Done, (await host.Get<OrderCommands>().PauseAsync(host.User, other, Stop)).Status);
        await ExpireAsync(host, other);

        var resumed = await host.Get<OrderCommands>().ResumeAsync(host.User, other, Stop);

        Assert.Equal("ORDER_MUST_BE_PAUSED", resumed.Refusal);
        await host.DriveAsync();
        await AssertGoneAsync(host, other);
        Assert.Equal(OrderStatus.EXPIRED, (await host.OrderOfAsync(order)).Order.Status);
    }

    private static async Task ExpireAsync(CoreHost host, OrderKey order)
    {
        host.Time.SetUtcNow((await host.OrderOfAsync(order)).Order.ExpirationDate.AddSeconds(1));
        Assert.False(await host.Get<ExpiryPass>().RunAsync(int.MaxValue, Stop));
        await host.DriveAsync();
    }

    private static async Task<byte[]> ZipOfAnotherAsync(CoreHost host)
    {
        var other = await host.OrderAsync("c");
        await host.DriveAsync();
        return (await host.ZipAsync(other))!;
    }

    private async Task AssertGoneAsync(CoreHost host, OrderKey order)
    {
        var expired = await host.OrderOfAsync(order);
        Assert.Equal((OrderStatus.EXPIRED, true), (expired.Order.Status, expired.Order.Progress.CleanedUp));
        Assert.Equal("", await host.SlotsAsync());
        var storage = host.Get<StorageClients>();
        var files = storage.Files.QueryAsync<Azure.Data.Tables.TableEntity>(
            Azure.Data.Tables.TableClient.CreateQueryFilter($"PartitionKey ge {$"{_tenant}|{order.Id:D10}|"} and PartitionKey lt {$"{_tenant}|{order.Id:D10}|~"}"), cancellationToken: Stop);
        Assert.Empty(await files.ToListAsync(Stop));
        Assert.Null((await host.Get<ZipStore>().FindLatestAsync(order, CoreHost.Ada, EntryLayout.Flat, Stop)).Newest);
        var documents = new List<string>();
        await foreach (var blob in storage.Own.GetBlobsAsync(default, default, $"orders/{_tenant}/{order.Id:D10}/zip/", Stop)) documents.Add(blob.Name);
        Assert.Empty(documents);
    }

    private CoreHost New() => new(
        AzuriteFixture.Open(account.Connection), _tenant, _products.Catalog, _products.Archive,
        options => options.MaxSubOrdersPerUser = 10);
}
