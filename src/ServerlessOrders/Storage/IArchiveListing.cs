namespace ServerlessOrders.Storage;

/// <summary>
/// Lists the archive's blobs with their tiers: what is known of thousands of blobs for one storage operation. A port for the same
/// reason as <see cref="IArchive"/>.
/// </summary>
internal interface IArchiveListing
{
    /// <summary>The blobs whose names begin so, page by page, each page one storage operation; none if there is no such container.</summary>
    /// <param name="container">The container.</param>
    /// <param name="prefix">How the names begin; empty for all.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    IAsyncEnumerable<IReadOnlyList<BlobInArchive>> ListAsync(string container, string prefix, CancellationToken cancellationToken);
}

/// <summary>A blob as the listing of its container shows it.</summary>
/// <param name="Name">Its name in the container.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Online">True if it can be read now, false if it lies in the Archive tier or is on its way back.</param>
internal readonly record struct BlobInArchive(string Name, long Length, bool Online);
