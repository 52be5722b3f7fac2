using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Downloads;

/// <summary>
/// In which folders a file lies in a ZIP with folders: those of its address. Of an internal file the path of its blob below the
/// container, of an external one the path of its URL. What an import of a folder puts before the path, tenant and collection, is
/// left out, so that the ZIP unpacks to the folder that was imported.
/// </summary>
internal static class ProductFolders
{
    /// <summary>The names of a file's folders, the outermost first; as they are, not yet safe.</summary>
    internal static IReadOnlyList<string> Of(string tenant, OrderFile file)
    {
        if (file.External)
        {
            return Uri.TryCreate(file.Href, UriKind.Absolute, out var address)
                ? [.. address.AbsolutePath.Split('/').SkipLast(1).Select(Uri.UnescapeDataString)]
                : [];
        }

        var segments = BlobLocation.Parse(file.Href).Name.Split('/');
        if (segments.Length <= 2) return segments[..^1];
        // As FolderImport names blobs, and BlobNames.Of then encodes the whole.
        var imported = segments.Select(Uri.UnescapeDataString).ToList();
        return imported[0] == TableKeys.Encode(tenant) && imported[1] == Uri.EscapeDataString(file.Collection) ? imported[2..^1] : segments[..^1];
    }
}
