using System.Globalization;
using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Orders.Index;

/// <summary>
/// Orders by expiration date: the expiry pass reads what is due and nothing else. A row may be out of date (an order that got
/// a later date has a second one); the order's own date decides.
/// </summary>
internal sealed class DueOrderStore(StorageClients storage)
{
    private const string Partition = "due";
    private const string Announce = "Announce";

    /// <summary>Notes when the order is due.</summary>
    /// <param name="order">The order.</param>
    /// <param name="due">When its files go.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <param name="announce">When its receivers are told that this comes; null if nobody is told.</param>
    public Task AddAsync(OrderKey order, DateTimeOffset due, CancellationToken cancellationToken, DateTimeOffset? announce = null)
    {
        var row = ToEntity(order, due);
        if (announce is { } instant) row[Announce] = instant;
        return storage.Index.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
    }

    /// <summary>Takes a note away.</summary>
    public Task RemoveAsync(OrderKey order, DateTimeOffset due, CancellationToken cancellationToken) =>
        storage.Index.DeleteEntityAsync(Partition, Row(order, due), Azure.ETag.All, cancellationToken);

    /// <summary>The orders that are due at an instant, the longest overdue first.</summary>
    public IAsyncEnumerable<DueOrder> ListAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        ReadAsync(TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey lt {Instant(now)}"), cancellationToken);

    /// <summary>The orders that are not due yet: all whose files may still wait for somebody.</summary>
    public IAsyncEnumerable<DueOrder> ListLaterAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        ReadAsync(TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey ge {Instant(now)}"), cancellationToken);

    /// <summary>The orders that are due later, but before an end, and whose receivers are to be told so now; the first due first.</summary>
    public IAsyncEnumerable<DueOrder> ListToAnnounceAsync(DateTimeOffset now, DateTimeOffset end, CancellationToken cancellationToken) => ReadAsync(
        TableClient.CreateQueryFilter(
            $"PartitionKey eq {Partition} and RowKey ge {Instant(now)} and RowKey lt {Instant(end)} and Announce le {now}"),
        cancellationToken);

    /// <summary>Nobody is to be told of this date any more. A note that is gone, or was written anew, stays as it is.</summary>
    public Task AnnouncedAsync(DueOrder note, CancellationToken cancellationToken) =>
        storage.Index.TryReplaceAsync(ToEntity(note.Order, note.Due), note.ETag, cancellationToken);

    private async IAsyncEnumerable<DueOrder> ReadAsync(string filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in storage.Index.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            yield return new DueOrder(
                new OrderKey(row.GetString("Tenant"), row.GetInt64("OrderId") ?? 0), row.GetDateTimeOffset("Due") ?? default,
                row.ETag.ToString());
        }
    }

    private static TableEntity ToEntity(OrderKey order, DateTimeOffset due) =>
        new(Partition, Row(order, due)) { ["Tenant"] = order.Tenant, ["OrderId"] = order.Id, ["Due"] = due };

    private static string Row(OrderKey order, DateTimeOffset due) =>
        $"{Instant(due)}|{TableKeys.Encode(order.Tenant)}|{TableKeys.Ascending(order.Id)}";

    private static string Instant(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyyMMddHHmmssfffffff", CultureInfo.InvariantCulture);
}

/// <summary>An order and when it is due.</summary>
/// <param name="Order">The order.</param>
/// <param name="Due">The date that was noted.</param>
/// <param name="ETag">The version of the note.</param>
internal readonly record struct DueOrder(OrderKey Order, DateTimeOffset Due, string ETag);
