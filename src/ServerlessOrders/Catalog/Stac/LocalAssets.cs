using ServerlessOrders.Storage;

namespace ServerlessOrders.Catalog.Stac;

/// <summary>
/// Files that lie beside STAC documents on this machine. Only regular files below one folder are found, and none by way of a
/// symbolic link: a document of somebody else must not choose what of this machine goes into the archive.
/// </summary>
/// <param name="root">The folder of the documents, a full path.</param>
/// <param name="upload">Whether they are uploaded; if not, finding one only explains what is missing.</param>
/// <param name="container">The container that gets them.</param>
internal sealed class LocalAssets(string root, bool upload, string container)
{
    private readonly string _below = Path.TrimEndingDirectorySeparator(root) is { Length: > 0 } folder
        ? folder + Path.DirectorySeparatorChar
        : root;

    /// <summary>The file of a resolved address, or null; then <paramref name="hint"/> says why.</summary>
    public string? Find(Uri address, out string? hint)
    {
        var path = Path.GetFullPath(address.LocalPath);
        if (address.Host.Length > 0 || !IsBelow(path)) hint = "it leads out of the folder of the import";
        else if (!File.Exists(path)) hint = "there is no such file beside the document, and nothing says what else it is relative to (--base does)";
        else if (FileKinds.LeadsOverLink(_below, path)) hint = "symbolic links are not followed";
        else if (!FileKinds.IsRegular(path)) hint = "it is not a regular file";
        else if (!upload) hint = "the file lies beside the document and not in the archive (--upload puts it there)";
        else hint = null;
        return hint is null ? path : null;
    }

    /// <summary>True for a path inside the folder.</summary>
    public bool IsBelow(string path) => path.StartsWith(_below, StringComparison.Ordinal);

    /// <summary>
    /// Where the file of an item goes: <c>{container}/{tenant}/{collection}/{item}/{path}</c>, so that files of two items never
    /// take each other's place, whatever folders they came from.
    /// </summary>
    public BlobLocation Blob(string tenant, string collection, string item, string path)
    {
        var relative = path[_below.Length..].Replace(Path.DirectorySeparatorChar, '/');
        return new BlobLocation(
            container,
            BlobNames.Of($"{TableKeys.Encode(tenant)}/{Uri.EscapeDataString(collection)}/{Uri.EscapeDataString(item)}/{relative}"));
    }
}
