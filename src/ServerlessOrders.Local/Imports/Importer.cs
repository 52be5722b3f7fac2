using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using ServerlessOrders.Catalog.Import;
using ServerlessOrders.Files;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Local.Imports;

/// <summary>What to import: a STAC document, a folder, or a container that is in the storage account already.</summary>
/// <param name="Tenant">The tenant that gets the products.</param>
/// <param name="Path">A STAC JSON file or a folder on this machine; null for a container.</param>
/// <param name="Container">The container to list, or with a folder the one that gets its files; null for the usual one.</param>
/// <param name="Prefix">Of a container: only blobs whose names begin so, or null for all.</param>
/// <param name="Collection">The collection; null: what the document, folder or container says.</param>
/// <param name="Archive">Put the files of a folder into the Archive tier.</param>
internal sealed record ImportRequest(
    string Tenant, string? Path, string? Container = null, string? Prefix = null, string? Collection = null, bool Archive = false);

/// <summary>Imports products into the catalog, and their files into the archive where they are not there yet.</summary>
internal sealed class Importer(StorageClients storage, IConfiguration configuration)
{
    private readonly CatalogStore _catalog = new(storage);
    private readonly ArchiveUploads _uploads = new(storage);

    /// <summary>Imports.</summary>
    /// <exception cref="ImportException">It cannot be imported; the message says why.</exception>
    public Task<ImportResult> ImportAsync(ImportRequest request, IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        if (request.Path is not { } path)
        {
            return new ContainerImport(_catalog, _uploads).ImportAsync(
                request.Tenant, request.Container!, request.Prefix, request.Collection, progress, cancellationToken);
        }

        if (!Directory.Exists(path))
            return Stac().ImportFileAsync(request.Tenant, path, request.Collection, progress, cancellationToken);
        var container = request.Container ?? FolderImport.DefaultContainer;
        return new FolderImport(_catalog, _uploads).ImportAsync(
            new FolderImportRequest(request.Tenant, path, request.Collection, container, request.Archive), progress, cancellationToken);
    }

    private StacImport Stac()
    {
        var settings = configuration.GetSection(OrdersOptions.Section).Get<OrdersOptions>() ?? new OrdersOptions();
        return new StacImport(_catalog, storage, new BlobArchive(storage), new ExternalFilePolicy(Options.Create(settings)));
    }
}
