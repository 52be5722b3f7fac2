using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Sas;
using Microsoft.Extensions.Logging;

namespace ServerlessOrders.Storage;

/// <summary>
/// Signs addresses of single blobs of the archive, which whoever holds them can read, and nothing else: with a key that storage makes
/// for the identity of the process (a user delegation key), or with the account's own key if that is what the process has.
/// </summary>
/// <remarks>
/// Making a delegation key needs the role Storage Blob Delegator on the account. A key lasts for <see cref="KeyLife"/> and is shared by
/// all requests, so signing costs no storage operation.
/// </remarks>
internal sealed class BlobLinks(StorageClients storage, TimeProvider time, ILogger<BlobLinks> log) : IDisposable
{
    /// <summary>The longest life of an address.</summary>
    public static readonly TimeSpan MaxLife = TimeSpan.FromHours(1);

    /// <summary>How long a delegation key is used.</summary>
    private static readonly TimeSpan KeyLife = TimeSpan.FromHours(6);

    /// <summary>By how much the clocks of this machine and of storage may differ.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _renewal = new(1, 1);
    private UserDelegationKey? _key;

    /// <summary>Signs the address of a blob for reading.</summary>
    /// <param name="location">The blob, which need not exist.</param>
    /// <param name="until">When the address ends at the latest; it ends after <see cref="MaxLife"/> in any case.</param>
    /// <param name="contentDisposition">The header that storage sends with the content, which names the file.</param>
    /// <param name="contentType">The media type that storage sends.</param>
    /// <param name="cancellationToken">Stops the asking for a key.</param>
    /// <returns>The address; null if that time has come, the place can hold no file of the archive, or the process may sign none.</returns>
    public async Task<Uri?> SignAsync(
        BlobLocation location, DateTimeOffset until, string contentDisposition, string contentType, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (until <= now || ArchiveBlobs.Find(storage, location) is not { } blob) return null;
        var sas = new BlobSasBuilder(BlobSasPermissions.Read, until < now + MaxLife ? until : now + MaxLife)
        {
            BlobContainerName = location.Container,
            BlobName = location.Name,
            Resource = "b",
            Protocol = blob.Uri.Scheme == Uri.UriSchemeHttps ? SasProtocol.Https : SasProtocol.HttpsAndHttp,
            ContentDisposition = contentDisposition,
            ContentType = contentType,
        };
        if (blob.CanGenerateSasUri) return blob.GenerateSasUri(sas);
        return await KeyAsync(now, cancellationToken) is { } key
            ? new BlobUriBuilder(blob.Uri) { Sas = sas.ToSasQueryParameters(key, storage.Blobs.AccountName) }.ToUri()
            : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _renewal.Dispose();

    private async Task<UserDelegationKey?> KeyAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        // An address may not outlive the key that signed it.
        if (_key is { } known && known.SignedExpiresOn > now + MaxLife + Skew) return known;
        await _renewal.WaitAsync(cancellationToken);
        try
        {
            if (_key is { } renewed && renewed.SignedExpiresOn > now + MaxLife + Skew) return renewed;
            return _key = (await storage.Blobs.GetUserDelegationKeyAsync(now - Skew, now + KeyLife, cancellationToken)).Value;
        }
        catch (RequestFailedException refused) when (refused.Status == 403)
        {
            log.LogError(
                refused, "No direct downloads: this process may make no user delegation key. Give its identity the role Storage Blob Delegator on the storage account.");
            return null;
        }
        finally
        {
            _renewal.Release();
        }
    }
}
