using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using ServerlessOrders.Baskets;
using ServerlessOrders.Maintenance;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Commands;
using ServerlessOrders.Orders.Creation;
using ServerlessOrders.Tests.Integration.Workflow;

namespace ServerlessOrders.Tests.Integration.Orders;

/// <summary>
/// A process dies after its n-th write while it answers a request with an <c>Idempotency-Key</c>, for every n; the client repeats the
/// request through another process, at once and later. One order comes of it, and one answer.
/// </summary>
public sealed class IdempotencyCrashTests(AzuriteFixture azurite)
{
    // Just after the request counts as dead, when its number is given up, and when the refresh pass has cleared up after it.
    private static readonly TimeSpan[] Later = [TimeSpan.FromSeconds(121), TimeSpan.FromSeconds(425), TimeSpan.FromSeconds(900)];

    private static readonly string[] Items = ["p0000", "p0001"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(EachWrite.Remainders), MemberType = typeof(EachWrite))]
    public Task BasketOrder_WhoseProcessDiesAfterAnyWrite_IsMadeOnce(int remainder) =>
        ForEveryDeathAsync(remainder, host => host.Get<OrderCreation>().FromBasketAsync);

    [Theory, MemberData(nameof(EachWrite.Remainders), MemberType = typeof(EachWrite))]
    public Task NamedOrder_WhoseProcessDiesAfterAnyWrite_IsMadeOnce(int remainder) => ForEveryDeathAsync(
        remainder,
        host => (caller, request, stop) => host.Get<OrderCreation>().FromSelectionAsync(
            caller, request with { CorrelationId = "mine", ByApplication = true }, host.Selection("c"), stop));

    [Theory, InlineData(0), InlineData(1)]
    public async Task Order_OfWhichStorageLosesEverySecondAnswer_IsMadeOnce(int remainder)
    {
        var connection = await azurite.NewAccountAsync();
        var products = Products.Of(2, pageSize: 3);
        await using var host = new CoreHost(
            new StorageFaults { LosesAnswer = write => write % 2 == remainder }.Open(connection),
            AzuriteFixture.NewTenant(), products.Catalog, products.Archive);
        await host.FillBasketAsync("c");

        var first = await AskAsync(host, host.Get<OrderCreation>().FromBasketAsync);
        var second = await AskAsync(host, host.Get<OrderCreation>().FromBasketAsync);

        Assert.Equal((IdempotentStatus.Answered, IdempotentStatus.Replayed), (first.Status, second.Status));
        Assert.Equal(first.Answer, second.Answer);
        Assert.Single(await host.OwnOrdersAsync());
    }

    // Just now, after the request counts as dead, when its number is given up, and when the refresh pass has been there.
    [Theory, InlineData(0), InlineData(121), InlineData(425), InlineData(900)]
    public async Task Order_WhoseAnswerWasLostAndThatWasRemoved_IsAnsweredAndNotMadeAgain(int later)
    {
        await using var host = await HostAsync();
        await Assert.ThrowsAsync<IOException>(() => AskAsync(host, CreationOf(host), _ => throw new IOException("The process dies.")));
        var order = Assert.Single(await host.OwnOrdersAsync()).Order;
        await host.Get<OrderCommands>().CancelAsync(host.User, order.Key, Stop);
        await host.DriveAsync();
        Assert.Equal(OrderOutcomeStatus.Done, (await host.Get<OrderCommands>().RemoveAsync(host.Admin, order.Key, Stop)).Status);
        await LaterAsync(host, later);

        var again = await AskAsync(host, CreationOf(host));
        var third = await AskAsync(host, CreationOf(host));

        Assert.Equal((IdempotentStatus.Replayed, Answer(order)), (again.Status, again.Answer));
        Assert.Equal(again, third);
        Assert.Empty(await host.OwnOrdersAsync());
    }

    [Fact]
    public async Task Answer_TooLongToBeKept_IsMadeAnewEachTime_AlsoAfterTheOrderIsRemoved()
    {
        await using var host = await HostAsync();
        static IdempotentAnswer Long(Order order) => new(201, order.Id + new string(' ', IdempotencyStore.MaxBodyLength));

        var first = await AskAsync(host, CreationOf(host), Long);
        var order = Assert.Single(await host.OwnOrdersAsync()).Order;
        for (var repetition = 0; repetition < 4; repetition++)
        {
            await LaterAsync(host, 425);
            Assert.Equal((IdempotentStatus.Replayed, first.Answer), await AskAsync(host, CreationOf(host), Long) is var again ? (again.Status, again.Answer) : default);
            if (repetition != 1) continue;
            await host.Get<OrderCommands>().CancelAsync(host.User, order.Key, Stop);
            await host.DriveAsync();
            await host.Get<OrderCommands>().RemoveAsync(host.Admin, order.Key, Stop);
        }

        Assert.Empty(await host.OwnOrdersAsync());
    }

    [Fact]
    public async Task Requests_OfOneKeyAtTheSameTime_MakeOneOrder()
    {
        var connection = await azurite.NewAccountAsync();
        var products = Products.Of(2, pageSize: 3);
        await using var host = new CoreHost(AzuriteFixture.Open(connection), AzuriteFixture.NewTenant(), products.Catalog, products.Archive);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => AskAsync(
            host, (caller, request, stop) => host.Get<OrderCreation>().FromSelectionAsync(caller, request, host.Selection("c"), stop))));

        Assert.Single(await host.OwnOrdersAsync());
        var answers = outcomes.Where(outcome => outcome.Answer is { Status: 201 }).Select(outcome => outcome.Answer).Distinct();
        Assert.Single(answers);
        Assert.All(outcomes.Where(outcome => outcome.Answer is not { Status: 201 }), outcome => Assert.True(
            outcome.Status == IdempotentStatus.UnderWay || outcome.Answer is { Status: 409 }, outcome.ToString()));
    }

    [Fact]
    public async Task KeysOfYesterday_AreDeleted_AsManyAsAreAskedFor()
    {
        var faults = new StorageFaults();
        // An account of its own: the keys of all tenants are looked at.
        var store = new IdempotencyStore(faults.Open(await azurite.NewAccountAsync()));
        var tenant = AzuriteFixture.NewTenant();
        var keys = Enumerable.Range(0, 5).Select(number => new IdempotencyKey(tenant, CoreHost.Ada, $"k{number}")).ToList();
        foreach (var key in keys) await store.TryWriteAsync(key, "request", 1, null, null, Stop);
        var now = TimeProvider.System.GetUtcNow();

        faults.Ahead = IdempotencyStore.Lifetime - TimeSpan.FromMinutes(1);
        Assert.Equal(0, await store.ForgetOldAsync(now + faults.Ahead, 100, Stop));
        faults.Ahead = IdempotencyStore.Lifetime + TimeSpan.FromMinutes(1);
        Assert.Equal(3, await store.ForgetOldAsync(now + faults.Ahead, 3, Stop));
        Assert.Equal(2, await store.ForgetOldAsync(now + faults.Ahead, 100, Stop));

        foreach (var key in keys) Assert.Null(await store.FindAsync(key, Stop));
    }

    private async Task ForEveryDeathAsync(int remainder, Func<CoreHost, Creation> creationOf)
    {
        var connection = await azurite.NewAccountAsync();
        await EachWrite.DiesAsync(remainder, async writes =>
        {
            foreach (var later in Later)
            {
                var faults = new StorageFaults { DiesAfter = writes };
                if (!await LiveAsync(connection, faults, later, creationOf)) return faults.IsDead;
            }

            return true;
        });
    }

    /// <returns>Whether it came to asking again later.</returns>
    private static async Task<bool> LiveAsync(string connection, StorageFaults faults, TimeSpan later, Func<CoreHost, Creation> creationOf)
    {
        var products = Products.Of(2, pageSize: 3);
        var tenant = AzuriteFixture.NewTenant();
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var storage = new StorageFaults();
        await using var dying = new CoreHost(faults.Open(connection), tenant, products.Catalog, products.Archive, time: time);
        await using var healthy = new CoreHost(storage.Open(connection), tenant, products.Catalog, products.Archive, time: time);
        await healthy.FillBasketAsync("c");

        try
        {
            await AskAsync(dying, creationOf(dying));
        }
        catch (Exception) when (faults.IsDead)
        {
            // The client got no answer.
        }

        var again = await AskAsync(healthy, creationOf(healthy));
        var hasToWait = again.Answer is not { Status: 201 };
        if (hasToWait)
        {
            Assert.True(again.Status == IdempotentStatus.UnderWay, $"At once: {again}");
            Assert.Empty(await healthy.OwnOrdersAsync());
            storage.Ahead = later;
            time.Advance(later);
            await healthy.Get<RefreshPass>().RunAsync(Stop);
            again = await AskAsync(healthy, creationOf(healthy));
        }

        Assert.True(again.Answer is { Status: 201 }, $"Later: {again}");
        await healthy.DriveUnfinishedAsync();
        await healthy.DriveAsync();
        var order = Assert.Single(await healthy.OwnOrdersAsync()).Order;
        Assert.Equal(order.Id.ToString(CultureInfo.InvariantCulture), again.Answer!.Body);
        Assert.Equal(OrderStatus.DONE, order.Status);
        if (order.BasketETag is not null) Assert.Null(await healthy.Get<BasketStore>().FindAsync(tenant, CoreHost.Ada, Stop));
        await OrderAudit.CheckAsync(healthy, order.Key, Items);

        var third = await AskAsync(healthy, creationOf(healthy));
        Assert.Equal((IdempotentStatus.Replayed, again.Answer), (third.Status, third.Answer));
        Assert.Single(await healthy.OwnOrdersAsync());
        return hasToWait;
    }

    private readonly StorageFaults _storage = new();

    private async Task<CoreHost> HostAsync()
    {
        var products = Products.Of(2, pageSize: 3);
        return new CoreHost(_storage.Open(await azurite.NewAccountAsync()), AzuriteFixture.NewTenant(), products.Catalog, products.Archive);
    }

    private async Task LaterAsync(CoreHost host, int seconds)
    {
        _storage.Ahead += TimeSpan.FromSeconds(seconds);
        host.Time.Advance(TimeSpan.FromSeconds(seconds));
        await host.Get<RefreshPass>().RunAsync(Stop);
    }

    private static Creation CreationOf(CoreHost host) =>
        (caller, request, stop) => host.Get<OrderCreation>().FromSelectionAsync(caller, request, host.Selection("c"), stop);

    private static Task<IdempotentOutcome> AskAsync(CoreHost host, Creation creation, Func<Order, IdempotentAnswer>? answer = null) => host.Get<IdempotentRequests>().RunAsync(
        new IdempotencyKey(host.Tenant, CoreHost.Ada, "key"), IdempotencyKey.RequestOf("POST /user/orders", "{}"u8),
        async claim =>
        {
            var outcome = await creation(host.User, new OrderRequest("Once", null, Idempotency: claim), Stop);
            return outcome.Order is { } order ? (answer ?? Answer)(order)
                : new IdempotentAnswer(outcome.Status switch { CreationStatus.UnderWay => 409, CreationStatus.NoBasket => 204, _ => 422 }, outcome.Refusal);
        },
        order => Task.FromResult((answer ?? Answer)(order)),
        Stop);

    private static IdempotentAnswer Answer(Order order) => new(201, order.Id.ToString(CultureInfo.InvariantCulture));

    private delegate Task<CreationOutcome> Creation(Security.Caller caller, OrderRequest request, CancellationToken stop);
}
