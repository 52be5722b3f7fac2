using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServerlessOrders.Outbound;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Catalog.Remote;

/// <summary>The STAC APIs of the configuration.</summary>
internal sealed class RemoteCatalogs : IDisposable
{
    private readonly List<RemoteClient> _clients = [];
    private readonly List<RemoteCatalog> _catalogs = [];
    private readonly IList<RemoteCatalogOptions> _settings;

    /// <summary>Makes them; asks none.</summary>
    public RemoteCatalogs(
        IOptions<RemoteCatalogsOptions> options,
        ExternalNetwork network,
        RemotePatience patience,
        StorageClients storage,
        IArchive archive,
        ExternalFilePolicy hosts,
        TimeProvider time,
        ILogger<RemoteCatalogs> log)
    {
        _settings = options.Value.Catalogs;
        foreach (var settings in _settings)
        {
            var client = new RemoteClient(settings, network, patience, time, log);
            _clients.Add(client);
            _catalogs.Add(new RemoteCatalog(settings, client, storage, archive, hosts, time, log));
        }
    }

    /// <summary>The one that has a collection; null if none has it.</summary>
    public RemoteCatalog? Of(string tenant, string collectionId) =>
        _catalogs.FirstOrDefault(catalog => catalog.Collections(tenant).Contains(collectionId, StringComparer.Ordinal));

    /// <summary>Finds a collection by its id or URN.</summary>
    public async Task<CatalogCollection?> FindCollectionAsync(string tenant, string idOrUrn, CancellationToken cancellationToken)
    {
        foreach (var catalog in _catalogs)
            if (await catalog.FindCollectionAsync(tenant, idOrUrn, cancellationToken) is { } found) return found;
        return null;
    }

    /// <summary>The ids of all their collections.</summary>
    public IEnumerable<string> Collections(string tenant) => _catalogs.SelectMany(catalog => catalog.Collections(tenant));

    /// <summary>Those that its users may know the address of: a private one tells of the operator's network.</summary>
    public IEnumerable<RemoteCatalogOptions> Shown(string tenant) => _settings.Where(catalog => catalog.Serves(tenant) && !catalog.PrivateAddress);

    /// <inheritdoc/>
    public void Dispose() => _clients.ForEach(client => client.Dispose());
}
