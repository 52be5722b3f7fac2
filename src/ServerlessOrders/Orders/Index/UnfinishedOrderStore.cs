using System.Globalization;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Text;
using Azure;
using Azure.Data.Tables;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Orders.Index;

/// <summary>
/// The orders that somebody must drive, in <see cref="Slices"/> partitions: what a host starts again after a crash. A row is
/// written before the order it names and removed when its workflow is finished, so none is missed.
/// </summary>
public sealed class UnfinishedOrderStore(StorageClients storage)
{
    /// <summary>How many slices the orders are spread over.</summary>
    public const int Slices = 16;

    private const string Creator = "Creator";

    private readonly LastSeen<OrderKey, string> _noted = new(10_000);

    /// <summary>The slice of an order, the same on every machine.</summary>
    public static int SliceOf(OrderKey order) =>
        (int)(Crc32.HashToUInt32(Encoding.UTF8.GetBytes(order.ToString())) % Slices);

    /// <summary>Notes that the order must be driven; noting it again does no harm.</summary>
    /// <param name="order">The order.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <param name="creator">Who creates it: whose claims must be given back if the creation dies. Null if it exists.</param>
    public async Task AddAsync(OrderKey order, CancellationToken cancellationToken, string? creator = null)
    {
        var row = new TableEntity(Partition(SliceOf(order)), Row(order))
        {
            ["Tenant"] = order.Tenant, ["OrderId"] = order.Id, [Creator] = creator,
        };
        var written = await storage.Index.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
        if (written.Headers.ETag is { } etag) _noted.Set(order, etag.ToString());
    }

    /// <summary>Takes the note of an order away that was not created.</summary>
    public Task RemoveAsync(OrderKey order, CancellationToken cancellationToken)
    {
        _noted.Forget(order);
        return storage.Index.DeleteEntityAsync(Partition(SliceOf(order)), Row(order), ETag.All, cancellationToken);
    }

    /// <summary>The version of an order's note: as this process wrote it last, else read; null if there is none.</summary>
    public async Task<string?> FindVersionAsync(OrderKey order, CancellationToken cancellationToken) =>
        _noted.TryGet(order, out var noted) ? noted : (await FindAsync(order, cancellationToken))?.ETag;

    /// <summary>The note of an order; null if there is none.</summary>
    internal async Task<UnfinishedNote?> FindAsync(OrderKey order, CancellationToken cancellationToken)
    {
        var note = await storage.Index.GetEntityIfExistsAsync<TableEntity>(
            Partition(SliceOf(order)), Row(order), cancellationToken: cancellationToken);
        return note.HasValue
            ? new UnfinishedNote(note.Value!.ETag.ToString(), RowAge.Of(note), note.Value.GetString(Creator))
            : null;
    }

    /// <summary>Notes that nobody needs to drive the order; false if it was noted anew since it had that ETag.</summary>
    public async Task<bool> TryRemoveAsync(OrderKey order, string etag, CancellationToken cancellationToken)
    {
        _noted.Forget(order);
        try
        {
            await storage.Index.DeleteEntityAsync(
                Partition(SliceOf(order)), Row(order), new ETag(etag), cancellationToken);
            return true;
        }
        catch (RequestFailedException lost) when (lost.Status == 412)
        {
            return false;
        }
    }

    /// <summary>The orders of a slice that somebody must drive.</summary>
    public async IAsyncEnumerable<UnfinishedOrder> ListAsync(int slice, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition(slice)}");
        await foreach (var row in storage.Index.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            yield return new UnfinishedOrder(new OrderKey(row.GetString("Tenant"), row.GetInt64("OrderId") ?? 0));
        }
    }

    private static string Partition(int slice) => string.Create(CultureInfo.InvariantCulture, $"unfinished|{slice:D2}");

    private static string Row(OrderKey order) => $"{TableKeys.Encode(order.Tenant)}|{TableKeys.Ascending(order.Id)}";
}

/// <summary>The note that somebody must drive an order.</summary>
/// <param name="ETag">Changed by every <see cref="UnfinishedOrderStore.AddAsync"/>.</param>
/// <param name="Age">How long ago the order was last noted, by the clock of storage.</param>
/// <param name="Creator">Who was about to create it then; null if it existed.</param>
internal sealed record UnfinishedNote(string ETag, TimeSpan Age, string? Creator);

/// <summary>An order that somebody must drive.</summary>
/// <param name="Order">The order.</param>
public readonly record struct UnfinishedOrder(OrderKey Order);
