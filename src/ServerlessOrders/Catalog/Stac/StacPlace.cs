using ServerlessOrders.Storage;

namespace ServerlessOrders.Catalog.Stac;

/// <summary>Where a STAC document was read from.</summary>
/// <param name="Name">Its name in notes.</param>
/// <param name="Address">Its address: http, https or file; null for a pipe.</param>
/// <param name="Collection">The collection of items that name none.</param>
internal sealed record StacPlace(string Name, Uri? Address, string Collection)
{
    /// <summary>The folder or address in which a document lies, with a slash at its end.</summary>
    public static Uri FolderOf(Uri document) => document.IsFile
        ? new Uri(Path.TrimEndingDirectorySeparator(Path.GetDirectoryName(document.LocalPath)!) + Path.DirectorySeparatorChar)
        : new Uri(document, ".");

    /// <summary>
    /// Resolves an address that stands in a document; null if it cannot be. Beside a file, percent-encoding is undone, as
    /// <see cref="Uri"/> does not for such addresses, and a query says nothing.
    /// </summary>
    public static Uri? Resolve(Uri document, string href)
    {
        if (!document.IsFile || StacLink.Absolute(href) is not null)
            return Uri.TryCreate(document, href, out var address) ? address : null;
        var name = Uri.UnescapeDataString(href.Split('?', '#')[0]);
        return name.Length == 0 || name.Contains('\0', StringComparison.Ordinal)
            ? null
            : new Uri(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(document.LocalPath)!, name)));
    }
}

/// <summary>An item as a document has it.</summary>
/// <param name="Item">The item as the catalog keeps it.</param>
/// <param name="Uploads">Those of its files that lie beside the document and are still to be uploaded.</param>
internal sealed record StacItem(CatalogItem Item, IReadOnlyList<StacUpload> Uploads);

/// <summary>A file beside a document that goes into the archive.</summary>
/// <param name="AssetKey">The asset that it is.</param>
/// <param name="Path">The file.</param>
/// <param name="Blob">Where it goes.</param>
internal sealed record StacUpload(string AssetKey, string Path, BlobLocation Blob);
