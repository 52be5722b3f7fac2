namespace ServerlessOrders.Storage;

/// <summary>
/// The storage that holds the archive's files. A port because rehydration from the Archive tier takes hours in Azure and no
/// time at all in Azurite: tests put a slow one in its place.
/// </summary>
public interface IArchive
{
    /// <summary>Reads what is known of a blob without reading its content (one storage operation); null if it does not exist.</summary>
    Task<ArchivedBlob?> FindAsync(BlobLocation location, CancellationToken cancellationToken);

    /// <summary>
    /// Opens bytes [<paramref name="offset"/>, offset + length) of the blob for reading as a stream, straight from the network.
    /// </summary>
    /// <param name="location">The blob.</param>
    /// <param name="etag">The version that must be read, or null for whichever is there.</param>
    /// <param name="offset">First byte, from 0.</param>
    /// <param name="length">Number of bytes, or null for all up to the end.</param>
    /// <param name="cancellationToken">Ends the reading too, not only the opening.</param>
    /// <returns>The content and what the answer said of the blob, or the reason why it cannot be read.</returns>
    Task<ArchiveRead> OpenReadAsync(
        BlobLocation location, string? etag, long offset, long? length, CancellationToken cancellationToken);

    /// <summary>Asks for a blob of the Archive tier to become readable; asking again does no harm. A blob that is gone is ignored.</summary>
    Task RehydrateAsync(BlobLocation location, CancellationToken cancellationToken);
}

/// <summary>What storage tells of a blob.</summary>
/// <param name="Length">Its size in bytes.</param>
/// <param name="ETag">Its version, quotes included.</param>
/// <param name="ContentMd5">Its MD5 in lower-case hex if storage knows it.</param>
/// <param name="Readability">Whether it can be read now.</param>
/// <param name="Tier">Its access tier as storage names it (<c>Hot</c>, <c>Archive</c>); null if storage did not say.</param>
/// <param name="Modified">When it was last changed, in whole seconds; null if storage did not say.</param>
public sealed record ArchivedBlob(
    long Length, string ETag, string? ContentMd5, Readability Readability, string? Tier = null, DateTimeOffset? Modified = null);

/// <summary>Whether a blob can be read.</summary>
public enum Readability
{
    /// <summary>It can be read now.</summary>
    Online,

    /// <summary>It lies in the Archive tier and nobody has asked for it.</summary>
    Archived,

    /// <summary>It was asked for and is on its way back.</summary>
    Rehydrating,
}

/// <summary>The outcome of opening a blob.</summary>
/// <param name="Status">Opened, or why not.</param>
/// <param name="Content">The bytes if opened; the caller disposes it.</param>
/// <param name="Blob">What the answer said of the blob if opened.</param>
public sealed record ArchiveRead(ArchiveReadStatus Status, Stream? Content, ArchivedBlob? Blob);

/// <summary>How opening a blob ended.</summary>
public enum ArchiveReadStatus
{
    /// <summary>The content follows.</summary>
    Opened,

    /// <summary>There is no such blob.</summary>
    Missing,

    /// <summary>The blob is another version than the one asked for.</summary>
    Changed,

    /// <summary>The blob lies in the Archive tier or is on its way back.</summary>
    NotOnline,
}
