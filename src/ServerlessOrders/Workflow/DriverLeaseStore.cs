using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Workflow;

/// <summary>
/// Which process drives the orders of a storage: the one that holds a blob lease. For economy only, so that two processes do not do
/// the same work; what keeps orders right is the compare-and-swap of every write.
/// </summary>
public sealed class DriverLeaseStore(StorageClients storage)
{
    /// <summary>How long a lease lasts that its holder does not renew: what a killed process costs its orders.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(15);

    private BlobClient Blob => storage.Own.GetBlobClient("leases/driver");

    /// <summary>Takes the lease; null if another process has it.</summary>
    /// <returns>What names the lease from now on.</returns>
    public async Task<string?> TryAcquireAsync(CancellationToken cancellationToken)
    {
        var blob = Blob;
        for (var contention = new Contention("the lease of who drives the orders"); ; await contention.LostAsync(cancellationToken))
        {
            try
            {
                return (await blob.GetBlobLeaseClient().AcquireAsync(Duration, cancellationToken: cancellationToken)).Value.LeaseId;
            }
            catch (RequestFailedException held) when (held.Status == 409)
            {
                return null;
            }
            catch (RequestFailedException missing) when (missing.ErrorCode == BlobErrorCode.BlobNotFound)
            {
                await CreateAsync(blob, cancellationToken);
            }
        }
    }

    /// <summary>Renews a lease; false if it is lost.</summary>
    public async Task<bool> TryRenewAsync(string lease, CancellationToken cancellationToken)
    {
        try
        {
            await Blob.GetBlobLeaseClient(lease).RenewAsync(cancellationToken: cancellationToken);
            return true;
        }
        catch (RequestFailedException lost) when (lost.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    /// <summary>Gives a lease up, so that the next one need not wait for its end; a lease that is lost already is ignored.</summary>
    public async Task ReleaseAsync(string lease, CancellationToken cancellationToken)
    {
        try
        {
            await Blob.GetBlobLeaseClient(lease).ReleaseAsync(cancellationToken: cancellationToken);
        }
        catch (RequestFailedException lost) when (lost.Status is 404 or 409 or 412)
        {
            // Nothing to give up.
        }
    }

    private static async Task CreateAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            var onlyIfNew = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
            await blob.UploadAsync(BinaryData.FromString(""), onlyIfNew, cancellationToken);
        }
        catch (RequestFailedException exists) when (exists.Status is 409 or 412)
        {
            // Another process was first.
        }
    }
}
