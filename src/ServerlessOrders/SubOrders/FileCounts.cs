namespace ServerlessOrders.SubOrders;

/// <summary>How many files are in which state, and the bytes that are still awaited.</summary>
public sealed record FileCounts
{
    /// <summary>Files not yet prepared.</summary>
    public int Pending { get; init; }

    /// <summary>Files that can be fetched and were not.</summary>
    public int Available { get; init; }

    /// <summary>Files that were fetched.</summary>
    public int Downloaded { get; init; }

    /// <summary>Files that turned out unreadable when they were fetched.</summary>
    public int DownloadError { get; init; }

    /// <summary>Files that could not be prepared.</summary>
    public int Error { get; init; }

    /// <summary>Bytes of all files.</summary>
    public long Bytes { get; init; }

    /// <summary>Bytes of the files that are PENDING.</summary>
    public long PendingBytes { get; init; }

    /// <summary>All files.</summary>
    public int Total => Pending + Available + Downloaded + DownloadError + Error;

    /// <summary>The counts with one file more.</summary>
    internal FileCounts Add(FileState state, long bytes) => Shift(state, 1, bytes) with { Bytes = Bytes + bytes };

    /// <summary>The counts after a file changed: its state, its size, or both.</summary>
    internal FileCounts Replace(FileMove move)
    {
        var (before, after) = (move.Before.CountedBytes, move.After.CountedBytes);
        return Shift(move.Before.State, -1, -before).Shift(move.After.State, 1, after) with { Bytes = Bytes - before + after };
    }

    /// <summary>The sum of two counts; bytes past what a number can hold stay at the greatest one, for a catalog may claim any size.</summary>
    public static FileCounts operator +(FileCounts a, FileCounts b) => new()
    {
        Pending = a.Pending + b.Pending,
        Available = a.Available + b.Available,
        Downloaded = a.Downloaded + b.Downloaded,
        DownloadError = a.DownloadError + b.DownloadError,
        Error = a.Error + b.Error,
        Bytes = Sum(a.Bytes, b.Bytes),
        PendingBytes = Sum(a.PendingBytes, b.PendingBytes),
    };

    private static long Sum(long a, long b) => a + Math.Min(b, long.MaxValue - a);

    private FileCounts Shift(FileState state, int files, long bytes) => state switch
    {
        FileState.PENDING => this with { Pending = Pending + files, PendingBytes = PendingBytes + bytes },
        FileState.AVAILABLE => this with { Available = Available + files },
        FileState.DOWNLOADED => this with { Downloaded = Downloaded + files },
        FileState.DOWNLOAD_ERROR => this with { DownloadError = DownloadError + files },
        _ => this with { Error = Error + files },
    };
}
