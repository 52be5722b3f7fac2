using ServerlessOrders.Catalog.Stac;
using ServerlessOrders.Catalog.Stores;
using ServerlessOrders.Outbound;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Catalog.Import;

/// <summary>How to import STAC documents.</summary>
/// <param name="Tenant">The tenant that gets the items.</param>
/// <param name="Collection">
/// The collection of items that name none; null: the one whose links led to them, else <see cref="StacImport.DefaultCollection"/>.
/// </param>
/// <param name="Base">What relative addresses are relative to if nothing else tells; null for nothing.</param>
/// <param name="Upload">Upload relative assets that exist beside a document on this machine.</param>
/// <param name="Container">The container that gets them.</param>
/// <param name="ToArchiveTier">Put them into the Archive tier.</param>
/// <param name="DryRun">Read and check everything, write nothing.</param>
public sealed record StacImportRequest(
    string Tenant,
    string? Collection = null,
    Uri? Base = null,
    bool Upload = false,
    string Container = FolderImport.DefaultContainer,
    bool ToArchiveTier = false,
    bool DryRun = false);

/// <summary>
/// Imports STAC documents: an Item, an ItemCollection (a FeatureCollection of items), a Collection or a Catalog with what they link
/// to. Each document is read twice, first to check all of it, then to write: one that is no JSON writes nothing, and of any other
/// what is usable comes in. What is there already is replaced if it differs.
/// </summary>
public sealed class StacImport
{
    /// <summary>The collection of items that name none, unless the import says another.</summary>
    public const string DefaultCollection = "default";

    private readonly CatalogStore _catalog;
    private readonly StorageClients _storage;
    private readonly IArchive _archive;
    private readonly ExternalFilePolicy _externalHosts;
    private readonly ExternalNetwork _network;

    /// <summary>Makes the import.</summary>
    /// <param name="catalog">Where items go.</param>
    /// <param name="storage">Tells which addresses are in our storage, and gets uploaded files.</param>
    /// <param name="archive">Tells the sizes of internal files for which the document has none.</param>
    /// <param name="externalHosts">Tells which hosts are asked for documents, and which are worth a warning.</param>
    public StacImport(CatalogStore catalog, StorageClients storage, IArchive archive, ExternalFilePolicy externalHosts)
        : this(catalog, storage, archive, externalHosts, ExternalNetwork.Internet)
    {
    }

    internal StacImport(
        CatalogStore catalog, StorageClients storage, IArchive archive, ExternalFilePolicy externalHosts, ExternalNetwork network)
    {
        _catalog = catalog;
        _storage = storage;
        _archive = archive;
        _externalHosts = externalHosts;
        _network = network;
    }

    /// <summary>Imports a file, or what a pipe of that name gives.</summary>
    /// <param name="request">How.</param>
    /// <param name="path">The file.</param>
    /// <param name="progress">Told of the items that are written, or null.</param>
    /// <param name="cancellationToken">Stops the import; what is written stays.</param>
    /// <exception cref="ImportException">The document is missing or is none; nothing was written.</exception>
    public Task<ImportResult> ImportFileAsync(
        StacImportRequest request, string path, IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        var address = new Uri(Path.GetFullPath(path));
        // A pipe has no place of its own: /dev/fd/63 lies beside nothing.
        var place = FileKinds.IsRegular(address.LocalPath) ? StacPlace.FolderOf(address) : null;
        return RunAsync(request, place, [new StacPlace(Path.GetFileName(path), address, "")], progress, cancellationToken);
    }

    /// <summary>Imports the documents of a folder, those below it included; files that are no STAC documents are passed over.</summary>
    /// <param name="request">How.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="progress">Told of the items that are written, or null.</param>
    /// <param name="cancellationToken">Stops the import; what is written stays.</param>
    /// <exception cref="ImportException">There is no such folder.</exception>
    public Task<ImportResult> ImportFolderAsync(
        StacImportRequest request, string folder, IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        var root = new DirectoryInfo(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        if (!root.Exists) throw new ImportException($"{folder} is not a folder.");
        return RunAsync(request, new Uri(root.FullName + Path.DirectorySeparatorChar), null, progress, cancellationToken);
    }

    /// <summary>Imports the document at an http or https address, from a host that may be asked.</summary>
    /// <param name="request">How.</param>
    /// <param name="address">The address.</param>
    /// <param name="progress">Told of the items that are written, or null.</param>
    /// <param name="cancellationToken">Stops the import; what is written stays.</param>
    /// <exception cref="ImportException">The host may not be asked or does not give the document; nothing was written.</exception>
    public Task<ImportResult> ImportAddressAsync(
        StacImportRequest request, Uri address, IProgress<ImportProgress>? progress, CancellationToken cancellationToken) =>
        RunAsync(request, StacPlace.FolderOf(address), [new StacPlace(address.AbsoluteUri, address, "")], progress, cancellationToken);

    /// <summary>Imports what a stream gives, such as standard input.</summary>
    /// <param name="request">How.</param>
    /// <param name="name">The document's name in notes.</param>
    /// <param name="stream">The stream; disposed at the end.</param>
    /// <param name="progress">Told of the items that are written, or null.</param>
    /// <param name="cancellationToken">Stops the import; what is written stays.</param>
    /// <exception cref="ImportException">It is no document; nothing was written.</exception>
    public Task<ImportResult> ImportStreamAsync(
        StacImportRequest request, string name, Stream stream, IProgress<ImportProgress>? progress, CancellationToken cancellationToken) =>
        RunAsync(request, null, [new StacPlace(name, null, "")], progress, cancellationToken, stream);

    private async Task<ImportResult> RunAsync(
        StacImportRequest request,
        Uri? place,
        IReadOnlyList<StacPlace>? documents,
        IProgress<ImportProgress>? progress,
        CancellationToken cancellationToken,
        Stream? stream = null)
    {
        if (!BlobLocation.IsArchiveContainer(request.Container))
            throw new ImportException($"'{request.Container}' cannot be the container of an archive: 3 to 63 lower-case letters, digits and hyphens.");
        using var http = new ExternalClient(_externalHosts, _network);
        var run = new StacRun(
            request, new StacRunSource(place, documents, stream), new StacSources(http), _catalog, _storage, _archive, _externalHosts, new ImportMeter(progress, null));
        return await run.RunAsync(cancellationToken);
    }
}
