using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using ServerlessOrders.Catalog.Stores;
using ServerlessOrders.Local;
using ServerlessOrders.Maintenance;
using ServerlessOrders.Orders;
using ServerlessOrders.Security;
using ServerlessOrders.Storage;
using ServerlessOrders.Tests.Faults.Storage;
using ServerlessOrders.Tests.Integration.Model;
using ServerlessOrders.Tests.Integration.Notifications;
using ServerlessOrders.Tests.Integration.Outbound;
using ServerlessOrders.Tests.Integration.Workflow;
using ServerlessOrders.Workflow;

namespace ServerlessOrders.Tests.Faults.Chaos;

/// <summary>
/// Users command orders at random while storage fails and processes are killed; then the faults end, and every order must come to the
/// end that a model predicts, with every file once and nothing left behind: no creation made twice, no event lost, nobody left waiting for
/// a change that has come. <c>CHAOS_SEED</c> and <c>CHAOS_ORDERS</c> choose another run.
/// </summary>
public sealed class ChaosTests(AzuriteFixture azurite) : IDisposable
{
    private const int Slots = 3;
    private const int SubOrderFiles = 60;

    private static readonly (string, string)[] Settings =
    [
        ("Orders__Secret", TestApi.Secret),
        ("Orders__SubOrderMaxFiles", SubOrderFiles.ToString(CultureInfo.InvariantCulture)),
        ("Orders__MaxSubOrdersPerUser", Slots.ToString(CultureInfo.InvariantCulture)),
        ("Orders__RehydrationCheckInterval", "00:00:02"),
        ("Orders__WorkflowMaxWait", "00:00:20"),
        ("Orders__NotificationHosts__0", ForeignNetwork.Host),
    ];

    private readonly TempFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    /// <summary>The short form: two servers in this process that nobody kills, over storage that fails.</summary>
    [Fact]
    public async Task Orders_OfUsersWhoseStorageFails_AllComeToTheirEnd()
    {
        var connection = await azurite.NewAccountAsync();
        var plan = FaultPlan.Random(seed: 1, share: 0.05);
        await using var proxy = await FaultProxy.StartAsync(connection, plan, hold: TimeSpan.FromMilliseconds(500));
        await using var first = await ServeAsync(proxy);
        await using var second = await ServeAsync(proxy);
        string[] addresses = [first.Address.ToString().TrimEnd('/'), second.Address.ToString().TrimEnd('/')];
        await using var receiver = await Receiver.StartAsync();
        var run = await BeginAsync(connection, seed: 1, users: 3, number => addresses[number], receiver, [3, 5, 8, 4, 12, 20]);

        await Task.WhenAll(run.Users.Select(user => user.RunAsync(orders: 2, steps: 10)));
        plan.IsOn = false;
        // An order whose wake-up failed waits for this pass, which the timer of a server runs each five minutes.
        await EndAsync(run, proxy, () => Task.CompletedTask, () => first.Services.GetRequiredService<RefreshPass>().RunAsync(Stop));
    }

    [Fact(Explicit = true)]
    [Trait("Category", "Faults")]
    public async Task Orders_OfUsersWhoseProcessesAreKilledAndWhoseStorageFails_AllComeToTheirEnd()
    {
        var seed = RunSetting.Of("CHAOS_SEED", 1);
        var orders = RunSetting.Of("CHAOS_ORDERS", 200);
        var connection = await azurite.NewAccountAsync();
        var plan = FaultPlan.Random(seed, share: 0.05);
        await using var proxy = await FaultProxy.StartAsync(connection, plan, hold: TimeSpan.FromSeconds(12));
        await using var servers = new ChaosServers(proxy.ConnectionString, number => _folder[$"p{number}"], seed, [.. Settings, StartupHook.Setting]);
        await using var receiver = await Receiver.StartAsync();
        // Every twentieth attempt is not taken: that event comes ten seconds later, and those behind it after it.
        receiver.Answers = attempt => attempt % 20 == 0 ? 503 : 204;
        var run = await BeginAsync(
            connection, seed, users: 10, servers.Address, receiver,
            [3, 4, 5, 6, 8, 10, 12, 15, 18, 20, 25, 30, 40, 50, 60, 80, 100, 150, 200, 300]);

        var began = Stopwatch.GetTimestamp();
        using var calm = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var killing = servers.RunAsync(calm.Token);
        using var progress = new Timer(_ => Say($"{run.Users.Sum(user => user.Orders.Count)} orders, {run.Users.Sum(user => user.Requests)} requests, {servers.Kills} kills"),
            null, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30));
        await Task.WhenAll(run.Users.Select(user => user.RunAsync(orders / run.Users.Count, steps: 3 * orders / run.Users.Count)));
        await calm.CancelAsync();
        await killing;
        var chaos = Stopwatch.GetElapsedTime(began);
        var met = plan.Requests;
        plan.IsOn = false;
        receiver.Answers = _ => 204;
        await servers.StartAsync();
        var (events, doubles) = await EndAsync(run, proxy, servers.StopAsync);

        Say(string.Create(CultureInfo.InvariantCulture,
            $"seed {seed}: {run.Users.Sum(user => user.Orders.Count)} orders of {run.Users.Sum(user => user.Orders.Sum(order => order.Files.Count))} files, "
            + $"{run.Users.Sum(user => user.Requests)} requests of users ({run.Users.Sum(user => user.Unclear)} without a clear answer), "
            + $"{servers.Kills} kills, {servers.FailedStarts} failed starts, {chaos.TotalSeconds:F0} s of chaos, {Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s in all"));
        Say(
            $"storage: {met} requests, {plan.Counts.Values.Sum()} faults: {string.Join(", ", plan.Counts.OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} {pair.Key}"))}");
        Say($"{events} events, {doubles} of them came again, {receiver.Attempts} attempts; {run.Users.Sum(user => user.Repeated)} creations repeated with their key; "
            + $"{run.Users.Sum(user => user.Waiters.Count)} waited {run.Users.Sum(user => user.Waiters.Sum(waiter => waiter.Waits))} times and were told of {run.Users.Sum(user => user.Waiters.Sum(waiter => waiter.Changes))} changes");
        Say($"stands: {string.Join(", ", run.Users.SelectMany(user => user.Orders).GroupBy(order => order.Possible.Single()).Select(group => $"{group.Count()} {group.Key}"))}");
        foreach (var error in servers.Errors.GroupBy(Shape).OrderByDescending(group => group.Count()).Take(30))
            Say($"{error.Count()} x {error.First()}");
    }

    private static async Task<LocalServer> ServeAsync(FaultProxy proxy) => await LocalServer.StartAsync(
        new LocalServerOptions
        {
            Storage = proxy.Open(),
            Secret = TestApi.Secret,
            Configure = builder =>
            {
                builder.Configuration["Logging:LogLevel:Default"] = "None";
                builder.Services.AddSingleton(ForeignNetwork.Create());
                foreach (var (name, value) in Settings) builder.Configuration[name.Replace("__", ":", StringComparison.Ordinal)] = value;
            },
        },
        Stop);

    private static async Task<Run> BeginAsync(string connection, int seed, int users, Func<int, string?> servers, Receiver receiver, int[] sizes)
    {
        var clock = new StorageFaults();
        var storage = clock.Open(connection);
        var archive = await ChaosArchive.CreateAsync(storage, sizes);
        var host = new CoreHost(storage, ChaosArchive.Tenant, new CatalogStore(storage));
        var issuer = host.Get<TokenIssuer>();
        string Token(string user, bool isAdmin) =>
            issuer.Issue(ChaosArchive.Tenant, user, isAdmin ? Role.ADMIN : Role.REGISTERED_USER, TimeSpan.FromHours(2));
        return new Run(host, clock, archive, receiver, [.. Enumerable.Range(0, users).Select(number => new ChaosUser(number, seed, servers, archive, receiver.Url, Token))]);
    }

    private static async Task<(int Events, int Doubles)> EndAsync(
        Run run, FaultProxy proxy, Func<Task> stopServers, Func<Task>? refresh = null)
    {
        await using var host = run.Host;
        while (proxy.Late > 0) await Task.Delay(50, Stop);
        var before = await StoreState.ReadAsync(host);
        foreach (var user in run.Users) user.Settle([.. before.Orders.Values.Select(order => order.Order).Where(order => order.Owner == user.Name)]);

        await Task.WhenAll(run.Users.Select(user => user.RepeatAsync()));
        if (refresh is not null) await refresh();
        await Task.WhenAll(run.Users.Select(user => user.FinishAsync(TimeSpan.FromMinutes(4))));
        foreach (var user in run.Users) await user.CheckEndsAsync(order => order.End, file => file.IsThere);

        // What was missing comes back, and the orders are tried again.
        await run.Archive.RestoreAsync();
        await Task.WhenAll(run.Users.Select(async user =>
        {
            foreach (var order in user.Orders.Where(order => order.Possible.Contains(Stand.Kept) && order.End != OrderStatus.DONE))
                await user.CommandAsync(order, OrderCommand.Retry);
            await user.FinishAsync(TimeSpan.FromMinutes(2));
            await user.CheckEndsAsync(_ => OrderStatus.DONE, _ => true);
        }));

        await Task.WhenAll(run.Users.SelectMany(user => user.Waiters).Select(waiter => waiter.CheckAsync()));
        await ChaosEvents.UntilSentAsync(host);
        var notes = new WakeNoteStore(host.Get<StorageClients>());
        while (await notes.ListAsync(Stop).AnyAsync(Stop)) await Task.Delay(50, Stop);
        await stopServers();

        // The clock of the host stood still meanwhile. A creation that died is known by its note of ten minutes ago, by the clock of storage.
        run.Clock.Ahead = TimeSpan.FromMinutes(11);
        host.Time.SetUtcNow(TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(11));
        await host.Get<RefreshPass>().RunAsync(Stop);
        await host.DriveAsync();
        var after = await StoreState.ReadAsync(host);
        StoreRules.Check(after, Slots);
        await StoreRules.CheckSettledAsync(after, archive: null, Slots);
        await StoreRules.CheckListsAsync(new Product(host), after);
        Assert.All(after.Holders.Values, Assert.Empty);
        Assert.Empty(await StoreOrphans.FindAsync(host.Get<StorageClients>(), after, ChaosArchive.Tenant));
        foreach (var user in run.Users) user.Dispose();
        return await ChaosEvents.CheckAsync(host, run.Receiver, [.. run.Users.SelectMany(user => user.Orders)]);
    }

    private static void Say(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);

    /// <summary>An error without its numbers and times.</summary>
    private static string Shape(string line) => string.Concat(line.Where(letter => !char.IsAsciiDigit(letter)).Take(160));

    private sealed record Run(CoreHost Host, StorageFaults Clock, ChaosArchive Archive, Receiver Receiver, IReadOnlyList<ChaosUser> Users);
}
