using Azure.Data.Tables;
using Azure.Storage.Blobs;
using ServerlessOrders.Local.Azurite;
using ServerlessOrders.Storage;

[assembly: AssemblyFixture(typeof(ServerlessOrders.Tests.AzuriteFixture))]

namespace ServerlessOrders.Tests;

/// <summary>
/// One Azurite for the whole test run, in memory. Tests share its well-known account: each keeps to a tenant of its own
/// (<see cref="NewTenant"/>) and to containers of its own (<see cref="NewContainerAsync"/>). A test that runs a whole server
/// takes an account of its own (<see cref="NewAccountAsync"/>).
/// </summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private static readonly string[] Accounts = [.. Enumerable.Range(1, 400).Select(number => $"test{number:D4}")];

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"serverless-orders-tests-{Guid.NewGuid():N}");
    private AzuriteProcess? _azurite;
    private StorageClients? _storage;
    private int _accounts;

    /// <summary>Of the account; tables and containers exist.</summary>
    public string ConnectionString => Azurite.ConnectionString;

    /// <summary>Clients of the account, safe to share.</summary>
    public StorageClients Storage => _storage ?? throw new InvalidOperationException("The fixture has not started.");

    private AzuriteProcess Azurite => _azurite ?? throw new InvalidOperationException("The fixture has not started.");

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
        var connection = Azurite.ConnectionTo(Accounts[Interlocked.Increment(ref _accounts) - 1]);
        await Open(connection).CreateMissingAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    /// <summary>Clients of an account.</summary>
    public static StorageClients Open(string connection) => new(new TableServiceClient(connection), new BlobServiceClient(connection));

    public async ValueTask InitializeAsync()
    {
        _azurite = await AzuriteProcess.StartAsync(_folder, inMemory: true, accounts: Accounts);
        _storage = NewStorage();
        await _storage.CreateMissingAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_azurite is not null) await _azurite.DisposeAsync();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }
}
