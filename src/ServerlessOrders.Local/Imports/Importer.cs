using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using ServerlessOrders.Catalog.Import;
using ServerlessOrders.Catalog.Stac;
using ServerlessOrders.Catalog.Stores;
using ServerlessOrders.Outbound;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Local.Imports;

/// <summary>What a folder is taken for.</summary>
internal enum FolderKind
{
    /// <summary>Nobody said: one that holds STAC documents is refused, so that their JSON does not become products by mistake.</summary>
    Unknown,

    /// <summary>Each file is a product.</summary>
    Files,

    /// <summary>Its STAC documents are imported.</summary>
    Stac,
}

/// <summary>What to import: a STAC document, a folder, or a container that is in the storage account already.</summary>
/// <param name="Tenant">The tenant that gets the products.</param>
/// <param name="Path">A STAC document (a file, an http or https address, <c>-</c> for standard input) or a folder; null for a container.</param>
internal sealed record ImportRequest(string Tenant, string? Path)
{
    /// <summary>Standard input as a path.</summary>
    public const string StandardInput = "-";

    /// <summary>The container to list, or with a folder or uploads the one that gets the files; null for the usual one.</summary>
    public string? Container { get; init; }

    /// <summary>Of a container: only blobs whose names begin so, or null for all.</summary>
    public string? Prefix { get; init; }

    /// <summary>The collection; null: what the document, folder or container says.</summary>
    public string? Collection { get; init; }

    /// <summary>Put the files into the Archive tier.</summary>
    public bool Archive { get; init; }

    /// <summary>What a folder is taken for.</summary>
    public FolderKind Folder { get; init; }

    /// <summary>What relative addresses are relative to if nothing else tells.</summary>
    public Uri? Base { get; init; }

    /// <summary>Upload what lies beside the documents.</summary>
    public bool Upload { get; init; }

    /// <summary>Write nothing.</summary>
    public bool DryRun { get; init; }
}

/// <summary>Imports products into the catalog, and their files into the archive if they are not there yet.</summary>
internal sealed class Importer(StorageClients storage, IConfiguration configuration)
{
    private readonly CatalogStore _catalog = new(storage);
    private readonly ArchiveUploads _uploads = new(storage);

    /// <summary>Imports.</summary>
    /// <exception cref="ImportException">It cannot be imported; the message says why.</exception>
    public Task<ImportResult> ImportAsync(ImportRequest request, IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        var container = request.Container ?? FolderImport.DefaultContainer;
        if (request.Path is not { } path)
        {
            return new ContainerImport(_catalog, _uploads).ImportAsync(
                request.Tenant, container, request.Prefix, request.Collection, progress, cancellationToken, request.DryRun);
        }

        var how = new StacImportRequest(
            request.Tenant, request.Collection, request.Base, request.Upload, container, request.Archive, request.DryRun);
        if (path == ImportRequest.StandardInput)
            return Stac().ImportStreamAsync(how, "standard input", Console.OpenStandardInput(), progress, cancellationToken);
        if (AddressOf(path) is { } address) return Stac().ImportAddressAsync(how, address, progress, cancellationToken);
        if (!Directory.Exists(path)) return Stac().ImportFileAsync(how, path, progress, cancellationToken);
        if (request.Folder == FolderKind.Stac) return Stac().ImportFolderAsync(how, path, progress, cancellationToken);
        if (request.Folder == FolderKind.Unknown && StacFolder.Find(path) is { Count: > 0 } documents)
        {
            throw new ImportException(
                $"{path} holds STAC documents ({string.Join(", ", documents)}): import them with --stac"
                + " (and --upload for the files beside them), or every file as a product of its own with --files.");
        }

        return new FolderImport(_catalog, _uploads).ImportAsync(
            new FolderImportRequest(request.Tenant, path, request.Collection, container, request.Archive, request.DryRun), progress, cancellationToken);
    }

    /// <summary>The http or https address that a path is, or null.</summary>
    public static Uri? AddressOf(string path) =>
        path.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || path.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
            ? Uri.TryCreate(path, UriKind.Absolute, out var address) ? address : null
            : null;

    private StacImport Stac()
    {
        var section = configuration.GetSection(OrdersOptions.Section);
        var settings = section.Get<OrdersOptions>() ?? new OrdersOptions();
        if (new SettingEntries<OrdersOptions>(section).Validate(null, settings) is { Failed: true, Failures: { } problems })
            throw new OptionsValidationException(Options.DefaultName, typeof(OrdersOptions), problems);
        return new StacImport(_catalog, storage, new BlobArchive(storage), new ExternalFilePolicy(Options.Create(settings)));
    }
}
