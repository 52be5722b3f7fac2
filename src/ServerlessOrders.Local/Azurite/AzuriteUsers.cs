namespace ServerlessOrders.Local.Azurite;

/// <summary>
/// Who uses an Azurite: a locked file for each user. A file that is not locked belongs to a user that was killed and counts for
/// nothing. Call it under the folder's lock only.
/// </summary>
internal static class AzuriteUsers
{
    /// <summary>Enters the caller as a user, until the stream is disposed.</summary>
    public static FileStream Join(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, Guid.NewGuid().ToString("N"));
        return FolderLock.TryAcquire(path, FileMode.CreateNew, FileOptions.DeleteOnClose)
            ?? throw new AzuriteException($"Cannot lock {path}: the file system of this folder knows no locks; choose a local folder.");
    }

    /// <summary>True if a living process still uses it. Clears away what killed ones left.</summary>
    public static bool AnyAlive(string folder)
    {
        var any = false;
        foreach (var path in Directory.EnumerateFiles(folder))
        {
            using var left = FolderLock.TryAcquire(path, FileMode.Open, FileOptions.DeleteOnClose);
            any |= left is null;
        }

        return any;
    }
}
