using System.Globalization;
using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Orders;

/// <summary>
/// Orders by expiration date: the expiry pass reads what is due and nothing else. A row may be out of date (an order that got
/// a later date has a second one); the order's own date decides.
/// </summary>
public sealed class DueOrderStore(StorageClients storage)
{
    private const string Partition = "due";

    /// <summary>Notes when the order is due.</summary>
    public Task AddAsync(OrderKey order, DateTimeOffset due, CancellationToken cancellationToken) =>
        storage.Index.UpsertEntityAsync(
            new TableEntity(Partition, Row(order, due)) { ["Tenant"] = order.Tenant, ["OrderId"] = order.Id, ["Due"] = due },
            TableUpdateMode.Replace,
            cancellationToken);

    /// <summary>Takes a note away.</summary>
    public Task RemoveAsync(OrderKey order, DateTimeOffset due, CancellationToken cancellationToken) =>
        storage.Index.DeleteEntityAsync(Partition, Row(order, due), Azure.ETag.All, cancellationToken);

    /// <summary>The orders that are due at an instant, the longest overdue first.</summary>
    public IAsyncEnumerable<DueOrder> ListAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        ReadAsync(TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey lt {Instant(now)}"), cancellationToken);

    /// <summary>The orders that are not due yet: all whose files may still wait for somebody.</summary>
    public IAsyncEnumerable<DueOrder> ListLaterAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        ReadAsync(TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey ge {Instant(now)}"), cancellationToken);

    private async IAsyncEnumerable<DueOrder> ReadAsync(string filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in storage.Index.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            yield return new DueOrder(
                new OrderKey(row.GetString("Tenant"), row.GetInt64("OrderId") ?? 0), row.GetDateTimeOffset("Due") ?? default);
        }
    }

    private static string Row(OrderKey order, DateTimeOffset due) =>
        $"{Instant(due)}|{TableKeys.Encode(order.Tenant)}|{TableKeys.Ascending(order.Id)}";

    private static string Instant(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyyMMddHHmmssfffffff", CultureInfo.InvariantCulture);
}

/// <summary>An order and when it is due.</summary>
/// <param name="Order">The order.</param>
/// <param name="Due">The date that was noted.</param>
public readonly record struct DueOrder(OrderKey Order, DateTimeOffset Due);
