using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using ServerlessOrders.Delivery;
using ServerlessOrders.Delivery.Zip;
using ServerlessOrders.Orders;

namespace ServerlessOrders.Storage;

/// <summary>
/// The versions of an order's ZIP, counted per user: a row each with what was delivered, and the manifest as a blob. They go
/// with the order's files.
/// </summary>
public sealed class ZipStore(StorageClients storage)
{
    /// <summary>The user's latest version (one query of one row); null where there is none.</summary>
    public async Task<StoredZip?> FindLatestAsync(OrderKey order, string user, CancellationToken cancellationToken)
    {
        var prefix = $"{TableKeys.Encode(user)}|";
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {Partition(order)} and RowKey gt {prefix} and RowKey lt {prefix + "~"}");
        await foreach (var row in storage.Index.ReadAsync<ZipVersion>(filter, 1, cancellationToken))
            return new StoredZip(row.Value, row.ETag.ToString());
        return null;
    }

    /// <summary>A version by its number (one operation); null where there is none.</summary>
    public async Task<StoredZip?> FindAsync(OrderKey order, string user, long number, CancellationToken cancellationToken) =>
        await storage.Index.FindAsync<ZipVersion>(Partition(order), Row(user, number), cancellationToken) is { } row
            ? new StoredZip(row.Value, row.ETag.ToString())
            : null;

    /// <summary>The user's version of an ETag; null where none is kept.</summary>
    public async Task<StoredZip?> FindByETagAsync(OrderKey order, string user, string etag, CancellationToken cancellationToken)
    {
        var prefix = $"{TableKeys.Encode(user)}|";
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {Partition(order)} and RowKey gt {prefix} and RowKey lt {prefix + "~"}");
        await foreach (var row in storage.Index.ReadAsync<ZipVersion>(filter, null, cancellationToken))
        {
            if (row.Value.ETag == etag) return new StoredZip(row.Value, row.ETag.ToString());
        }

        return null;
    }

    /// <summary>Adds a version; false where its number is taken.</summary>
    public Task<bool> TryAddAsync(OrderKey order, ZipVersion version, CancellationToken cancellationToken) =>
        storage.Index.TryAddAsync(TableDocuments.ToEntity(Partition(order), Row(version.User, version.Number), version), cancellationToken);

    /// <summary>Replaces a version; false where another was faster, or the order's files are gone.</summary>
    public Task<bool> TryWriteAsync(OrderKey order, ZipVersion version, string expected, CancellationToken cancellationToken) =>
        storage.Index.TryWriteAsync(
            TableDocuments.ToEntity(Partition(order), Row(version.User, version.Number), version), new ETag(expected), cancellationToken);

    /// <summary>Removes all versions of an order.</summary>
    public Task DeleteAsync(OrderKey order, CancellationToken cancellationToken) =>
        storage.Index.DeleteRowsAsync(TableClient.CreateQueryFilter($"PartitionKey eq {Partition(order)}"), cancellationToken);

    /// <summary>Writes a new manifest; false, and none is there, where it was cleaned up with its order meanwhile.</summary>
    public async Task<bool> TryWriteManifestAsync(
        OrderKey order, string name, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        await using var blob = await NewBlobStream.BeginAsync(storage.Own.GetBlockBlobClient(ManifestName(order, name)), cancellationToken);
        await write(blob);
        return await blob.CompleteAsync(cancellationToken);
    }

    /// <summary>Removes a manifest that no version names.</summary>
    public Task DeleteManifestAsync(OrderKey order, string name, CancellationToken cancellationToken) =>
        storage.Own.DeleteBlobIfExistsAsync(ManifestName(order, name), cancellationToken: cancellationToken);

    /// <summary>Opens a manifest of a name and length in bytes; null where it is gone.</summary>
    public async Task<ZipManifest?> OpenManifestAsync(OrderKey order, string name, long length, CancellationToken cancellationToken)
    {
        try
        {
            var blob = storage.Own.GetBlobClient(ManifestName(order, name));
            return await ZipManifest.OpenAsync(new BlobBytes(blob, length), cancellationToken);
        }
        catch (RequestFailedException gone) when (gone.Status == 404)
        {
            return null;
        }
    }

    private static string ManifestName(OrderKey order, string name) => $"{OrderDocuments.Folder(order)}zip/{name}";

    private static string Partition(OrderKey order) =>
        string.Create(CultureInfo.InvariantCulture, $"zip|{TableKeys.Encode(order.Tenant)}|{order.Id:D10}");

    private static string Row(string user, long number) => $"{TableKeys.Encode(user)}|{TableKeys.Descending(number)}";

    private sealed class BlobBytes(BlobClient blob, long length) : IManifestBytes
    {
        public long Length => length;

        public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(long offset, int count, CancellationToken cancellationToken)
        {
            if (count == 0) return ReadOnlyMemory<byte>.Empty;
            var options = new BlobDownloadOptions { Range = new HttpRange(offset, count) };
            return (await blob.DownloadContentAsync(options, cancellationToken)).Value.Content.ToMemory();
        }
    }
}

/// <summary>A version of a ZIP and the version of its row.</summary>
/// <param name="Zip">The version.</param>
/// <param name="Version">For the compare-and-swap of a change.</param>
public sealed record StoredZip(ZipVersion Zip, string Version);
