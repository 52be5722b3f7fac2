using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using ServerlessOrders.Downloads.Zip;
using ServerlessOrders.Orders;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Downloads;

/// <summary>
/// The versions of an order's ZIP, counted per user: a row each with what was delivered (more rows if that is very scattered), and
/// the manifest as a blob. They go with the order's files.
/// </summary>
internal sealed class ZipStore(StorageClients storage) : IOrderData, ISentZips
{
    private const int FewRows = 5;

    /// <summary>
    /// The user's latest versions: one query, which reads the newest few rows and more only if they are all of the other layout, or
    /// ended.
    /// </summary>
    public async Task<LatestZips> FindLatestAsync(OrderKey order, string user, EntryLayout layout, CancellationToken cancellationToken)
    {
        var found = new LatestZips(null, null, null);
        await foreach (var row in storage.Index.ReadAsync<ZipVersion>(OfUser(order, user), FewRows, cancellationToken))
        {
            var zip = row.Value;
            found = found with { Newest = found.Newest ?? zip };
            if (zip.Layout != layout) continue;
            found = found with { OfLayout = found.OfLayout ?? row };
            if (zip.State == ZipState.Sent) return found with { Sent = zip };
            if (found.OfLayout.Value.State == ZipState.Open) return found;
        }

        return found;
    }

    /// <summary>The user's latest version, of any layout, of which every byte was sent; null if there is none.</summary>
    public async Task<ZipVersion?> FindSentAsync(OrderKey order, string user, CancellationToken cancellationToken)
    {
        await foreach (var row in storage.Index.ReadAsync<ZipVersion>(OfUser(order, user), FewRows, cancellationToken))
            if (row.Value.State == ZipState.Sent) return row.Value;
        return null;
    }

    async Task<long?> ISentZips.FindLatestAsync(OrderKey order, string user, CancellationToken cancellationToken) =>
        (await FindSentAsync(order, user, cancellationToken))?.Number;

    /// <summary>A version by its number (one operation); null if there is none.</summary>
    public Task<Stored<ZipVersion>?> FindAsync(OrderKey order, string user, long number, CancellationToken cancellationToken) =>
        storage.Index.FindAsync<ZipVersion>(Partition(order), Row(user, number), cancellationToken);

    /// <summary>The user's version of a layout and an ETag; null if none is kept.</summary>
    public async Task<Stored<ZipVersion>?> FindByETagAsync(
        OrderKey order, string user, EntryLayout layout, string etag, CancellationToken cancellationToken)
    {
        await foreach (var row in storage.Index.ReadAsync<ZipVersion>(OfUser(order, user), null, cancellationToken))
        {
            if (row.Value.ETag == etag && row.Value.Layout == layout) return row;
        }

        return null;
    }

    /// <summary>Adds a version; false if its number is taken.</summary>
    public Task<bool> TryAddAsync(OrderKey order, ZipVersion version, CancellationToken cancellationToken) =>
        storage.Index.TryAddAsync(TableDocuments.ToEntity(Partition(order), Row(version.User, version.Number), version), cancellationToken);

    /// <summary>Replaces a version; false if another was faster, or the order's files are gone.</summary>
    /// <param name="order">The order.</param>
    /// <param name="version">The version.</param>
    /// <param name="etag">The ETag of the row that is replaced.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <param name="moved">What <paramref name="version"/> counts as its last row of delivered intervals, written with it or not at all.</param>
    public Task<bool> TryWriteAsync(
        OrderKey order, ZipVersion version, string etag, CancellationToken cancellationToken, DeliveredIntervals? moved = null)
    {
        var row = TableDocuments.ToEntity(Partition(order), Row(version.User, version.Number), version);
        if (moved is null) return storage.Index.TryWriteAsync(row, etag, cancellationToken);
        var key = $"{MovedRows(version)}{version.MovedRows:D7}";
        return storage.Index.TrySubmitAsync(
            [
                new(TableTransactionActionType.UpdateReplace, row, new ETag(etag)),
                new(TableTransactionActionType.Add, TableDocuments.ToEntity(Partition(order), key, moved.ToString())),
            ],
            cancellationToken);
    }

    /// <summary>The delivered ranges that lie in rows beside the version's own; they may overlap.</summary>
    public async Task<IReadOnlyList<DeliveredRange>> ReadMovedAsync(OrderKey order, ZipVersion version, CancellationToken cancellationToken)
    {
        var prefix = MovedRows(version);
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {Partition(order)} and RowKey gt {prefix} and RowKey lt {prefix + "~"}");
        var ranges = new List<DeliveredRange>();
        await foreach (var row in storage.Index.ReadAsync<string>(filter, null, cancellationToken))
            ranges.AddRange(DeliveredIntervals.Parse(row.Value).Ranges);
        return ranges;
    }

    /// <summary>Removes all versions of an order.</summary>
    public Task DeleteAsync(OrderKey order, CancellationToken cancellationToken) =>
        storage.Index.DeleteRowsAsync(TableClient.CreateQueryFilter($"PartitionKey eq {Partition(order)}"), cancellationToken);

    /// <summary>Writes a new manifest; false, and none is there, if it was cleaned up with its order meanwhile.</summary>
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

    /// <summary>Opens a manifest of a name and length in bytes; null if it is gone.</summary>
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

    private static string ManifestName(OrderKey order, string name) => $"{OrderDocumentStore.Folder(order)}zip/{name}";

    private static string Partition(OrderKey order) =>
        string.Create(CultureInfo.InvariantCulture, $"zip|{TableKeys.Encode(order.Tenant)}|{order.Id:D10}");

    /// <summary>The rows of all versions of a user, the newest first.</summary>
    private static string OfUser(OrderKey order, string user)
    {
        var prefix = $"{TableKeys.Encode(user)}|";
        return TableClient.CreateQueryFilter(
            $"PartitionKey eq {Partition(order)} and RowKey gt {prefix} and RowKey lt {prefix + "~"}");
    }

    /// <summary>Before the rows of delivered intervals; <c>!</c> begins no encoded user.</summary>
    private static string MovedRows(ZipVersion version) => $"!{Row(version.User, version.Number)}|";

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

/// <summary>A user's latest versions of a ZIP.</summary>
/// <param name="Newest">The latest of any layout.</param>
/// <param name="OfLayout">The latest of the layout that was asked for.</param>
/// <param name="Sent">The latest of that layout of which every byte was sent; not looked for if <paramref name="OfLayout"/> is open.</param>
internal sealed record LatestZips(ZipVersion? Newest, Stored<ZipVersion>? OfLayout, ZipVersion? Sent);
