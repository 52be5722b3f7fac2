using Azure;
using Azure.Storage.Blobs.Models;

namespace ServerlessOrders.Storage;

/// <summary>
/// The archive in Blob Storage. A place that <see cref="ArchiveBlobs"/> does not accept is one without a blob, whatever storage has.
/// </summary>
public sealed class BlobArchive(StorageClients storage) : IArchive
{
    /// <inheritdoc/>
    public async Task<ArchivedBlob?> FindAsync(BlobLocation location, CancellationToken cancellationToken)
    {
        if (ArchiveBlobs.Find(storage, location) is not { } blob) return null;
        try
        {
            var found = (await blob.GetPropertiesAsync(cancellationToken: cancellationToken)).Value;
            var readability = found.ArchiveStatus is { Length: > 0 } ? Readability.Rehydrating
                : found.AccessTier == AccessTier.Archive.ToString() ? Readability.Archived
                : Readability.Online;
            return new ArchivedBlob(found.ContentLength, Quoted(found.ETag), Hex(found.ContentHash), readability, found.AccessTier, found.LastModified);
        }
        catch (RequestFailedException missing) when (missing.Status is 404 or 400)
        {
            // 400: a name that storage does not accept can name no blob.
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<ArchiveRead> OpenReadAsync(
        BlobLocation location, string? etag, long offset, long? length, CancellationToken cancellationToken)
    {
        if (ArchiveBlobs.Find(storage, location) is not { } blob) return new ArchiveRead(ArchiveReadStatus.Missing, null, null);
        if (length == 0) return new ArchiveRead(ArchiveReadStatus.Opened, Stream.Null, null);
        var options = new BlobDownloadOptions
        {
            Range = offset == 0 && length is null ? default : new HttpRange(offset, length),
            Conditions = etag is null ? null : new BlobRequestConditions { IfMatch = new ETag(etag) },
        };
        try
        {
            var answer = (await blob.DownloadStreamingAsync(options, cancellationToken)).Value;
            var details = answer.Details;
            var hash = details.BlobContentHash ?? (options.Range == default ? details.ContentHash : null);
            var total = details.ContentRange is { Length: > 0 } range
                ? long.Parse(range.AsSpan(range.LastIndexOf('/') + 1), System.Globalization.CultureInfo.InvariantCulture)
                : details.ContentLength;
            return new ArchiveRead(
                ArchiveReadStatus.Opened, answer.Content,
                new ArchivedBlob(total, Quoted(details.ETag), Hex(hash), Readability.Online, Modified: details.LastModified));
        }
        catch (RequestFailedException refused) when (refused.Status is 404 or 400)
        {
            return new ArchiveRead(ArchiveReadStatus.Missing, null, null);
        }
        catch (RequestFailedException refused) when (refused.Status == 409 && refused.ErrorCode == BlobErrorCode.BlobArchived)
        {
            return new ArchiveRead(ArchiveReadStatus.NotOnline, null, null);
        }
        catch (RequestFailedException refused) when (refused.Status is 412 or 416)
        {
            // 416: the blob has become shorter than the offset. 412: it changed, or (in Azurite) there is none that could match.
            var status = await FindAsync(location, cancellationToken) is null ? ArchiveReadStatus.Missing : ArchiveReadStatus.Changed;
            return new ArchiveRead(status, null, null);
        }
    }

    /// <inheritdoc/>
    public async Task RehydrateAsync(BlobLocation location, CancellationToken cancellationToken)
    {
        if (ArchiveBlobs.Find(storage, location) is not { } blob) return;
        try
        {
            await blob.SetAccessTierAsync(AccessTier.Hot, cancellationToken: cancellationToken);
        }
        catch (RequestFailedException refused) when (refused.Status is 404 or 409)
        {
            // 409: it is on its way already.
        }
    }

    internal static string Quoted(ETag etag) => etag.ToString("H");

    internal static string? Hex(byte[]? hash) => hash is { Length: > 0 } ? Convert.ToHexStringLower(hash) : null;
}
