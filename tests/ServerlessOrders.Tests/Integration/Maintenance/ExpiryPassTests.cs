using Microsoft.Extensions.Time.Testing;
using ServerlessOrders.Maintenance;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Commands;
using ServerlessOrders.Orders.Index;
using ServerlessOrders.SubOrders;
using ServerlessOrders.Workflow;
using static ServerlessOrders.SubOrders.FileState;
using static ServerlessOrders.Orders.OrderStatus;

namespace ServerlessOrders.Tests.Integration.Maintenance;

public sealed class ExpiryPassTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2024, 3, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Due = Start.AddHours(1);

    // An account for each test: a step takes so many orders of all tenants, whoever put them there.
    private readonly MaintenanceAccount _account = new(azurite);
    private readonly string _tenant = AzuriteFixture.NewTenant();
    private Machine _machine = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private OrderKey Key => new(_tenant, 1);

    public async ValueTask InitializeAsync()
    {
        await _account.InitializeAsync();
        _machine = _account.NewMachine(new FakeTimeProvider(Start));
    }

    public ValueTask DisposeAsync()
    {
        _machine.Dispose();
        return _account.DisposeAsync();
    }

    [Fact]
    public async Task Expiry_BeforeTheDate_ChangesNothing()
    {
        await _machine.AddAsync(Key, RUNNING, Due, null, AVAILABLE);

        await ExpireAsync(after: TimeSpan.FromHours(1));

        Assert.Equal(RUNNING, (await _machine.OrderAsync(Key)).Status);
        Assert.Single(await _machine.DueRowsAsync(_tenant));
    }

    [Theory]
    [InlineData(OrderStatus.PENDING)]
    [InlineData(RUNNING)]
    [InlineData(PAUSED)]
    [InlineData(DONE)]
    [InlineData(DONE_WITH_WARNING)]
    public async Task Expiry_OfAnOrderWithAvailableFiles_TakesItsFilesAway(OrderStatus status)
    {
        await _machine.AddAsync(Key, status, Due, null, AVAILABLE, FileState.ERROR);

        await ExpireAsync();

        var expired = await _machine.Orders.FindAsync(Key, Stop);
        Assert.Equal(EXPIRED, expired!.Order.Status);
        Assert.Equal(0, expired.AvailableFilesCount);
        Assert.False(expired.WaitingForUser);
        Assert.Equal([Key], _machine.Woken.Where(order => order.Tenant == _tenant));
        Assert.Empty(await _machine.DueRowsAsync(_tenant));
        Assert.NotNull(await _machine.Get<UnfinishedOrderStore>().FindAsync(Key, Stop));

        Assert.Equal(WorkflowEnd.Finished, await _machine.DriveAsync(Key));
        Assert.Null(await _machine.Get<FileStore>().FindSummaryAsync(new SubOrderKey(Key, 0), Stop));
        Assert.True((await _machine.OrderAsync(Key)).Progress.CleanedUp);
        Assert.Null(await _machine.Get<UnfinishedOrderStore>().FindAsync(Key, Stop));
    }

    [Theory]
    [InlineData(DONE, DOWNLOADED)]
    [InlineData(DONE_WITH_WARNING, DOWNLOAD_ERROR)]
    [InlineData(FAILED, FileState.ERROR)]
    [InlineData(DELETED, AVAILABLE)]
    public async Task Expiry_OfAnOrderThatWaitsForNobody_OnlyForgetsItsDate(OrderStatus status, FileState file)
    {
        await _machine.AddAsync(Key, status, Due, null, file);

        await ExpireAsync();

        Assert.Equal(status, (await _machine.OrderAsync(Key)).Status);
        Assert.Empty(await _machine.DueRowsAsync(_tenant));
        Assert.DoesNotContain(_machine.Woken, order => order.Tenant == _tenant);
    }

    [Fact]
    public async Task Expiry_WhileASubOrderIsPrepared_StopsItsWritesAndFreesItsSlot()
    {
        await _machine.AddAsync(Key, RUNNING, Due, order => order with { Progress = new OrderProgress { Started = [0] } }, FileState.PENDING);
        var owner = new SlotOwner(_tenant, "ann@example.org");
        Assert.True(await _machine.Get<SlotStore>().TryTakeAsync(owner, owner.Holder(1, 0, 1), 2, _ => Task.FromResult(true), Stop));

        await ExpireAsync();

        var order = await _machine.OrderAsync(Key);
        var summary = await _machine.Get<FileStore>().FindSummaryAsync(new SubOrderKey(Key, 0), Stop);
        Assert.Equal(order.Generation, summary!.Value.Fence);
        await _machine.DriveAsync(Key);
        Assert.Empty(await _machine.Get<SlotStore>().HoldersAsync(owner, Stop));
    }

    [Fact]
    public async Task Expiry_OfADateThatWasPutOff_KeepsTheOrder()
    {
        await _machine.AddAsync(Key, RUNNING, Due.AddDays(1), null, AVAILABLE);
        await _machine.Get<DueOrderStore>().AddAsync(Key, Due, Stop);

        await ExpireAsync();

        Assert.Equal(RUNNING, (await _machine.OrderAsync(Key)).Status);
        Assert.Equal(Due.AddDays(1), Assert.Single(await _machine.DueRowsAsync(_tenant)).Due);
    }

    [Fact]
    public async Task Expiry_OfAnOrderThatDoesNotExist_ForgetsIt()
    {
        await _machine.Get<DueOrderStore>().AddAsync(Key, Due, Stop);

        await ExpireAsync();

        Assert.Empty(await _machine.DueRowsAsync(_tenant));
    }

    [Fact]
    public async Task Expiry_OfADoneOrderWithOldFigures_LooksAtItsFiles()
    {
        await _machine.AddAsync(Key, DONE, Due, null, AVAILABLE);
        await _machine.ChangeFileAsync(Key, 0, AVAILABLE, DOWNLOADED);

        await ExpireAsync();

        var order = await _machine.Orders.FindAsync(Key, Stop);
        Assert.Equal(DONE, order!.Order.Status);
        Assert.Equal(1, order.Counts.Downloaded);
    }

    [Fact]
    public async Task Expiry_ThatDiedAfterTheChange_IsFinishedByTheNext()
    {
        await _machine.AddAsync(Key, EXPIRED, Due, order => order with { Generation = 2, Progress = new OrderProgress { Started = [0] } }, AVAILABLE);

        await ExpireAsync();

        Assert.Equal([Key], _machine.Woken.Where(order => order.Tenant == _tenant));
        await _machine.DriveAsync(Key);
        Assert.Null(await _machine.Get<FileStore>().FindSummaryAsync(new SubOrderKey(Key, 0), Stop));
    }

    [Fact]
    public async Task Expiry_OnTwoMachinesAtOnce_ExpiresEachOrderOnce()
    {
        for (var id = 1; id <= 8; id++) await _machine.AddAsync(new OrderKey(_tenant, id), PAUSED, Due.AddSeconds(id), null, AVAILABLE);
        using var other = _account.NewMachine(_machine.Time);
        _machine.Time.Advance(TimeSpan.FromHours(2));

        await Task.WhenAll(
            _machine.Get<ExpiryPass>().RunAsync(cancellationToken: Stop), other.Get<ExpiryPass>().RunAsync(cancellationToken: Stop));

        for (var id = 1; id <= 8; id++)
        {
            var order = await _machine.OrderAsync(new OrderKey(_tenant, id));
            Assert.Equal((EXPIRED, 2L), (order.Status, order.Generation));
        }

        Assert.Empty(await _machine.DueRowsAsync(_tenant));
    }

    [Fact]
    public async Task Expiry_InSteps_SaysWhetherMoreIsLeft()
    {
        for (var id = 1; id <= 5; id++) await _machine.AddAsync(new OrderKey(_tenant, id), PAUSED, Due.AddSeconds(id));
        _machine.Time.Advance(TimeSpan.FromHours(2));

        var pass = _machine.Get<ExpiryPass>();
        Assert.True(await pass.RunAsync(2, Stop));
        Assert.Equal(3, (await _machine.DueRowsAsync(_tenant)).Count);
        Assert.True(await pass.RunAsync(2, Stop));
        Assert.False(await pass.RunAsync(2, Stop));
        Assert.Empty(await _machine.DueRowsAsync(_tenant));
    }

    [Fact]
    public async Task Orders_ThatCannotBeHandled_KeepNoOtherFromExpiring_AndAreTriedAgain()
    {
        const int spoilt = 25;
        var good = new OrderKey(_tenant, spoilt + 1);
        for (var id = 1; id <= spoilt; id++)
        {
            await _machine.AddAsync(new OrderKey(_tenant, id), PAUSED, Due.AddSeconds(id));
            await _machine.SpoilAsync(new OrderKey(_tenant, id));
        }

        await _machine.AddAsync(good, PAUSED, Due.AddSeconds(spoilt + 1), null, AVAILABLE);

        await ExpireAsync();

        Assert.Equal(EXPIRED, (await _machine.OrderAsync(good)).Status);
        Assert.Equal(Enumerable.Range(1, spoilt).Select(id => (long)id), (await _machine.DueRowsAsync(_tenant)).Select(row => row.Order.Id));
    }

    [Fact]
    public async Task StorageThatIsAway_EndsThePass_AfterSomeOrders()
    {
        for (var id = 1; id <= 30; id++) await _machine.AddAsync(new OrderKey(_tenant, id), PAUSED, Due.AddSeconds(id));
        var counter = new StorageCounter();
        using var machine = _account.NewMachine(_machine.Time, storage: counter.Open(_account.Connection));
        machine.Time.Advance(TimeSpan.FromHours(2));
        counter.Hold = message => counter.Count > 1 ? throw new Azure.RequestFailedException(503, "Busy.") : Task.CompletedTask;

        await Assert.ThrowsAsync<Azure.RequestFailedException>(() => machine.Get<ExpiryPass>().RunAsync(cancellationToken: Stop));

        Assert.InRange(counter.Count, 10, 15);
    }

    [Fact]
    public async Task Retry_OfAnOrderPastItsDate_PutsItOff()
    {
        await _machine.AddAsync(Key, FAILED, Due, null, FileState.ERROR);
        await ExpireAsync();
        var caller = new Security.Caller(_tenant, "ann@example.org", Security.Role.REGISTERED_USER);

        await _machine.Get<OrderCommands>().RetryAsync(caller, Key, Stop);

        // One sub-order of 24 hours: (1 + 2) x 24.
        var date = Start.AddHours(2 + 72);
        Assert.Equal(date, (await _machine.OrderAsync(Key)).ExpirationDate);
        Assert.Equal(date, Assert.Single(await _machine.DueRowsAsync(_tenant)).Due);
    }

    private async Task ExpireAsync(TimeSpan? after = null)
    {
        _machine.Time.Advance(after ?? TimeSpan.FromHours(2));
        Assert.False(await _machine.Get<ExpiryPass>().RunAsync(cancellationToken: Stop));
    }
}
