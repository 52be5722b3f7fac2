namespace ServerlessOrders.Storage;

/// <summary>
/// Lists the archive's blobs with their tiers: what is known of thousands of blobs for one storage operation. A port for the same
/// reason as <see cref="IArchive"/>.
/// </summary>
internal interface IArchiveListing
{
    /// <summary>
    /// The blobs whose names begin so, in the order of their names, page by page, each page one storage operation; none if there is no
    /// such container.
    /// </summary>
    /// <param name="container">The container.</param>
    /// <param name="prefix">How the names begin; empty for all.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    /// <param name="from">The first name that is wanted; null for the first of all.</param>
    /// <param name="most">The most blobs of a page; null for as many as storage gives, which are 5,000.</param>
    IAsyncEnumerable<IReadOnlyList<BlobInArchive>> ListAsync(
        string container, string prefix, CancellationToken cancellationToken, string? from = null, int? most = null);
}

/// <summary>A blob as the listing of its container shows it.</summary>
/// <param name="Name">Its name in the container.</param>
/// <param name="Blob">The same as <see cref="IArchive.FindAsync"/> tells of it.</param>
internal readonly record struct BlobInArchive(string Name, ArchivedBlob Blob);
