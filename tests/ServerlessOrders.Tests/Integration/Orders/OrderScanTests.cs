using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Index;
using ServerlessOrders.Orders.Lists;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Tests.Integration.Orders;

public sealed class OrderScanTests(AzuriteFixture azurite)
{
    private const long Newest = 20_000;
    private static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string _tenant = AzuriteFixture.NewTenant();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private OrderScanStore Scan => new(azurite.Storage, new OrderNumberStore(azurite.Storage));

    [Theory]
    [InlineData(null, null, 1, 20)]
    [InlineData(5, null, 5, 20)]
    [InlineData(null, 7, 1, 7)]
    [InlineData(5, 7, 5, 7)]
    [InlineData(10, 10, 10, 10)]
    [InlineData(30, 40, 1, 0)]
    [InlineData(-9, -2, 1, 0)]
    public async Task FindRange_NarrowsToTheCreationDates(int? fromDay, int? toDay, int first, int last)
    {
        await SeedAsync();
        var filter = new OrderFilter
        {
            From = fromDay is { } from ? Start.AddDays(from) : null,
            To = toDay is { } to ? Start.AddDays(to) : null,
        };

        var range = await Scan.FindRangeAsync(_tenant, filter, Token);
        var found = await Scan.FindAsync(_tenant, range, filter, Token);

        Assert.Equal(Enumerable.Range(first, Math.Max(last - first + 1, 0)).Select(n => n * 1000L), found);
        if (fromDay is not null || toDay is not null) Assert.InRange(range.Count, long.MinValue, Math.Max(5000, (last - first + 3) * 1000));
    }

    [Fact]
    public async Task FindRange_LosesNoOrderThatAnotherClockDated()
    {
        await SeedAsync();
        // Its instance's clock is behind that of the order before it.
        await AddAsync(10_500, Start.AddDays(10).AddMinutes(-5));
        var filter = new OrderFilter { From = Start.AddDays(10).AddMinutes(-6), To = Start.AddDays(10).AddMinutes(-4) };

        var found = await Scan.FindAsync(_tenant, await Scan.FindRangeAsync(_tenant, filter, Token), filter, Token);

        Assert.Equal([10_500], found);
    }

    [Fact]
    public async Task Search_OfMoreOrdersThanItMayLookAt_SaysThatItLeftSomeOut()
    {
        await SeedAsync();
        var filter = new OrderFilter { Statuses = new HashSet<OrderStatus> { OrderStatus.DONE } };

        var bounded = await SearchAsync(filter, 5000);
        var whole = await SearchAsync(filter, (int)Newest);

        Assert.Equal((5, false), ((int)bounded.Total, bounded.Complete));
        Assert.Equal([20_000, 19_000], bounded.Orders.Take(2).Select(order => order.Order.Id));
        Assert.Equal((20, true), ((int)whole.Total, whole.Complete));
    }

    [Fact]
    public async Task Read_GivesEveryOrderOfTheRangeWithItsRows()
    {
        await SeedAsync();
        var order = (await new OrderStore(azurite.Storage).FindAsync(new OrderKey(_tenant, 3000), Token))!;
        var task = new DatasetTask(0, "urn", "label", 1, 2, 3, null);
        SubOrder[] subs = [new(0, 0, false, 1, new FileCounts { Available = 2 }), new(2, 0, false, 1, new FileCounts { Pending = 1 })];
        await new OrderStore(azurite.Storage).TryCommitAsync(order.Order, order.ETag, Token, subs, [task]);

        var read = new List<OrderSnapshot>();
        await foreach (var snapshot in Scan.ReadAsync(_tenant, new IdRange(2000, 4999), Token)) read.Add(snapshot);

        Assert.Equal([2000, 3000, 4000], read.Select(snapshot => snapshot.Order.Id));
        Assert.Equal([0, 2], read[1].SubOrders.Select(sub => sub.First));
        Assert.Equal(task, Assert.Single(read[1].Tasks));
        Assert.True(read[1].WaitingForUser);
    }

    private Task<OrderPage> SearchAsync(OrderFilter filter, int most)
    {
        var storage = azurite.Storage;
        var listing = new OrderListing(
            new OrderListStore(storage), new OrderOwnerStore(storage), Scan, new OrderStore(storage), new OrderClaimStore(storage, new OrderStore(storage)),
            Options.Create(new OrdersOptions { MaxOrdersSearched = most }));
        return listing.SearchAsync(_tenant, filter, new PageRequest(0, 20, [OrderListing.NewestFirst]), Token);
    }

    /// <summary>An order every thousand numbers, each a day after the one before.</summary>
    private async Task SeedAsync()
    {
        for (var n = 1; n <= 20; n++) await AddAsync(n * 1000, Start.AddDays(n));
        await azurite.Storage.Index.UpsertEntityAsync(
            new TableEntity("numbers", TableKeys.Encode(_tenant)) { ["Last"] = Newest }, cancellationToken: Token);
    }

    private Task<bool> AddAsync(long id, DateTimeOffset created) => new OrderStore(azurite.Storage).TryCreateAsync(
        new Order
        {
            Tenant = _tenant,
            Id = id,
            Owner = "ann@example.org",
            OwnerRole = "REGISTERED_USER",
            Label = $"order {id}",
            CreationDate = created,
            ExpirationDate = created.AddDays(7),
            Status = OrderStatus.DONE,
            StatusDate = created,
            SubOrderHours = 2,
        },
        Token);
}
