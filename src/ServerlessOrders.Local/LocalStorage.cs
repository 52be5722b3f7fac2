using Microsoft.Extensions.DependencyInjection;
using ServerlessOrders.Local.Azurite;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Local;

/// <summary>The storage account of a local installation: the Azurite of its data folder, or the account that was named.</summary>
public sealed class LocalStorage : IAsyncDisposable
{
    private readonly AzuriteProcess? _azurite;

    private LocalStorage(StorageClients clients, string connectionString, AzuriteProcess? azurite)
    {
        (Clients, ConnectionString) = (clients, connectionString);
        _azurite = azurite;
    }

    /// <summary>Its clients; tables and containers exist.</summary>
    public StorageClients Clients { get; }

    /// <summary>Reaches the account; holds its key.</summary>
    public string ConnectionString { get; }

    /// <summary>True for the Azurite of the data folder, false for an account that was named.</summary>
    public bool IsOwn => _azurite is not null;

    /// <summary>Opens the storage, starting Azurite if it is needed and does not run yet.</summary>
    /// <param name="data">The installation.</param>
    /// <param name="connectionString">The account to use instead of Azurite, or null.</param>
    /// <param name="progress">Is told in words what takes long.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="AzuriteException">Azurite cannot be started.</exception>
    /// <exception cref="FormatException">The connection string cannot be read.</exception>
    public static async Task<LocalStorage> OpenAsync(
        DataFolder data, string? connectionString, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var azurite = connectionString is null
            ? await AzuriteProcess.StartAsync(data.Azurite, progress: progress, cancellationToken: cancellationToken)
            : null;
        try
        {
            connectionString ??= azurite!.ConnectionString;
            var clients = StorageConnection.Open(connectionString);
            await clients.CreateMissingAsync(cancellationToken);
            return new LocalStorage(clients, connectionString, azurite);
        }
        catch
        {
            if (azurite is not null) await azurite.DisposeAsync();
            throw;
        }
    }

    /// <summary>Looks after Azurite until it is told to stop; an account that was named has its own operators.</summary>
    public Task WatchAsync(IServiceProvider services, CancellationToken stopping) => _azurite is null
        ? Task.Delay(Timeout.Infinite, stopping)
        : ActivatorUtilities.CreateInstance<AzuriteWatch>(services, _azurite).RunAsync(stopping);

    /// <summary>Leaves Azurite, which stops if nobody else uses it.</summary>
    public ValueTask DisposeAsync() => _azurite?.DisposeAsync() ?? ValueTask.CompletedTask;
}
