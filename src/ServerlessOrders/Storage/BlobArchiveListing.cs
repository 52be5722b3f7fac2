using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs.Models;

namespace ServerlessOrders.Storage;

/// <summary>The listing of the archive in Blob Storage.</summary>
internal sealed class BlobArchiveListing(StorageClients storage) : IArchiveListing
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<BlobInArchive>> ListAsync(
        string container, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken, string? from = null, int? most = null)
    {
        if (!BlobLocation.IsArchiveContainer(container)) yield break;
        var options = new GetBlobsOptions { Prefix = prefix.Length == 0 ? null : prefix, StartFrom = from };
        var pages = storage.Blobs.GetBlobContainerClient(container).GetBlobsAsync(options, cancellationToken).AsPages(pageSizeHint: most);
        await using var page = pages.GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(page)) yield return [.. page.Current.Values.Select(ToBlob)];
    }

    private static async Task<bool> NextAsync(IAsyncEnumerator<Azure.Page<BlobItem>> page)
    {
        try
        {
            return await page.MoveNextAsync();
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return false;
        }
    }

    private static BlobInArchive ToBlob(BlobItem item)
    {
        var found = item.Properties;
        var readability = found.ArchiveStatus is not null ? Readability.Rehydrating
            : found.AccessTier == AccessTier.Archive ? Readability.Archived
            : Readability.Online;
        return new BlobInArchive(item.Name, new ArchivedBlob(
            found.ContentLength ?? 0, found.ETag is { } etag ? BlobArchive.Quoted(etag) : "", BlobArchive.Hex(found.ContentHash), readability,
            found.AccessTier?.ToString(), found.LastModified));
    }
}
