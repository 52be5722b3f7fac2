using System.Globalization;
using System.Text.Json;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Catalog.Import;

/// <summary>Items that stand for one file each, as folders and containers give them.</summary>
internal static class FileItems
{
    private const string AssetKey = "data";

    /// <summary>
    /// The item's id: the path with every segment percent-encoded (RFC 3986, unreserved characters stay) and slashes between, so
    /// that an id never holds a blank or a line end.
    /// </summary>
    public static string Id(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    /// <summary>The first folder of a path, or null if the file lies in none.</summary>
    public static string? FirstFolder(string path) => path.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? path[..slash] : null;

    /// <summary>Makes the item; its properties are <c>title</c> (the file's name), <c>path</c> and <c>datetime</c> (its last change).</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="path">The path that names the file, with slashes.</param>
    /// <param name="blob">Where it lies.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="md5">Its MD5 in lower-case hex, if known.</param>
    /// <param name="mediaType">Its media type, if known.</param>
    /// <param name="changed">When it was changed last, if known.</param>
    /// <param name="tier">Its access tier (<see cref="Tiers"/>), if known.</param>
    public static CatalogItem Make(
        string collection,
        string path,
        BlobLocation blob,
        long length,
        string? md5,
        string? mediaType,
        DateTimeOffset? changed,
        string? tier = null)
    {
        var id = Id(path);
        var name = FileNames.FirstSafe(FileNames.LastSegment(path), AssetKey);
        var asset = new CatalogAsset(
            AssetKey, name, DataType.RAWDATA, mediaType is { Length: > 0 } ? mediaType : FileMediaTypes.Unknown, blob.ToString(), false, length, md5,
            md5 is null ? null : "MD5", tier);
        return new CatalogItem(collection, id, TableKeys.Encode(id), Properties(name, path, changed), null, changed, changed, [asset]);
    }

    private static JsonElement Properties(string title, string path, DateTimeOffset? changed)
    {
        var values = new Dictionary<string, string> { ["title"] = title, ["path"] = path };
        if (changed is { } time) values["datetime"] = time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        return JsonSerializer.SerializeToElement(values);
    }
}
