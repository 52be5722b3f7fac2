using Microsoft.Extensions.Time.Testing;
using ServerlessOrders.Maintenance;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Commands;
using ServerlessOrders.Orders.Index;
using ServerlessOrders.Security;
using ServerlessOrders.SubOrders;
using ServerlessOrders.Tests.Integration.Workflow;
using static ServerlessOrders.SubOrders.FileState;
using static ServerlessOrders.Orders.OrderStatus;

namespace ServerlessOrders.Tests.Integration.Maintenance;

/// <summary>EXPIRING: receivers are told in time that the files of an order go.</summary>
public sealed class ExpiryNoticeTests(MaintenanceAccount account, AzuriteFixture azurite) : IClassFixture<MaintenanceAccount>, IDisposable
{
    private const int MostWrites = 20;

    private static readonly DateTimeOffset Start = new(2024, 3, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Due = Start.AddDays(6);

    private readonly string _tenant = AzuriteFixture.NewTenant();
    private readonly Machine _machine = account.NewMachine(new FakeTimeProvider(Start));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private OrderKey Key => new(_tenant, 1);

    private IEnumerable<OrderKey> Woken => _machine.Woken.Where(order => order.Tenant == _tenant);

    public void Dispose() => _machine.Dispose();

    [Theory]
    [InlineData(RUNNING)]
    [InlineData(PAUSED)]
    [InlineData(DONE)]
    [InlineData(DONE_WITH_WARNING)]
    public async Task Receivers_AreToldADayBefore_AndOnlyOnce(OrderStatus status)
    {
        await AddAsync(Key, status, AVAILABLE);
        await PassAsync(Due.AddHours(-25));
        Assert.Equal(0, (await _machine.OrderAsync(Key)).EventCount);

        await PassAsync(Due.AddHours(-24));
        await PassAsync(Due.AddHours(-23));

        var order = await _machine.OrderAsync(Key);
        Assert.Equal((1, status), (order.EventCount, order.Status));
        var told = await _machine.Orders.FindEventAsync(Key, 1, Stop);
        Assert.Equal((OrderEventType.EXPIRING, status, Due), (told!.Type, told.Status, told.ExpirationDate));
        Assert.Equal([Key], Woken);
        Assert.NotNull(await _machine.Get<UnfinishedOrderStore>().FindAsync(Key, Stop));
    }

    [Theory]
    [InlineData(DONE, DOWNLOADED)]
    [InlineData(FAILED, FileState.ERROR)]
    [InlineData(DELETED, AVAILABLE)]
    public async Task OrderThatHasNothingToLose_IsNotAnnounced(OrderStatus status, FileState file)
    {
        await AddAsync(Key, status, file);

        await PassAsync(Due.AddHours(-2));

        Assert.Equal(0, (await _machine.OrderAsync(Key)).EventCount);
        Assert.Empty(Woken);
    }

    [Fact]
    public async Task OrderThatWasFetchedUnnoticed_IsNotAnnounced()
    {
        await AddAsync(Key, DONE, AVAILABLE);
        await _machine.ChangeFileAsync(Key, 0, AVAILABLE, DOWNLOADED);

        await PassAsync(Due.AddHours(-2));

        Assert.Equal(0, (await _machine.OrderAsync(Key)).EventCount);
    }

    [Fact]
    public async Task OrderWithoutReceivers_IsNotEvenRead()
    {
        // An account without the orders of other tests.
        await using var own = new MaintenanceAccount(azurite);
        await own.InitializeAsync();
        var counter = new StorageCounter();
        using var machine = own.NewMachine(_machine.Time, storage: counter.Open(own.Connection));
        await machine.AddAsync(Key, DONE, Due, null, AVAILABLE);
        counter.Reset();
        machine.Time.SetUtcNow(Due.AddHours(-2));

        await machine.Get<ExpiryPass>().RunAsync(cancellationToken: Stop);

        // What is due, and what is to be announced.
        Assert.Equal(2, counter.Count);
    }

    [Fact]
    public async Task OrderThatIsProlonged_IsAnnouncedAgain_ForItsNewDate()
    {
        await AddAsync(Key, DONE, AVAILABLE);
        await PassAsync(Due.AddHours(-2));
        var owner = new Caller(_tenant, "ann@example.org", Role.REGISTERED_USER);
        await _machine.Get<OrderExtension>().ExtendAsync(owner, Key, now => now.AddHours(100), Stop);
        var later = Due.AddHours(98);

        await PassAsync(later.AddHours(-25));
        Assert.Equal(1, (await _machine.OrderAsync(Key)).EventCount);
        await PassAsync(later.AddHours(-24));
        await PassAsync(later.AddHours(-1));

        Assert.Equal(2, (await _machine.OrderAsync(Key)).EventCount);
        Assert.Equal(later, (await _machine.Orders.FindEventAsync(Key, 2, Stop))!.ExpirationDate);
    }

    [Fact]
    public async Task OrderOfAFewHours_IsAnnouncedInTheSecondHalfOfItsLife()
    {
        await _machine.AddAsync(Key, RUNNING, Start.AddHours(4), WithReceiver, AVAILABLE);

        await PassAsync(Start.AddMinutes(119));
        Assert.Equal(0, (await _machine.OrderAsync(Key)).EventCount);
        await PassAsync(Start.AddHours(2));

        Assert.Equal(1, (await _machine.OrderAsync(Key)).EventCount);
    }

    [Fact]
    public async Task PassesOnTwoMachinesAtOnce_AnnounceEachOrderOnce()
    {
        for (var id = 1; id <= 8; id++) await AddAsync(new OrderKey(_tenant, id), PAUSED, AVAILABLE);
        using var other = account.NewMachine(_machine.Time);
        _machine.Time.SetUtcNow(Due.AddHours(-2));

        await Task.WhenAll(
            _machine.Get<ExpiryPass>().RunAsync(cancellationToken: Stop), other.Get<ExpiryPass>().RunAsync(cancellationToken: Stop));

        for (var id = 1; id <= 8; id++) Assert.Equal(1, (await _machine.OrderAsync(new OrderKey(_tenant, id))).EventCount);
    }

    [Fact]
    public async Task PassThatDiesAfterAnyWrite_IsMadeUpForByTheNext()
    {
        await using var own = new MaintenanceAccount(azurite);
        await own.InitializeAsync();
        using var machine = own.NewMachine(_machine.Time);
        for (var writes = 0; ; writes++)
        {
            Assert.True(writes < MostWrites, "The pass has no end.");
            var key = new OrderKey(_tenant, writes + 1);
            await machine.AddAsync(key, DONE, machine.Time.GetUtcNow().AddDays(6), WithReceiver, AVAILABLE);
            var faults = new StorageFaults { DiesAfter = writes };
            using var dying = own.NewMachine(machine.Time, storage: faults.Open(own.Connection));
            machine.Time.Advance(TimeSpan.FromHours(142));
            await Record.ExceptionAsync(() => dying.Get<ExpiryPass>().RunAsync(cancellationToken: Stop));

            await machine.Get<ExpiryPass>().RunAsync(cancellationToken: Stop);

            Assert.Equal(1, (await machine.OrderAsync(key)).EventCount);
            // Whoever died leaves a note by which the event is sent.
            Assert.NotNull(await machine.Get<UnfinishedOrderStore>().FindAsync(key, Stop));
            if (!faults.IsDead) return;
        }
    }

    private Task<OrderKey> AddAsync(OrderKey key, OrderStatus status, FileState file) => _machine.AddAsync(key, status, Due, WithReceiver, file);

    private static Order WithReceiver(Order order) =>
        order with { Receivers = [new OrderReceiver("http://data.example.org/hook", null)] };

    private async Task PassAsync(DateTimeOffset now)
    {
        _machine.Time.SetUtcNow(now);
        Assert.False(await _machine.Get<ExpiryPass>().RunAsync(cancellationToken: Stop));
    }
}
