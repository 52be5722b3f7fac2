using System.Collections.Concurrent;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using ServerlessOrders.Local.Azurite;
using ServerlessOrders.Storage;

[assembly: AssemblyFixture(typeof(ServerlessOrders.Tests.AzuriteFixture))]

namespace ServerlessOrders.Tests;

/// <summary>
/// Two Azurites for the whole test run, in memory: each uses one processor at most. Classes share some accounts: each test keeps to a tenant of its own
/// (<see cref="NewTenant"/>) and to containers of its own (<see cref="NewContainerAsync"/>). A test that runs a whole server
/// takes an account of its own (<see cref="NewAccountAsync"/>).
/// </summary>
/// <remarks>
/// Azurite answers a query by looking at all rows of the account's table. With one account for all, every test would pay for what
/// all others have written; with one for each class, Azurite would look for each table among more than a thousand.
/// </remarks>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private const int Processes = 2;
    private const int SharedAccounts = 32;

    private static readonly string[] Accounts = [.. Enumerable.Range(1, 300).Select(number => $"test{number:D4}")];

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"serverless-orders-tests-{Guid.NewGuid():N}");
    private readonly ConcurrentDictionary<string, int> _places = [];
    private readonly Lazy<Shared>[] _shared;
    private AzuriteProcess[] _azurites = [];
    private int _classes;
    private int _accounts;

    public AzuriteFixture() => _shared = [.. Enumerable.Range(0, SharedAccounts).Select(_ => new Lazy<Shared>(CreateShared))];

    /// <summary>Of the account of the class that asks; tables and containers exist.</summary>
    public string ConnectionString => OfClass.Connection;

    /// <summary>Clients of that account, safe to share.</summary>
    public StorageClients Storage => OfClass.Storage;

    // By collection, since the classes of one share fixtures.
    private Shared OfClass => _shared[_places.GetOrAdd(
        TestContext.Current.TestCollection?.UniqueID ?? throw new InvalidOperationException("No test asks."),
        _ => Interlocked.Increment(ref _classes) % SharedAccounts)].Value;

    /// <summary>A tenant that no other test has.</summary>
    public static string NewTenant() => $"t{Guid.NewGuid():N}"[..13];

    /// <summary>A new, empty blob container.</summary>
    public async Task<BlobContainerClient> NewContainerAsync()
    {
        var container = Storage.Blobs.GetBlobContainerClient($"c{Guid.NewGuid():N}");
        await container.CreateAsync(cancellationToken: TestContext.Current.CancellationToken);
        return container;
    }

    /// <summary>New clients of the account, as another machine would have.</summary>
    public StorageClients NewStorage() => Open(ConnectionString);

    /// <summary>
    /// The connection string of an account of its own, empty, with tables and containers: for a test that runs a whole server,
    /// whose workflows would drive the orders of other tests.
    /// </summary>
    public async Task<string> NewAccountAsync()
    {
        var connection = NextConnection();
        await Open(connection).CreateMissingAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    /// <summary>Clients of an account.</summary>
    public static StorageClients Open(string connection) => new(new TableServiceClient(connection), new BlobServiceClient(connection));

    public async ValueTask InitializeAsync() => _azurites = await Task.WhenAll(Enumerable.Range(1, Processes).Select(number =>
        AzuriteProcess.StartAsync(Path.Combine(_folder, $"{number}"), inMemory: true, accounts: Accounts)));

    public async ValueTask DisposeAsync()
    {
        foreach (var azurite in _azurites) await azurite.DisposeAsync();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private string NextConnection()
    {
        var number = Interlocked.Increment(ref _accounts) - 1;
        return _azurites[number % Processes].ConnectionTo(Accounts[number / Processes]);
    }

    private Shared CreateShared()
    {
        var connection = NextConnection();
        var storage = Open(connection);
        foreach (var table in storage.Tables) table.CreateIfNotExists();
        storage.Own.CreateIfNotExists();
        return new Shared(connection, storage);
    }

    private sealed record Shared(string Connection, StorageClients Storage);
}
