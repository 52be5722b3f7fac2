namespace ServerlessOrders.SubOrders;

/// <summary>The state of a file of an order.</summary>
/// <remarks>Names are those of the REGARDS API and appear as such in JSON.</remarks>
public enum FileState
{
    /// <summary>It is not prepared yet.</summary>
    PENDING,

    /// <summary>It can be fetched.</summary>
    AVAILABLE,

    /// <summary>It was fetched; it can be fetched again.</summary>
    DOWNLOADED,

    /// <summary>It was found missing or changed when it was fetched.</summary>
    DOWNLOAD_ERROR,

    /// <summary>Processing failed; kept for clients of REGARDS, never set here.</summary>
    PROCESSING_ERROR,

    /// <summary>It could not be prepared.</summary>
    ERROR,
}

/// <summary>The one table of file states: which may follow which. Every change of a file's state goes through it: see <see cref="OrderFile.MoveTo"/>.</summary>
internal static class FileTransitions
{
    /// <summary>The state that a new file begins in: only a file of our storage needs preparation.</summary>
    /// <param name="external">Whether it is not in our storage.</param>
    /// <param name="refused">Whether it cannot be handed out at all.</param>
    public static FileState First(bool external, bool refused) =>
        refused ? FileState.ERROR : external ? FileState.AVAILABLE : FileState.PENDING;

    /// <summary>Whether a file may go from one state to the other.</summary>
    public static bool CanMove(FileState from, FileState to) => (from, to) switch
    {
        (FileState.PENDING, FileState.AVAILABLE or FileState.ERROR) => true,
        (FileState.AVAILABLE, FileState.DOWNLOADED or FileState.DOWNLOAD_ERROR) => true,
        (FileState.DOWNLOADED, FileState.DOWNLOAD_ERROR) => true,
        // Fetched after all, or prepared again.
        (FileState.DOWNLOAD_ERROR, FileState.DOWNLOADED or FileState.PENDING) => true,
        (FileState.ERROR, FileState.PENDING) => true,
        _ => false,
    };

    /// <summary>True for the states in which a file's bytes are handed out.</summary>
    public static bool CanBeServed(this FileState state) =>
        state is FileState.AVAILABLE or FileState.DOWNLOADED or FileState.DOWNLOAD_ERROR;
}
