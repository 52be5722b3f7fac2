using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using ServerlessOrders.Orders.Index;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Workflow;

/// <summary>Wake-ups for orders that another process drives: written by who wakes, taken by who drives.</summary>
public sealed class WakeNoteStore(StorageClients storage)
{
    private const string Partition = "wake";

    /// <summary>Leaves a wake-up; a second one before it is taken makes one with it.</summary>
    public Task AddAsync(OrderKey order, CancellationToken cancellationToken)
    {
        var slice = UnfinishedOrderStore.SliceOf(order);
        var row = string.Create(
            CultureInfo.InvariantCulture, $"{slice:D2}|{TableKeys.Encode(order.Tenant)}|{TableKeys.Ascending(order.Id)}");
        return storage.Index.UpsertEntityAsync(
            new TableEntity(Partition, row) { ["Tenant"] = order.Tenant, ["OrderId"] = order.Id },
            TableUpdateMode.Replace,
            cancellationToken);
    }

    /// <summary>All that nobody has taken yet.</summary>
    public async IAsyncEnumerable<WakeNote> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in storage.Index.QueryAsync<TableEntity>(
                           TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"), cancellationToken: cancellationToken))
        {
            var order = new OrderKey(row.GetString("Tenant"), row.GetInt64("OrderId") ?? 0);
            yield return new WakeNote(order, row.RowKey, row.ETag.ToString());
        }
    }

    /// <summary>Takes a wake-up away, unless the order was woken anew since it was read.</summary>
    public async Task RemoveAsync(WakeNote note, CancellationToken cancellationToken)
    {
        try
        {
            await storage.Index.DeleteEntityAsync(Partition, note.Row, new ETag(note.ETag), cancellationToken);
        }
        catch (RequestFailedException changed) when (changed.Status == 412)
        {
            // The newer one is found by the next look.
        }
    }
}

/// <summary>A wake-up that waits to be taken.</summary>
/// <param name="Order">Who is woken.</param>
/// <param name="Row">Where it is kept.</param>
/// <param name="ETag">Which of several wake-ups it is.</param>
public readonly record struct WakeNote(OrderKey Order, string Row, string ETag);
