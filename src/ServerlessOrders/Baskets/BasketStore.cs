using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Baskets;

/// <summary>Keeps the users' baskets: one JSON blob each, every change a compare-and-swap on its ETag.</summary>
/// <param name="clients">The storage account.</param>
internal sealed class BasketStore(StorageClients clients)
{
    /// <summary>The largest basket in bytes of JSON: selections can be long lists of ids.</summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    private const string ChangeIdKey = "change";

    /// <summary>The basket of a user, or null if there is none.</summary>
    public async Task<Stored<Basket>?> FindAsync(string tenant, string owner, CancellationToken cancellationToken) =>
        (await ReadAsync(Blob(tenant, owner), cancellationToken))?.Stored;

    /// <summary>
    /// Changes the basket of a user. The change is given the basket as stored, null if there is none, and is applied anew
    /// if another change came in between. Only a done change is stored, and only if it gives another basket.
    /// </summary>
    public async Task<BasketResult> ChangeAsync(
        string tenant, string owner, Func<Basket?, Task<BasketResult>> change, CancellationToken cancellationToken)
    {
        var blob = Blob(tenant, owner);
        var id = Guid.NewGuid().ToString("N");
        for (var contention = new Contention($"the basket of {owner} in {tenant}"); ; await contention.LostAsync(cancellationToken))
        {
            var read = await ReadAsync(blob, cancellationToken);
            // The client repeats a write whose answer was lost, and is then refused: what is there is this change already.
            if (read?.ChangeId == id) return BasketResult.Done(read.Stored.Value);

            var result = await change(read?.Stored.Value);
            if (result is not { Status: BasketStatus.Done, Basket: { } basket } || ReferenceEquals(basket, read?.Stored.Value))
                return result;

            var json = JsonSerializer.SerializeToUtf8Bytes(basket, StorageJson.Options);
            if (json.Length > MaxBytes)
                return new BasketResult(BasketStatus.TooLarge, null, $"The basket exceeds {MaxBytes} bytes. Order it or remove some of its selections.");
            if (await TryWriteAsync(blob, json, read?.Stored.ETag, id, cancellationToken)) return result;
        }
    }

    /// <summary>Removes the basket of a user.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="owner">The user.</param>
    /// <param name="etag">The ETag of the only basket that may be removed, or null for any.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    /// <returns>True if a basket was there and is gone; false if there was none, or it has changed.</returns>
    public async Task<bool> DeleteAsync(string tenant, string owner, string? etag, CancellationToken cancellationToken)
    {
        try
        {
            var conditions = etag is null ? null : new BlobRequestConditions { IfMatch = new ETag(etag) };
            await Blob(tenant, owner).DeleteAsync(conditions: conditions, cancellationToken: cancellationToken);
            return true;
        }
        catch (RequestFailedException refused) when (refused.Status is 404 or 412)
        {
            return false;
        }
    }

    private static async Task<ReadBasket?> ReadAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            var download = (await blob.DownloadContentAsync(cancellationToken)).Value;
            var basket = JsonSerializer.Deserialize<Basket>(download.Content, StorageJson.Options)
                ?? throw new JsonException($"The basket in blob '{blob.Name}' is null.");
            var changeId = download.Details.Metadata.TryGetValue(ChangeIdKey, out var id) ? id : null;
            return new ReadBasket(new Stored<Basket>(basket, download.Details.ETag.ToString("H")), changeId);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return null;
        }
    }

    private static async Task<bool> TryWriteAsync(
        BlobClient blob, byte[] json, string? etag, string changeId, CancellationToken cancellationToken)
    {
        var options = new BlobUploadOptions
        {
            HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" },
            Metadata = new Dictionary<string, string> { [ChangeIdKey] = changeId },
            Conditions = etag is null
                ? new BlobRequestConditions { IfNoneMatch = ETag.All }
                : new BlobRequestConditions { IfMatch = new ETag(etag) },
        };
        try
        {
            await blob.UploadAsync(BinaryData.FromBytes(json), options, cancellationToken);
            return true;
        }
        catch (RequestFailedException conflict) when (conflict.Status is 409 or 412)
        {
            return false;
        }
    }

    // One segment, which cannot be "..": no name leads out of the folder. An encoded name holds no colon.
    private BlobClient Blob(string tenant, string owner) =>
        clients.Own.GetBlobClient($"baskets/{TableKeys.Encode(tenant)}:{TableKeys.Encode(owner)}.json");

    private sealed record ReadBasket(Stored<Basket> Stored, string? ChangeId);
}
