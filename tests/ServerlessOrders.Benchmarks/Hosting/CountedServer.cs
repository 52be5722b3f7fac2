using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ServerlessOrders.Local;
using ServerlessOrders.Local.Azurite;
using ServerlessOrders.Orders;
using ServerlessOrders.Security;
using ServerlessOrders.Tests;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Benchmarks.Hosting;

/// <summary>
/// The local host in this process, its requests to storage counted. Its Azurite is a process of its own that keeps everything in
/// memory: one on disk writes all its tables anew every few seconds, which with 100,000 rows is most of what it does.
/// </summary>
internal sealed class CountedServer : IAsyncDisposable
{
    private const string Secret = "a secret of measurements only, of no use anywhere else";

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private readonly AzuriteProcess? _azurite;
    private readonly string _data;
    private readonly LocalStorage _storage;
    private readonly LocalServer _server;

    private CountedServer(AzuriteProcess? azurite, string data, LocalStorage storage, StorageCounter operations, LocalServer server) =>
        (_azurite, _data, _storage, Operations, _server) = (azurite, data, storage, operations, server);

    /// <summary>Counts what the host asks of storage; a transaction is one operation.</summary>
    public StorageCounter Operations { get; }

    /// <summary>Its storage, uncounted, to put there what is measured with.</summary>
    public StorageClients Storage => _storage.Clients;

    /// <summary>The storage again, counted with the host's.</summary>
    public StorageClients OpenCounted() => Operations.Open(_storage.ConnectionString);

    /// <summary>Starts Azurite and the host on free ports.</summary>
    /// <param name="data">Folder of the installation.</param>
    /// <param name="settings">Settings of the host (<c>Orders:MaxSubOrdersPerUser</c>).</param>
    /// <param name="stop">Gives up.</param>
    public static async Task<CountedServer> StartAsync(
        string data, IReadOnlyDictionary<string, string>? settings, CancellationToken stop)
    {
        var azurite = await AzuriteProcess.StartAsync(new DataFolder(data).Azurite, inMemory: true, cancellationToken: stop);
        return await StartAsync(azurite, azurite.ConnectionString, data, settings, stop);
    }

    /// <summary>Starts another host on the same storage; ends before the first one does.</summary>
    public Task<CountedServer> StartSecondAsync(CancellationToken stop) => StartAsync(null, _storage.ConnectionString, _data, null, stop);

    private static async Task<CountedServer> StartAsync(
        AzuriteProcess? azurite, string connection, string data, IReadOnlyDictionary<string, string>? settings, CancellationToken stop)
    {
        var storage = await LocalStorage.OpenAsync(new DataFolder(data), connection, null, stop);
        var operations = new StorageCounter();
        var options = new LocalServerOptions
        {
            Storage = operations.Open(storage.ConnectionString),
            Secret = Secret,
            MailFolder = Path.Combine(data, "mail"),
            Configure = builder =>
            {
                builder.Logging.ClearProviders();
                foreach (var (name, value) in settings ?? new Dictionary<string, string>()) builder.Configuration[name] = value;
            },
        };
        return new CountedServer(azurite, data, storage, operations, await LocalServer.StartAsync(options, stop));
    }

    /// <summary>A client that calls as a user of a role.</summary>
    public BenchmarkClient SignIn(string user, Role role, string tenant = MadeUpArchive.Tenant) => new(
        _server.Address, _server.Services.GetRequiredService<TokenIssuer>().Issue(tenant, user, role, TimeSpan.FromHours(12)));

    /// <summary>Waits until an order is DONE, without asking the host, whose requests are counted.</summary>
    public async Task UntilDoneAsync(long id, CancellationToken stop, TimeSpan? poll = null, string tenant = MadeUpArchive.Tenant)
    {
        var orders = new OrderStore(Storage);
        while (await orders.FindOrderAsync(new OrderKey(tenant, id), stop) is { Value.Status: not OrderStatus.DONE } order)
        {
            if (order.Value.Status is not (OrderStatus.PENDING or OrderStatus.RUNNING))
                throw new InvalidOperationException($"Order {id} ended as {order.Value.Status}: {order.Value.Message}");
            await Task.Delay(poll ?? Poll, stop);
        }
    }

    /// <summary>Stops the host, then Azurite.</summary>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _storage.DisposeAsync();
        if (_azurite is not null) await _azurite.DisposeAsync();
    }
}
