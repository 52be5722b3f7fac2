using ServerlessOrders.Catalog.Stac;

namespace ServerlessOrders.Catalog.Import;

/// <summary>A file of a folder.</summary>
/// <param name="File">The file.</param>
/// <param name="Path">Its path in the folder, with slashes.</param>
internal sealed record FolderFile(FileInfo File, string Path);

/// <summary>
/// Walks a folder without holding its files. Symbolic links are never followed, so nothing outside the folder can slip in.
/// </summary>
internal static class FolderFiles
{
    /// <summary>All files below the folder, as they come.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="report">Told of what is left out.</param>
    public static IEnumerable<FolderFile> Walk(DirectoryInfo folder, Action<ImportNote> report)
    {
        var open = new Stack<(DirectoryInfo Folder, string Path)>([(folder, "")]);
        while (open.TryPop(out var next))
        {
            foreach (var entry in Entries(next.Folder, next.Path, report))
            {
                var path = next.Path + entry.Name;
                if (entry.LinkTarget is not null) report(new ImportNote(path, Reason: "symbolic links are not followed"));
                else if (entry is DirectoryInfo inner) open.Push((inner, path + "/"));
                else if (!FileKinds.IsRegular(entry.FullName)) report(new ImportNote(path, Reason: "it is not a regular file"));
                else yield return new FolderFile((FileInfo)entry, path);
            }
        }
    }

    private static IEnumerable<FileSystemInfo> Entries(DirectoryInfo folder, string path, Action<ImportNote> report)
    {
        using var entries = Open(folder, path, report);
        while (entries is not null && Advance(entries, path, report)) yield return entries.Current;
    }

    private static IEnumerator<FileSystemInfo>? Open(DirectoryInfo folder, string path, Action<ImportNote> report)
    {
        try
        {
            return folder.EnumerateFileSystemInfos().GetEnumerator();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            report(new ImportNote(path, Reason: $"the folder cannot be read: {fault.Message.TrimEnd('.')}"));
            return null;
        }
    }

    private static bool Advance(IEnumerator<FileSystemInfo> entries, string path, Action<ImportNote> report)
    {
        try
        {
            return entries.MoveNext();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            report(new ImportNote(path, Reason: $"the folder cannot be read to its end: {fault.Message.TrimEnd('.')}"));
            return false;
        }
    }
}
