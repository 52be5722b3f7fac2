using System.Net.Mime;
using System.Text;
using CloudNative.CloudEvents.SystemTextJson;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using ServerlessOrders.Maintenance;
using ServerlessOrders.Notifications;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Creation;
using ServerlessOrders.Orders.Index;
using ServerlessOrders.Storage;
using ServerlessOrders.Tests.Integration.Outbound;
using ServerlessOrders.Tests.Integration.Workflow;
using StandardWebhooks;

namespace ServerlessOrders.Tests.Integration.Notifications;

public sealed class EventSendingTests(AzuriteFixture azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The vector of the specification's reference libraries.</summary>
    [Fact]
    public void Signature_IsThatOfTheSpecification() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        new StandardWebhook("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").Sign(
            "msg_p5jXN8AQM9LWM0D4loKWxJek", DateTimeOffset.FromUnixTimeSeconds(1614265330), """{"test": 2432232314}"""));

    [Theory, MemberData(nameof(EachWrite.Remainders), MemberType = typeof(EachWrite))]
    public async Task Order_WhoseProcessDiesAfterAnyWrite_TellsAllInOrder(int remainder)
    {
        var connection = await azurite.NewAccountAsync();
        await EachWrite.DiesAsync(remainder, async writes =>
        {
            var faults = new StorageFaults { DiesAfter = writes };
            await LiveAsync(connection, faults);
            return faults.IsDead;
        });
    }

    [Theory, InlineData(0), InlineData(1)]
    public async Task Order_OfWhichStorageLosesEverySecondAnswer_TellsAllInOrder(int remainder) =>
        await LiveAsync(await azurite.NewAccountAsync(), new StorageFaults { LosesAnswer = write => write % 2 == remainder });

    [Fact]
    public async Task Receiver_ThatIsDown_IsToldAgainInOrder_AndGivenUpAfterThreeDays()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answers = attempt => attempt <= 3 ? 503 : 200;
        await using var host = Host(AzuriteFixture.Open(await azurite.NewAccountAsync()), AzuriteFixture.NewTenant(), null);
        var key = await OrderAsync(host, receiver);
        await host.DriveAsync();
        Assert.Equal((1, ""), (receiver.Attempts, receiver.Types));

        for (var wait = 0; wait < 3; wait++) await host.DriveAfterWaitAsync(key);
        Assert.Equal("GRANTED SUBORDER_DONE DONE", receiver.Types);
        Assert.Null(await host.Get<UnfinishedOrderStore>().FindAsync(key, Stop));

        receiver.Answers = _ => 500;
        var order = await host.OrderOfAsync(key);
        Assert.NotNull(await host.Get<OrderChanges>().ChangeAsync(
            key,
            _ => OrderChange.Of(now => now with
            {
                Receivers = [.. now.Receivers.Select(one => one with { Replays = [new EventReplay(3, host.Time.GetUtcNow())] })],
            }),
            Stop));
        await host.Workflows.WakeAsync(key, Stop);
        await host.DriveAsync();
        var (attempts, asked) = (receiver.Attempts, host.Time.GetUtcNow());
        for (var wait = 0; wait < 40 && (await host.OrderOfAsync(key)).Order.NextSending is { } next; wait++)
        {
            host.Time.SetUtcNow(next);
            await host.Workflows.WakeAsync(key, Stop);
            await host.DriveAsync();
        }

        Assert.Null((await host.OrderOfAsync(key)).Order.NextSending);
        // 10 s, 30 s, 2 min, 10 min, 30 min, 1 h, 2 h, 4 h, then each 8 h: given up with the first that fails after three days.
        Assert.Equal(17, receiver.Attempts - attempts);
        Assert.InRange(host.Time.GetUtcNow() - asked, EventSending.GiveUpAfter, EventSending.GiveUpAfter + TimeSpan.FromHours(8));
        Assert.Contains("500", (await host.Get<OrderStore>().FindEventAsync(key, 3, Stop))!.Deliveries[0].Problem!, StringComparison.Ordinal);
        Assert.Equal(OrderStatus.DONE, order.Order.Status);
    }

    [Fact]
    public async Task Messages_AreCloudEvents_AndSignedAsStandardWebhooksVerifies()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var host = Host(AzuriteFixture.Open(await azurite.NewAccountAsync()), AzuriteFixture.NewTenant(), null);
        await OrderAsync(host, receiver);
        await host.DriveAsync();

        Assert.Equal(3, receiver.Taken.Count);
        Assert.All(receiver.Taken, taken =>
        {
            var body = Encoding.UTF8.GetBytes(taken.Body.GetRawText());
            var read = new JsonEventFormatter().DecodeStructuredModeMessage(body, new ContentType(taken.ContentType), null);
            Assert.Equal(
                (true, "1.0", taken.Id, taken.Type, "application/json"),
                (read.IsValid, read.SpecVersion.VersionId, read.Id, read.Type, read.DataContentType));
            Assert.Equal($"/{host.Tenant}/orders/{read.Subject}", read.Source!.ToString());
            Assert.Equal(TimeSpan.Zero, read.Time!.Value.Offset);
        });
    }

    [Fact]
    public async Task ManyWorkersAtOnce_TellTheEventsOfAnOrderInTheirOrder()
    {
        var connection = await azurite.NewAccountAsync();
        await using var receiver = await Receiver.StartAsync();
        receiver.Answers = _ => 503;
        var tenant = AzuriteFixture.NewTenant();
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var first = Host(AzuriteFixture.Open(connection), tenant, time);
        await using var second = Host(AzuriteFixture.Open(connection), tenant, time);
        var key = await OrderAsync(first, receiver);
        await first.DriveAsync();
        for (var pause = 0; pause < 4; pause++)
        {
            await first.Get<OrderChanges>().ChangeAsync(
                key,
                order => OrderChange.Of(now => now with { AnnouncedExpiration = order.ExpirationDate.AddMinutes(pause) }),
                Stop);
        }

        receiver.Answers = attempt => attempt % 3 == 0 ? 500 : 204;
        while ((await first.OrderOfAsync(key)).Order.NextSending is { } next)
        {
            if (next > time.GetUtcNow()) time.SetUtcNow(next);
            await Task.WhenAll(Enumerable.Range(0, 8).Select(worker =>
                (worker % 2 == 0 ? first : second).Get<EventSending>().SendAsync(key, Stop)));
        }

        Assert.Equal("GRANTED SUBORDER_DONE DONE EXPIRING EXPIRING EXPIRING EXPIRING", receiver.Types);
        // Nobody sends what somebody else is sending.
        Assert.Equal(7, receiver.Taken.Count);
    }

    [Fact]
    public async Task Receiver_IsToldThatTheFilesGo_WithTheDate()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var host = Host(AzuriteFixture.Open(await azurite.NewAccountAsync()), AzuriteFixture.NewTenant(), null);
        var key = await OrderAsync(host, receiver);
        await host.DriveAsync();
        var expires = (await host.OrderOfAsync(key)).Order.ExpirationDate;

        host.Time.SetUtcNow(expires.AddHours(-1));
        await host.Get<ExpiryPass>().RunAsync(cancellationToken: Stop);
        await host.DriveAsync();

        Assert.Equal("GRANTED SUBORDER_DONE DONE EXPIRING", receiver.Types);
        var data = receiver.Taken[^1].Body.GetProperty("data");
        Assert.Equal(("EXPIRING", "DONE", Http.Instants.Format(expires)), (
            data.GetProperty("status").GetString(), data.GetProperty("orderStatus").GetString(), data.GetProperty("expirationDate").GetString()));
        Assert.Null(await host.Get<UnfinishedOrderStore>().FindAsync(key, Stop));
    }

    private static async Task LiveAsync(string connection, StorageFaults faults)
    {
        await using var receiver = await Receiver.StartAsync();
        var tenant = AzuriteFixture.NewTenant();
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var dying = Host(faults.Open(connection), tenant, time);
        var storage = new StorageFaults();
        await using var healthy = Host(storage.Open(connection), tenant, time);
        try
        {
            await OrderAsync(dying, receiver);
            await dying.DriveAsync();
        }
        catch (Exception) when (faults.IsDead)
        {
            // What a dead run has claimed is free again after a while.
        }

        storage.Ahead = OrderClaimStore.CreationLimit + TimeSpan.FromSeconds(30);
        time.Advance(storage.Ahead);
        if ((await healthy.OwnOrdersAsync()).Count == 0) await healthy.DriveUnfinishedAsync();
        if ((await healthy.OwnOrdersAsync()).Count == 0) await OrderAsync(healthy, receiver);
        await healthy.DriveUnfinishedAsync();
        await healthy.DriveAsync();

        var order = Assert.Single(await healthy.OwnOrdersAsync()).Order;
        Assert.Equal((OrderStatus.DONE, 3, null), (order.Status, order.EventCount, order.NextSending));
        Assert.Equal("GRANTED SUBORDER_DONE DONE", receiver.Types);
        Assert.All(receiver.Taken, taken => Assert.True(taken.IsSigned));
        // One that came twice came as the same.
        Assert.All(receiver.Taken.GroupBy(taken => taken.Id), same => Assert.Single(same.Select(one => one.Body.GetProperty("time").GetString()).Distinct()));
        Assert.Null(await healthy.Get<UnfinishedOrderStore>().FindAsync(order.Key, Stop));
    }

    private static async Task<OrderKey> OrderAsync(CoreHost host, Receiver receiver)
    {
        var request = new OrderRequest("Once", null, Notify: new NotifyBody(receiver.Url, Receiver.Secret));
        var outcome = await host.Get<OrderCreation>().FromSelectionAsync(host.User, request, host.Selection("c"), Stop);
        Assert.True(outcome.Status == CreationStatus.Created, outcome.Refusal);
        return outcome.Order!.Key;
    }

    private static CoreHost Host(StorageClients storage, string tenant, FakeTimeProvider? time)
    {
        var products = Products.Of(2, pageSize: 3);
        return new CoreHost(
            storage, tenant, products.Catalog, products.Archive, options => options.NotificationHosts.Add(ForeignNetwork.Host), time,
            services => services.AddSingleton(ForeignNetwork.Create()));
    }
}
