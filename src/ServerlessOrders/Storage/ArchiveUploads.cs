using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace ServerlessOrders.Storage;

/// <summary>Puts files into the archive's containers and lists what is there.</summary>
/// <param name="storage">The storage account.</param>
public sealed class ArchiveUploads(StorageClients storage)
{
    private const int BlockBytes = 8 * 1024 * 1024;

    /// <summary>Creates a container that is missing.</summary>
    public async Task EnsureContainerAsync(string container, CancellationToken cancellationToken) =>
        await storage.Blobs.GetBlobContainerClient(container).CreateIfNotExistsAsync(cancellationToken: cancellationToken);

    /// <summary>
    /// Uploads a file block by block, its MD5 as Content-MD5 with it. A blob of the same length and MD5 stays as it is, except that
    /// it moves to the Archive tier if that is asked for.
    /// </summary>
    /// <param name="content">The file, seekable, at its beginning; read twice (first for the MD5).</param>
    /// <param name="location">Where it goes; a blob that is there is replaced.</param>
    /// <param name="mediaType">Its Content-Type.</param>
    /// <param name="toArchiveTier">Put it into the Archive tier, from where it must be rehydrated before it can be read.</param>
    /// <param name="sent">Told of the bytes that have been sent so far.</param>
    /// <param name="cancellationToken">Stops the upload; nothing of it remains visible.</param>
    /// <exception cref="ArgumentException">The place can be no blob of the archive.</exception>
    internal async Task<UploadedFile> UploadAsync(
        Stream content, BlobLocation location, string mediaType, bool toArchiveTier, IProgress<long> sent, CancellationToken cancellationToken)
    {
        var blob = ArchiveBlobs.Find(storage, location)
            ?? throw new ArgumentException($"'{location}' cannot be a blob of the archive.", nameof(location));
#pragma warning disable CA5351 // Content-MD5 is what Blob Storage keeps; it finds damage, it protects nothing.
        var md5 = await MD5.HashDataAsync(content, cancellationToken);
#pragma warning restore CA5351
        var file = new UploadedFile(content.Position, Convert.ToHexStringLower(md5), Unchanged: false, toArchiveTier);
        if (await FindAsync(blob, cancellationToken) is { } there && there.ContentLength == file.Length && there.ContentHash.AsSpan().SequenceEqual(md5))
        {
            var isArchived = there.AccessTier == AccessTier.Archive.ToString();
            if (toArchiveTier && !isArchived) await blob.SetAccessTierAsync(AccessTier.Archive, cancellationToken: cancellationToken);
            return file with { Unchanged = true, Archived = toArchiveTier || isArchived };
        }

        content.Position = 0;
        var options = new BlobUploadOptions
        {
            HttpHeaders = new BlobHttpHeaders { ContentHash = md5, ContentType = mediaType },
            AccessTier = toArchiveTier ? AccessTier.Archive : default(AccessTier?),
            ProgressHandler = sent,
            TransferOptions = new StorageTransferOptions
            {
                InitialTransferSize = BlockBytes, MaximumTransferSize = BlockBytes, MaximumConcurrency = 2,
            },
        };
        await blob.UploadAsync(content, options, cancellationToken);
        return file;
    }

    /// <summary>Lists the blobs of a container by name; null if there is no such container.</summary>
    /// <param name="container">The container.</param>
    /// <param name="prefix">Only names that begin so, or null for all.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    internal async Task<IAsyncEnumerable<ListedBlob>?> ListAsync(string container, string? prefix, CancellationToken cancellationToken)
    {
        var client = storage.Blobs.GetBlobContainerClient(container);
        return await client.ExistsAsync(cancellationToken) ? ListAsync(client, prefix, cancellationToken) : null;
    }

    private static async IAsyncEnumerable<ListedBlob> ListAsync(
        BlobContainerClient container, string? prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in container.GetBlobsAsync(
            new GetBlobsOptions { Prefix = prefix, Traits = BlobTraits.Metadata }, cancellationToken))
        {
            // Accounts with a hierarchical namespace list folders as empty blobs of this mark.
            if (blob.Metadata?.ContainsKey("hdi_isfolder") == true) continue;
            var md5 = blob.Properties.ContentHash;
            yield return new ListedBlob(
                blob.Name,
                blob.Properties.ContentLength ?? 0,
                md5 is { Length: > 0 } ? Convert.ToHexStringLower(md5) : null,
                blob.Properties.ContentType,
                blob.Properties.LastModified,
                blob.Properties.AccessTier?.ToString());
        }
    }

    private static async Task<BlobProperties?> FindAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            return await blob.GetPropertiesAsync(cancellationToken: cancellationToken);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return null;
        }
    }
}

/// <summary>A file that is in the archive now.</summary>
/// <param name="Length">Its bytes.</param>
/// <param name="Md5">Its MD5 in lower-case hex.</param>
/// <param name="Unchanged">It was there already.</param>
/// <param name="Archived">It lies in the Archive tier.</param>
internal readonly record struct UploadedFile(long Length, string Md5, bool Unchanged, bool Archived);

/// <summary>A blob as a listing shows it.</summary>
/// <param name="Name">Its name in the container.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Md5">Its MD5 in lower-case hex if storage knows it.</param>
/// <param name="MediaType">Its Content-Type, if any.</param>
/// <param name="LastModified">When it was written.</param>
/// <param name="Tier">Its access tier as storage names it, if it has one.</param>
internal sealed record ListedBlob(string Name, long Length, string? Md5, string? MediaType, DateTimeOffset? LastModified, string? Tier = null);
