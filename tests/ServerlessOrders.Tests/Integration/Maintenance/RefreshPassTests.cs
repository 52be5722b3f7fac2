using Microsoft.Extensions.Time.Testing;
using ServerlessOrders.Files;
using ServerlessOrders.Maintenance;
using ServerlessOrders.Orders;
using ServerlessOrders.Storage;
using static ServerlessOrders.Files.FileState;
using static ServerlessOrders.Orders.OrderStatus;

namespace ServerlessOrders.Tests.Integration.Maintenance;

public sealed class RefreshPassTests : IClassFixture<MaintenanceAccount>, IDisposable
{
    // The age of a note is told by the clock of the storage.
    private static readonly DateTimeOffset Start = TimeProvider.System.GetUtcNow();

    private readonly Machine _machine;
    private readonly string _tenant = AzuriteFixture.NewTenant();

    public RefreshPassTests(MaintenanceAccount account) => _machine = account.NewMachine(new FakeTimeProvider(Start));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private OrderKey Key => new(_tenant, 1);

    public void Dispose() => _machine.Dispose();

    [Theory]
    [InlineData(9, true)]
    [InlineData(11, false)]
    public async Task NoteOfAnOrderThatDoesNotExist_IsDroppedAfterTenMinutes(int minutes, bool kept)
    {
        await _machine.Get<UnfinishedOrders>().AddAsync(Key, Stop);
        _machine.Time.Advance(TimeSpan.FromMinutes(minutes));

        await _machine.Get<RefreshPass>().RunAsync(Stop);

        Assert.Equal(kept, await _machine.Get<UnfinishedOrders>().FindAsync(Key, Stop) is not null);
        Assert.DoesNotContain(Key, _machine.Woken);
    }

    [Theory]
    [InlineData(OrderStatus.PENDING, true)]
    [InlineData(RUNNING, true)]
    [InlineData(PAUSED, false)]
    [InlineData(DELETED, true)]
    public async Task OrderThatNobodyDrives_IsWoken(OrderStatus status, bool woken)
    {
        await AddUnfinishedAsync(Key, status);

        await _machine.Get<RefreshPass>().RunAsync(Stop);

        Assert.Equal(woken, _machine.Woken.Contains(Key));
    }

    [Fact]
    public async Task OrderMissingInTheLists_IsPutThere()
    {
        await AddUnfinishedAsync(Key, RUNNING);
        var lists = new[] { OrderLists.OfOwner(_tenant, "ann@example.org"), OrderLists.OfTenant(_tenant) };
        foreach (var list in lists) await _machine.Get<OrderLists>().RemoveAsync(list, Key.Id, Stop);

        await _machine.Get<RefreshPass>().RunAsync(Stop);

        foreach (var list in lists) Assert.Equal([1L], (await _machine.Get<OrderLists>().ReadAsync(list, 0, 10, false, Stop)).OrderIds);
    }

    [Fact]
    public async Task DeletedOrder_IsNotListedAgain()
    {
        await AddUnfinishedAsync(Key, DELETED);
        await _machine.Get<OrderLists>().RemoveAsync(OrderLists.OfOwner(_tenant, "ann@example.org"), Key.Id, Stop);

        await _machine.Get<RefreshPass>().RunAsync(Stop);

        Assert.False(await _machine.Get<OrderLists>().HasAsync(OrderLists.OfOwner(_tenant, "ann@example.org"), Key.Id, Stop));
    }

    [Fact]
    public async Task FiguresLeftBehindByACrash_AreBroughtUp()
    {
        await _machine.AddAsync(Key, RUNNING, Start.AddDays(1), order => order with { Started = [0] }, FileState.PENDING, AVAILABLE);
        await _machine.Get<UnfinishedOrders>().AddAsync(Key, Stop);
        await _machine.ChangeFileAsync(Key, 0, FileState.PENDING, AVAILABLE);

        await _machine.Get<RefreshPass>().RunAsync(Stop);

        Assert.Equal(2, (await _machine.Orders.FindAsync(Key, Stop))!.AvailableFilesCount);
    }

    [Fact]
    public async Task SlotOfAFetchedSubOrderOfADoneOrder_IsGivenToTheNext()
    {
        // A process died after it had noted the download of the last file: the DONE order still looks as if it waited.
        var next = new OrderKey(_tenant, 2);
        var owner = new SlotOwner(_tenant, "ann@example.org");
        await _machine.AddAsync(Key, DONE, Start.AddDays(1), null, AVAILABLE);
        await AddUnfinishedAsync(next, RUNNING);
        var slots = _machine.Get<SubOrderSlots>();
        Assert.True(await slots.TryTakeAsync(owner, new SlotHolder(1, 0, 1), 1, _ => Task.FromResult(true), Stop));
        Assert.False(await slots.TryTakeAsync(owner, new SlotHolder(2, 0, 1), 1, _ => Task.FromResult(true), Stop));
        await _machine.ChangeFileAsync(Key, 0, AVAILABLE, DOWNLOADED);

        await _machine.Get<RefreshPass>().RunAsync(Stop);

        Assert.Empty(await slots.HoldersAsync(owner, Stop));
        Assert.Equal([next, next], _machine.Woken.Where(order => order.Tenant == _tenant));
    }

    private async Task AddUnfinishedAsync(OrderKey key, OrderStatus status)
    {
        await _machine.AddAsync(key, status, Start.AddDays(1), null, FileState.PENDING);
        await _machine.Get<UnfinishedOrders>().AddAsync(key, Stop);
    }
}
