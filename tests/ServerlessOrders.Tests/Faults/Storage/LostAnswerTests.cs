using ServerlessOrders.Downloads;
using ServerlessOrders.Mail;
using ServerlessOrders.Maintenance;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Commands;
using ServerlessOrders.Orders.Creation;
using ServerlessOrders.Orders.Index;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;
using ServerlessOrders.Tests.Integration.Workflow;

namespace ServerlessOrders.Tests.Faults.Storage;

/// <summary>
/// One request to storage has its effect and its answer is lost, or it is refused without cause: what the storage client makes of it
/// (it repeats the request and is refused) must not be taken for the work of somebody else.
/// </summary>
public sealed class LostAnswerTests(AzuriteFixture azurite, CrashAccount account) : IClassFixture<CrashAccount>
{
    private readonly Products _products = Products.Of(3);
    private readonly string _tenant = AzuriteFixture.NewTenant();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(StorageFault.LostAnswer)]
    [InlineData(StorageFault.Duplicate)]
    [InlineData(StorageFault.CutAnswer)]
    public async Task Claim_WhoseAnswerIsLost_IsTaken(object fault)
    {
        await using var proxy = await ProxyAsync((StorageFault)fault, request => request.IsWrite && request.Body.Contains("label|", StringComparison.Ordinal));
        await using var host = New(proxy.Open());

        Assert.True(await ClaimAsync(host, new OrderKey(_tenant, 1)));
        Assert.False(await ClaimAsync(host, new OrderKey(_tenant, 2)));
    }

    [Fact]
    public async Task ClaimOfADeadCreation_WhoseTakingOverIsNotAnswered_IsTaken()
    {
        await using var proxy = await ProxyAsync(StorageFault.LostAnswer, request => request.Method == "PUT" && request.Target.Contains("label%7C", StringComparison.OrdinalIgnoreCase));
        var storage = new StorageFaults();
        await using var host = New(storage.Open(proxy.ConnectionString));
        Assert.True(await ClaimAsync(host, new OrderKey(_tenant, 1)));
        storage.Ahead = OrderClaimStore.CreationLimit + TimeSpan.FromMinutes(1);

        Assert.True(await ClaimAsync(host, new OrderKey(_tenant, 2)));
    }

    [Fact]
    public async Task Reminder_WhoseClaimIsNotAnswered_IsSentAllTheSame()
    {
        await using var proxy = await ProxyAsync(StorageFault.LostAnswer, request => request.IsWrite && request.Body.Contains("reminded|", StringComparison.Ordinal));
        var claims = new ReminderClaimStore(proxy.Open());
        var day = new DateOnly(2025, 1, 31);

        Assert.True(await claims.TryTakeAsync(day, _tenant, CoreHost.Ada, Stop));
        Assert.False(await claims.TryTakeAsync(day, _tenant, CoreHost.Ada, Stop));
    }

    [Fact]
    public async Task SlotThatIsGivenBackWithoutAnAnswer_WakesWhoWaitsForIt()
    {
        var owner = new SlotOwner(_tenant, CoreHost.Ada);
        var (holder, waiting) = (owner.Holder(1, 0, 1), owner.Holder(2, 0, 1));
        var before = new SlotStore(azurite.Storage);
        Assert.True(await before.TryTakeAsync(owner, holder, 1, _ => Task.FromResult(true), Stop));
        Assert.False(await before.TryTakeAsync(owner, waiting, 1, _ => Task.FromResult(true), Stop));
        await using var proxy = await ProxyAsync(StorageFault.LostAnswer, request => request.IsWrite);

        Assert.Equal([2L], await new SlotStore(proxy.Open()).ReleaseAsync(owner, [holder], null, Stop));
    }

    [Fact]
    public async Task Slot_ThatIsTakenAgainForAnOrderThatWasRemovedMeanwhile_IsGivenBack()
    {
        await using var direct = New(azurite.Storage);
        await using var proxy = await ProxyAsync(
            StorageFault.LostAnswer, request => request.IsWrite && (request.Target + request.Body).Replace("%7C", "|", StringComparison.OrdinalIgnoreCase).Contains("slots|", StringComparison.Ordinal));
        await using var host = New(proxy.Open());
        var order = await host.OrderAsync("c");
        proxy.WhileLost = async () =>
        {
            Assert.Equal(OrderOutcomeStatus.Done, (await direct.Get<OrderCommands>().CancelAsync(direct.User, order, Stop)).Status);
            Assert.Equal(OrderOutcomeStatus.Done, (await direct.Get<OrderCommands>().RemoveAsync(direct.Admin, order, Stop)).Status);
        };

        await host.DriveAsync();

        Assert.Equal(1, proxy.Plan.Counts[StorageFault.LostAnswer]);
        Assert.Empty(await direct.SlotsAsync());
    }

    [Theory]
    [InlineData(StorageFault.LostAnswer, "comp=blocklist")]
    [InlineData(StorageFault.Duplicate, "comp=blocklist")]
    [InlineData(StorageFault.LostAnswer, "/zip/")]
    [InlineData(StorageFault.LateEffect, "/zip/")]
    public async Task Manifest_WhoseFirstOrLastWriteIsNotAnswered_MakesAZip(object fault, string target)
    {
        await using var direct = New(azurite.Storage);
        var order = await direct.OrderAsync("c");
        await direct.DriveAsync();
        await using var proxy = await ProxyAsync((StorageFault)fault, request => request.Method == "PUT" && request.Target.Contains(target, StringComparison.Ordinal));
        await using var host = New(proxy.Open());

        var snapshot = await host.OrderOfAsync(order);
        var choice = await host.Get<ZipService>().ChooseAsync(snapshot, CoreHost.Ada, fromStart: true, null, Stop);
        while (proxy.Late > 0) await Task.Delay(10, Stop);
        Assert.NotNull(choice.Zip);
        Assert.NotNull(await host.ZipAsync(order));
        Assert.Equal("DOWNLOADED DOWNLOADED DOWNLOADED", await direct.StatesAsync(order));
    }

    [Fact]
    public async Task Resume_WhoseWriteIsNotAnswered_IsDone_ThoughTheOrderHasEndedMeanwhile()
    {
        await using var direct = New(azurite.Storage);
        var order = await direct.OrderAsync("c");
        Assert.Equal(OrderOutcomeStatus.Done, (await direct.Get<OrderCommands>().PauseAsync(direct.User, order, Stop)).Status);
        await using var proxy = await ProxyAsync(
            StorageFault.LostAnswer, request => request.IsWrite && request.Target.Contains("Orders(", StringComparison.Ordinal));
        proxy.WhileLost = async () =>
        {
            await direct.Workflows.WakeAsync(order, Stop);
            await direct.DriveAsync();
        };
        await using var host = New(proxy.Open());

        var outcome = await host.Get<OrderCommands>().ResumeAsync(host.User, order, Stop);

        Assert.Equal((OrderOutcomeStatus.Done, null), (outcome.Status, outcome.Refusal));
        Assert.Equal(OrderStatus.DONE, (await direct.OrderOfAsync(order)).Order.Status);
    }

    [Fact]
    public async Task Order_WhoseRowIsRefusedWithoutCause_ExistsOnceItsCreationIsAnswered()
    {
        await using var proxy = await ProxyAsync(
            StorageFault.Conflict, request => request.Method == "POST" && request.Target.Split('?')[0].EndsWith("/Orders", StringComparison.Ordinal));
        await using var host = New(proxy.Open());

        var order = await host.OrderAsync("c");

        Assert.Equal(1, proxy.Plan.Counts[StorageFault.Conflict]);
        Assert.Equal(OrderStatus.PENDING, (await host.OrderOfAsync(order)).Order.Status);
    }

    [Fact]
    public async Task Basket_WhoseCreationStorageRefused_CanBeOrderedAgainAtOnce()
    {
        await using var proxy = await ProxyAsync(StorageFault.Conflict, request => request.Target.Contains("selection.json", StringComparison.Ordinal));
        await using var host = New(proxy.Open());
        await host.FillBasketAsync("c");
        var request = new OrderRequest("Mine", null);
        await Assert.ThrowsAnyAsync<Exception>(() => host.Get<OrderCreation>().FromBasketAsync(host.User, request, Stop));

        Assert.Equal(CreationStatus.Created, (await host.Get<OrderCreation>().FromBasketAsync(host.User, request, Stop)).Status);
    }

    [Fact]
    public async Task CreationThatDiesAfterAnyWrite_LeavesNothing()
    {
        for (var writes = 1; writes <= 6; writes++)
        {
            var tenant = AzuriteFixture.NewTenant();
            var faults = new StorageFaults { DiesAfter = writes };
            var storage = new StorageFaults();
            await using var host = New(storage.Open(account.Connection), tenant);
            await host.FillBasketAsync("c");
            await using (var dying = New(faults.Open(account.Connection), tenant))
            {
                await Record.ExceptionAsync(() => dying.Get<OrderCreation>().FromBasketAsync(dying.User, new OrderRequest("Mine", null), Stop));
            }

            Assert.True(faults.IsDead);
            storage.Ahead = TimeSpan.FromMinutes(11);
            host.Time.Advance(storage.Ahead);
            await host.DriveUnfinishedAsync();
            await host.Get<RefreshPass>().RunAsync(Stop);
            Assert.Empty(await OrderAudit.LeftAsync(host.Get<StorageClients>(), tenant));
        }
    }

    private Task<bool> ClaimAsync(CoreHost host, OrderKey order) =>
        host.Get<OrderClaimStore>().TryTakeAsync(OrderClaimStore.Label(_tenant, CoreHost.Ada, "Mine"), order, Stop);

    private Task<FaultProxy> ProxyAsync(StorageFault fault, Func<StorageRequest, bool> of) =>
        FaultProxy.StartAsync(azurite.ConnectionString, FaultPlan.Once(fault, of), hold: TimeSpan.FromMilliseconds(200));

    private CoreHost New(StorageClients storage, string? tenant = null) => new(storage, tenant ?? _tenant, _products.Catalog, _products.Archive);
}
