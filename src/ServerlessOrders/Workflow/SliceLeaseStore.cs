using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using ServerlessOrders.Orders;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Workflow;

/// <summary>
/// Which process drives which slice of the orders (<see cref="UnfinishedOrderStore.SliceOf"/>): a blob lease each. For economy
/// only, so that two processes do not do the same work; what keeps orders right is the compare-and-swap of every write.
/// </summary>
public sealed class SliceLeaseStore(StorageClients storage)
{
    /// <summary>How long a lease lasts that its holder does not renew: what a killed process costs its orders.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(15);

    /// <summary>Takes the slice; null if another process has it.</summary>
    /// <returns>What names the lease from now on.</returns>
    public async Task<string?> TryAcquireAsync(int slice, CancellationToken cancellationToken)
    {
        var blob = Blob(slice);
        for (var contention = new Contention($"the lease of slice {slice}"); ; await contention.LostAsync(cancellationToken))
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

    /// <summary>Prolongs a lease; false if it is lost.</summary>
    public async Task<bool> TryRenewAsync(int slice, string lease, CancellationToken cancellationToken)
    {
        try
        {
            await Blob(slice).GetBlobLeaseClient(lease).RenewAsync(cancellationToken: cancellationToken);
            return true;
        }
        catch (RequestFailedException lost) when (lost.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    /// <summary>Gives a lease up, so that the next one need not wait for its end; a lease that is lost already is ignored.</summary>
    public async Task ReleaseAsync(int slice, string lease, CancellationToken cancellationToken)
    {
        try
        {
            await Blob(slice).GetBlobLeaseClient(lease).ReleaseAsync(cancellationToken: cancellationToken);
        }
        catch (RequestFailedException lost) when (lost.Status is 404 or 409 or 412)
        {
            // Nothing to give up.
        }
    }

    private BlobClient Blob(int slice) => storage.Own.GetBlobClient($"leases/slice-{slice:D2}");

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
