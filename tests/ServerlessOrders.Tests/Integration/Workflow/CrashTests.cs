using Microsoft.Extensions.Time.Testing;
using ServerlessOrders.Baskets;
using ServerlessOrders.Maintenance;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Commands;
using ServerlessOrders.Orders.Creation;
using ServerlessOrders.Orders.Index;
using ServerlessOrders.Security;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Tests.Integration.Workflow;

/// <summary>
/// A process dies after its n-th write, for every n of all that happens to an order; another one takes over, and the client asks again
/// for what it got no answer to. The end must be the same as without a crash.
/// </summary>
public sealed class CrashTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly string[] Items = ["p0000", "p0001", "p0002", "p0003", "p0004"];

    private readonly CrashAccount _account = new(azurite);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _account.InitializeAsync();

    public ValueTask DisposeAsync() => _account.DisposeAsync();

    [Theory, MemberData(nameof(EachWrite.Remainders), MemberType = typeof(EachWrite))]
    public Task Order_WhoseProcessDiesAfterAnyWrite_IsFetchedWholeAllTheSame(int remainder) => ForEveryDeathAsync(remainder, Fetching);

    [Theory, MemberData(nameof(EachWrite.Remainders), MemberType = typeof(EachWrite))]
    public Task Order_WhoseProcessDiesAfterAnyWrite_IsPausedAndResumedAllTheSame(int remainder) => ForEveryDeathAsync(remainder, Pausing);

    [Theory, MemberData(nameof(EachWrite.Remainders), MemberType = typeof(EachWrite))]
    public Task Order_WhoseProcessDiesAfterAnyWrite_IsRetriedAllTheSame(int remainder) => ForEveryDeathAsync(remainder, Retrying);

    [Theory, MemberData(nameof(EachWrite.Remainders), MemberType = typeof(EachWrite))]
    public Task Order_WhoseProcessDiesAfterAnyWrite_IsRemovedAllTheSame(int remainder) => ForEveryDeathAsync(remainder, Removing);

    [Theory, InlineData(0), InlineData(1, Explicit = true)]
    public async Task Order_OfWhichStorageLosesEverySecondAnswer_ComesToTheSameEnd(int remainder)
    {
        foreach (var scenario in (Func<Client, Scenario>[])[Fetching, Pausing, Retrying, Removing])
        {
            await LiveAsync(new StorageFaults { LosesAnswer = write => write % 2 == remainder }, null, scenario);
        }
    }

    private Task ForEveryDeathAsync(int remainder, Func<Client, Scenario> scenario) => EachWrite.DiesAsync(
        remainder,
        async writes =>
        {
            var faults = new StorageFaults();
            await LiveAsync(faults, writes, scenario);
            return faults.IsDead;
        });

    /// <summary>
    /// Goes step by step with a process that has the faults; where it dies, the step again and the rest with one that has none.
    /// </summary>
    /// <param name="faults">Of storage.</param>
    /// <param name="diesAfter">After how many writes from the scenario's first step on; null for never.</param>
    /// <param name="scenario">The life.</param>
    private async Task LiveAsync(StorageFaults faults, int? diesAfter, Func<Client, Scenario> scenario)
    {
        var products = Products.Of(5, pageSize: 3);
        products.Archive.Remove("archive/p0003.bin");
        var tenant = AzuriteFixture.NewTenant();
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var dying = Process(faults.Open(_account.Connection));
        var storage = new StorageFaults();
        await using var healthy = Process(storage.Open(_account.Connection));
        await healthy.FillBasketAsync("c");
        var client = new Client(products.Archive) { Host = dying, Storages = [faults, storage] };
        var life = scenario(client);
        foreach (var step in life.Before) await step();
        faults.DiesAfter = faults.Writes + diesAfter;
        foreach (var step in life.Steps)
        {
            try
            {
                await step();
            }
            catch (Exception) when (faults.IsDead && client.Host == dying)
            {
                // What a dead creation has claimed is free again after a while.
                storage.Ahead = OrderClaimStore.CreationLimit + TimeSpan.FromSeconds(30);
                time.Advance(storage.Ahead);
                client.Host = healthy;
                await healthy.DriveUnfinishedAsync();
                await step();
            }
        }

        faults.DiesAfter = null;
        foreach (var step in life.After) await step();
        // Every life ends with the removal: whatever a death has left behind goes with the order.
        Assert.Empty(await OrderAudit.LeftAsync(client.Host.Get<StorageClients>(), tenant));

        CoreHost Process(StorageClients storage) => new(
            storage, tenant, products.Catalog, products.Archive, options => (options.SubOrderMaxFiles, options.MaxSubOrdersPerUser) = (2, 2), time);
    }

    /// <summary>
    /// Three sub-orders and two slots, a file missing: paused before anything is prepared, and again when all is prepared for which there
    /// is a slot. Then it is fetched.
    /// </summary>
    private static Scenario Pausing(Client client) => new(
        [],
        [
            client.OrderAsync,
            () => client.CommandAsync(OrderStatus.PAUSED, commands => commands.PauseAsync),
            () => client.CommandAsync(null, commands => commands.ResumeAsync),
            client.DriveAsync,
            () => client.CommandAsync(OrderStatus.PAUSED, commands => commands.PauseAsync),
            async () => Assert.Equal($"{client.Key.Id}/0 {client.Key.Id}/2", await client.Host.SlotsAsync()),
            () => client.CommandAsync(null, commands => commands.ResumeAsync),
            client.DriveAsync,
        ],
        [
            async () => Assert.Equal("AVAILABLE AVAILABLE AVAILABLE ERROR PENDING", await client.Host.StatesAsync(client.Key)),
            () => client.FetchAsync(0),
            () => client.FetchAsync(1),
            client.DriveAsync,
            client.FetchZipAsync,
            client.DriveAsync,
            async () =>
            {
                Assert.Equal("DOWNLOADED DOWNLOADED DOWNLOADED ERROR DOWNLOADED", await client.Host.StatesAsync(client.Key));
                Assert.Equal(OrderStatus.DONE_WITH_WARNING, await client.StatusAsync());
                Assert.Null(await client.Host.Get<BasketStore>().FindAsync(client.Key.Tenant, CoreHost.Ada, Stop));
                await OrderAudit.CheckAsync(client.Host, client.Key, Items);
            },
            .. client.Removal,
        ]);

    /// <summary>The first sub-order is fetched file by file, and its slot goes to the third; the rest as a ZIP.</summary>
    private static Scenario Fetching(Client client) => new(
        [client.PutMissingFile, client.OrderAsync, client.DriveAsync],
        [
            () => client.FetchAsync(0),
            () => client.FetchAsync(1),
            client.DriveAsync,
            client.FetchZipAsync,
            client.DriveAsync,
        ],
        [
            async () =>
            {
                Assert.Equal("DOWNLOADED DOWNLOADED DOWNLOADED DOWNLOADED DOWNLOADED", await client.Host.StatesAsync(client.Key));
                Assert.Equal(OrderStatus.DONE, await client.StatusAsync());
                Assert.Equal("", await client.Host.SlotsAsync());
                Assert.Null(await client.Host.Get<UnfinishedOrderStore>().FindAsync(client.Key, Stop));
                await OrderAudit.CheckAsync(client.Host, client.Key, Items);
            },
            .. client.Removal,
        ]);

    /// <summary>One file is missing, and comes before the order is retried.</summary>
    private static Scenario Retrying(Client client) => new(
        [client.OrderAsync, client.DriveAsync],
        [
            () => client.FetchAsync(0),
            () => client.FetchAsync(1),
            client.DriveAsync,
            async () => Assert.Equal("DOWNLOADED DOWNLOADED AVAILABLE ERROR AVAILABLE", await client.Host.StatesAsync(client.Key)),
            client.PutMissingFile,
            () => client.CommandAsync(null, commands => commands.RetryAsync),
            client.DriveAsync,
        ],
        [
            async () =>
            {
                Assert.Equal("DOWNLOADED DOWNLOADED AVAILABLE AVAILABLE AVAILABLE", await client.Host.StatesAsync(client.Key));
                Assert.Equal(OrderStatus.DONE, await client.StatusAsync());
                await OrderAudit.CheckAsync(client.Host, client.Key, Items);
            },
            .. client.Removal,
        ]);

    /// <summary>Of a finished order nothing stays behind, whatever has been fetched of it.</summary>
    private static Scenario Removing(Client client) => new(
        [
            client.PutMissingFile,
            client.OrderAsync,
            client.DriveAsync,
            () => client.FetchAsync(0),
            () => client.FetchAsync(1),
            client.DriveAsync,
            async () => Assert.Equal(OrderStatus.DONE, await client.StatusAsync()),
        ],
        client.Removal,
        []);

    /// <summary>A life of an order.</summary>
    /// <param name="Before">What happens before; another scenario dies in it.</param>
    /// <param name="Steps">What the process dies in.</param>
    /// <param name="After">What comes then, and how it must be.</param>
    private sealed record Scenario(IReadOnlyList<Func<Task>> Before, IReadOnlyList<Func<Task>> Steps, IReadOnlyList<Func<Task>> After);

    /// <summary>A user whose requests go to whichever process lives.</summary>
    private sealed class Client(MemoryArchive archive)
    {
        public required CoreHost Host { get; set; }

        /// <summary>What the hosts see of storage.</summary>
        public required IReadOnlyList<StorageFaults> Storages { get; init; }

        public OrderKey Key { get; private set; }

        /// <summary>The steps by which nothing of the order stays.</summary>
        public IReadOnlyList<Func<Task>> Removal =>
        [
            () => CommandAsync(OrderStatus.DELETED, commands => commands.DeleteAsync),
            DriveAsync,
            async () =>
            {
                Assert.Equal("", await Host.SlotsAsync());
                Assert.Empty(await Host.OwnOrdersAsync());
            },
            RemoveAsync,
            DriveAsync,
            RefreshAsync,
        ];

        /// <summary>Orders the basket; where a request before has done it, finds the order. Never two.</summary>
        public async Task OrderAsync()
        {
            var outcome = await Host.Get<OrderCreation>().FromBasketAsync(Host.User, new OrderRequest("Once", null), Stop);
            var orders = await Host.OwnOrdersAsync();
            Assert.True(outcome.Status == CreationStatus.Created || orders.Count > 0, $"There is no order: {outcome.Refusal}");
            Key = Assert.Single(orders).Order.Key;
        }

        public Task PutMissingFile()
        {
            archive.Put("archive/p0003.bin", "content003");
            return Task.CompletedTask;
        }

        /// <summary>Drives the order, woken or not: a wake-up may be lost with its process, and no wait is for ever.</summary>
        public async Task DriveAsync()
        {
            await Host.Workflows.WakeAsync(Key, Stop);
            await Host.DriveAsync();
        }

        public async Task FetchAsync(int position) => Assert.NotNull(await Host.DownloadAsync(Key, position));

        public async Task FetchZipAsync() => await Host.ZipAsync(Key);

        public async Task<OrderStatus> StatusAsync() => (await Host.OrderOfAsync(Key)).Order.Status;

        /// <summary>A client that got no answer asks again, and is refused where the first request was done.</summary>
        public async Task CommandAsync(
            OrderStatus? to, Func<OrderCommands, Func<Caller, OrderKey, CancellationToken, Task<OrderOutcome>>> command)
        {
            var outcome = await command(Host.Get<OrderCommands>())(Host.User, Key, Stop);
            if (outcome.Status == OrderOutcomeStatus.Done) Assert.Equal(to ?? outcome.Order!.Status, outcome.Order!.Status);
            else if (to is not null) Assert.Equal(to, await StatusAsync());
        }

        /// <summary>The refresh timer, long after: drops what a creation that died has left.</summary>
        public Task RefreshAsync()
        {
            Host.Time.Advance(TimeSpan.FromMinutes(11));
            foreach (var storage in Storages) storage.Ahead += TimeSpan.FromMinutes(11);
            return Host.Get<RefreshPass>().RunAsync(Stop);
        }

        public async Task RemoveAsync()
        {
            var outcome = await Host.Get<OrderCommands>().RemoveAsync(Host.Admin, Key, Stop);
            Assert.Contains(outcome.Status, new[] { OrderOutcomeStatus.Done, OrderOutcomeStatus.NotFound });
        }
    }
}
