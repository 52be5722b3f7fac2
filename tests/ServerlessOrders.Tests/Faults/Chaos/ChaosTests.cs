using System.Diagnostics;
using System.Globalization;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using ServerlessOrders.Catalog;
using ServerlessOrders.Local;
using ServerlessOrders.Maintenance;
using ServerlessOrders.Orders;
using ServerlessOrders.Security;
using ServerlessOrders.Storage;
using ServerlessOrders.Tests.Faults.Storage;
using ServerlessOrders.Tests.Integration.Core;
using ServerlessOrders.Tests.Integration.Model;
using ServerlessOrders.Tests.Integration.Workflow;

namespace ServerlessOrders.Tests.Faults.Chaos;

/// <summary>
/// Users command orders at random while storage fails and processes are killed; then the faults end, and every order must come to the
/// end that a model predicts, with every file once and nothing left behind. <c>CHAOS_SEED</c> and <c>CHAOS_ORDERS</c> choose another run.
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
        var run = await BeginAsync(connection, seed: 1, users: 3, number => addresses[number], [3, 5, 8, 4, 12, 20]);

        await Task.WhenAll(run.Users.Select(user => user.RunAsync(orders: 2, steps: 10)));
        plan.IsOn = false;
        await EndAsync(run, proxy, () => Task.CompletedTask);
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
        await using var servers = new ChaosServers(proxy.ConnectionString, number => _folder[$"p{number}"], seed, Settings);
        var run = await BeginAsync(
            connection, seed, users: 10, servers.Address,
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
        await servers.StartAsync();
        await EndAsync(run, proxy, servers.StopAsync);

        Say(string.Create(CultureInfo.InvariantCulture,
            $"seed {seed}: {run.Users.Sum(user => user.Orders.Count)} orders of {run.Users.Sum(user => user.Orders.Sum(order => order.Files.Count))} files, "
            + $"{run.Users.Sum(user => user.Requests)} requests of users ({run.Users.Sum(user => user.Unclear)} without a clear answer), "
            + $"{servers.Kills} kills, {servers.FailedStarts} failed starts, {chaos.TotalSeconds:F0} s of chaos, {Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s in all"));
        Say(
            $"storage: {met} requests, {plan.Counts.Values.Sum()} faults: {string.Join(", ", plan.Counts.OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} {pair.Key}"))}");
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
                foreach (var (name, value) in Settings) builder.Configuration[name.Replace("__", ":", StringComparison.Ordinal)] = value;
            },
        },
        Stop);

    private static async Task<Run> BeginAsync(string connection, int seed, int users, Func<int, string?> servers, int[] sizes)
    {
        var storage = AzuriteFixture.Open(connection);
        var archive = await ChaosArchive.CreateAsync(storage, sizes);
        var host = new CoreHost(storage, ChaosArchive.Tenant, new CatalogStore(storage));
        var issuer = host.Get<TokenIssuer>();
        string Token(string user, bool isAdmin) =>
            issuer.Issue(ChaosArchive.Tenant, user, isAdmin ? Role.ADMIN : Role.REGISTERED_USER, TimeSpan.FromHours(2));
        return new Run(connection, host, archive, [.. Enumerable.Range(0, users).Select(number => new ChaosUser(number, seed, servers, archive, Token))]);
    }

    private static async Task EndAsync(Run run, FaultProxy proxy, Func<Task> stopServers)
    {
        await using var host = run.Host;
        while (proxy.Late > 0) await Task.Delay(50, Stop);
        var before = await StoreState.ReadAsync(host);
        foreach (var user in run.Users) user.Settle([.. before.Orders.Values.Select(order => order.Order).Where(order => order.Owner == user.Name)]);

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

        await stopServers();

        // A creation that died is known by its note of ten minutes ago, by the clock of storage.
        await using var later = new CoreHost(OpenLater(run.Connection, TimeSpan.FromMinutes(11)), ChaosArchive.Tenant, new CatalogStore(host.Get<StorageClients>()));
        later.Time.SetUtcNow(TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(11));
        await later.Get<RefreshPass>().RunAsync(Stop);
        await later.DriveAsync();
        host.Time.SetUtcNow(later.Time.GetUtcNow());
        var after = await StoreState.ReadAsync(host);
        StoreRules.Check(after, Slots);
        await StoreRules.CheckSettledAsync(after, archive: null, Slots);
        await StoreRules.CheckListsAsync(new Product(host), after);
        Assert.All(after.Holders.Values, Assert.Empty);
        Assert.Empty(await StoreOrphans.FindAsync(host.Get<StorageClients>(), after, ChaosArchive.Tenant));
        foreach (var user in run.Users) user.Dispose();
    }

    /// <summary>The same storage some time later.</summary>
    private static StorageClients OpenLater(string connection, TimeSpan later) => new(
        new TableServiceClient(connection, new TableClientOptions { Transport = new HttpClientTransport(new LaterStorage(() => later)) }),
        new BlobServiceClient(connection));

    private static void Say(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);

    /// <summary>An error without its numbers and times.</summary>
    private static string Shape(string line) => string.Concat(line.Where(letter => !char.IsAsciiDigit(letter)).Take(160));

    private sealed record Run(string Connection, CoreHost Host, ChaosArchive Archive, IReadOnlyList<ChaosUser> Users);
}
