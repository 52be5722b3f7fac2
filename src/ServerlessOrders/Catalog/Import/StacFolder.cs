using ServerlessOrders.Catalog.Stac;

namespace ServerlessOrders.Catalog.Import;

/// <summary>Finds STAC documents among the files of a folder.</summary>
public static class StacFolder
{
    private const int LooksAt = 10_000;
    private const int LooksInto = 100;
    private const int Names = 3;

    /// <summary>
    /// The paths of some STAC documents in a folder, at most three; empty if it holds none. Looks at the first files only, and into
    /// the beginnings of fewer.
    /// </summary>
    public static IReadOnlyList<string> Find(string folder)
    {
        var root = new DirectoryInfo(Path.GetFullPath(folder));
        if (!root.Exists) return [];
        return [.. FolderFiles.Walk(root, _ => { }).Take(LooksAt).Where(f => IsJson(f.Path)).Take(LooksInto)
            .Where(f => LooksLikeStac(f.File)).Take(Names).Select(f => f.Path)];
    }

    /// <summary>The documents of a folder, as they come; JSON files that are none are passed over.</summary>
    internal static IEnumerable<StacPlace> Documents(DirectoryInfo folder, string collection, Action<ImportNote> report) =>
        FolderFiles.Walk(folder, note => report(note)).Where(f => IsJson(f.Path) && LooksLikeStac(f.File))
            .Select(f => new StacPlace(f.Path, new Uri(f.File.FullName), collection));

    private static bool IsJson(string path) =>
        path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".geojson", StringComparison.OrdinalIgnoreCase);

    // Every item, catalog and collection names its version; the first item of an ItemCollection stands near its beginning.
    private static bool LooksLikeStac(FileInfo file)
    {
        try
        {
            using var content = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
            var beginning = new byte[256 * 1024];
            var read = content.ReadAtLeast(beginning, beginning.Length, throwOnEndOfStream: false);
            return beginning.AsSpan(0, read).IndexOf("\"stac_version\""u8) >= 0;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
