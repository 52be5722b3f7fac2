namespace ServerlessOrders.Local.Azurite;

/// <summary>
/// A lock between processes: an open file that nobody else may open. The system gives it up when its holder ends, however it
/// ends, so a lock never outlives a killed process.
/// </summary>
internal static class FolderLock
{
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(50);

    // ERROR_SHARING_VIOLATION; EWOULDBLOCK, which .NET lets through as it is.
    private static readonly int Held = OperatingSystem.IsWindows() ? unchecked((int)0x80070020) : OperatingSystem.IsLinux() ? 11 : 35;

    /// <summary>Waits for the lock; dispose the stream to give it up.</summary>
    /// <exception cref="IOException">The file can be neither opened nor made: the disk is full, the file system read-only, ...</exception>
    /// <exception cref="AzuriteException">Another process still holds it after <paramref name="patience"/>.</exception>
    public static async Task<FileStream> AcquireAsync(string path, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(patience);
        while (true)
        {
            if (TryAcquire(path, FileMode.OpenOrCreate) is { } stream) return stream;
            if (timeout.IsCancellationRequested)
                throw new AzuriteException($"Another process has held {path} for {patience.TotalMinutes:0} minutes; end it and try again.");
            await Task.Delay(Retry, cancellationToken);
        }
    }

    /// <summary>Takes the lock if it is free; null if it is held. A missing file opened with <see cref="FileMode.Open"/> is not held by anyone and gives null too.</summary>
    /// <exception cref="IOException">The file can be neither opened nor made.</exception>
    public static FileStream? TryAcquire(string path, FileMode mode, FileOptions options = FileOptions.None)
    {
        try
        {
            return new FileStream(path, mode, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, options);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (IOException e) when (e.HResult == Held)
        {
            return null;
        }
    }
}
