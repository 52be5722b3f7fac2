using Microsoft.Extensions.Time.Testing;
using ServerlessOrders.Maintenance;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Index;
using ServerlessOrders.SubOrders;
using ServerlessOrders.Tests.Integration.Workflow;
using static ServerlessOrders.SubOrders.FileState;
using static ServerlessOrders.Orders.OrderStatus;

namespace ServerlessOrders.Tests.Integration.Maintenance;

public sealed class RefreshPassTests : IClassFixture<MaintenanceAccount>, IDisposable
{
    private static readonly DateTimeOffset Start = new(2024, 3, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly MaintenanceAccount _account;
    private readonly StorageFaults _storage = new();
    private readonly Machine _machine;
    private readonly string _tenant = AzuriteFixture.NewTenant();

    public RefreshPassTests(MaintenanceAccount account)
    {
        _account = account;
        _machine = account.NewMachine(new FakeTimeProvider(Start), storage: _storage.Open(account.Connection));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private OrderKey Key => new(_tenant, 1);

    public void Dispose() => _machine.Dispose();

    [Theory]
    [InlineData(9, true)]
    [InlineData(11, false)]
    public async Task NoteOfAnOrderThatDoesNotExist_IsDroppedAfterTenMinutes(int minutes, bool kept)
    {
        await _machine.Get<UnfinishedOrderStore>().AddAsync(Key, Stop);
        _storage.Ahead = TimeSpan.FromMinutes(minutes);

        await _machine.Get<RefreshPass>().RunAsync(Stop);

        Assert.Equal(kept, await _machine.Get<UnfinishedOrderStore>().FindAsync(Key, Stop) is not null);
        Assert.DoesNotContain(Key, _machine.Woken);
    }

    /// <summary>The note belongs to a creation that goes on: how late a machine believes it to be does not matter.</summary>
    [Theory]
    [InlineData(-8)]
    [InlineData(8)]
    public async Task NoteOfAnOrderThatIsBeingCreated_IsKept_ByAMachineWhoseClockIsDaysOff(int days)
    {
        await _machine.Get<UnfinishedOrderStore>().AddAsync(Key, Stop, "ann@example.org");
        using var wrong = _account.NewMachine(new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddDays(days)));

        await wrong.Get<RefreshPass>().RunAsync(Stop);

        Assert.NotNull(await _machine.Get<UnfinishedOrderStore>().FindAsync(Key, Stop));
    }

    [Fact]
    public async Task SliceThatCannotBeListed_KeepsNoOtherFromBeingRefreshed()
    {
        var keys = Enumerable.Range(1, 200).Select(id => new OrderKey(_tenant, id)).DistinctBy(UnfinishedOrderStore.SliceOf).ToList();
        Assert.Equal(UnfinishedOrderStore.Slices, keys.Count);
        foreach (var key in keys) await AddUnfinishedAsync(key, RUNNING);
        var broken = UnfinishedOrderStore.SliceOf(keys[0]);
        var counter = new StorageCounter
        {
            Hold = message => Uri.UnescapeDataString(message.Request.Uri.Query).Contains($"unfinished|{broken:D2}", StringComparison.Ordinal)
                ? throw new Azure.RequestFailedException(500, "This partition is ill.")
                : Task.CompletedTask,
        };
        using var machine = _account.NewMachine(new FakeTimeProvider(Start), storage: counter.Open(_account.Connection));

        await Assert.ThrowsAsync<AggregateException>(() => machine.Get<RefreshPass>().RunAsync(Stop));

        Assert.Equal(
            keys.Where(key => UnfinishedOrderStore.SliceOf(key) != broken).OrderBy(key => key.Id),
            machine.Woken.Where(key => key.Tenant == _tenant).OrderBy(key => key.Id));
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
        var lists = new[] { OrderListStore.OfOwner(_tenant, "ann@example.org"), OrderListStore.OfTenant(_tenant) };
        foreach (var list in lists) await _machine.Get<OrderListStore>().RemoveAsync(list, Key.Id, Stop);

        await _machine.Get<RefreshPass>().RunAsync(Stop);

        foreach (var list in lists) Assert.Equal([1L], (await _machine.Get<OrderListStore>().ReadAsync(list, 0, 10, false, Stop)).OrderIds);
    }

    [Fact]
    public async Task DeletedOrder_IsNotListedAgain()
    {
        await AddUnfinishedAsync(Key, DELETED);
        await _machine.Get<OrderListStore>().RemoveAsync(OrderListStore.OfOwner(_tenant, "ann@example.org"), Key.Id, Stop);

        await _machine.Get<RefreshPass>().RunAsync(Stop);

        Assert.False(await _machine.Get<OrderListStore>().HasAsync(OrderListStore.OfOwner(_tenant, "ann@example.org"), Key.Id, Stop));
    }

    [Fact]
    public async Task FiguresLeftBehindByACrash_AreBroughtUp()
    {
        await _machine.AddAsync(Key, RUNNING, Start.AddDays(1), order => order with { Progress = new OrderProgress { Started = [0] } }, FileState.PENDING, AVAILABLE);
        await _machine.Get<UnfinishedOrderStore>().AddAsync(Key, Stop);
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
        var slots = _machine.Get<SlotStore>();
        Assert.True(await slots.TryTakeAsync(owner, owner.Holder(1, 0, 1), 1, _ => Task.FromResult(true), Stop));
        Assert.False(await slots.TryTakeAsync(owner, owner.Holder(2, 0, 1), 1, _ => Task.FromResult(true), Stop));
        await _machine.ChangeFileAsync(Key, 0, AVAILABLE, DOWNLOADED);

        await _machine.Get<RefreshPass>().RunAsync(Stop);

        Assert.Empty(await slots.HoldersAsync(owner, Stop));
        Assert.Equal([next, next], _machine.Woken.Where(order => order.Tenant == _tenant));
    }

    private async Task AddUnfinishedAsync(OrderKey key, OrderStatus status)
    {
        await _machine.AddAsync(key, status, Start.AddDays(1), null, FileState.PENDING);
        await _machine.Get<UnfinishedOrderStore>().AddAsync(key, Stop);
    }
}
