using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using ServerlessOrders.Orders.Lists;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Orders;

/// <summary>
/// Orders in Table Storage: one partition per order, with the order's row, a row per dataset task and a row per sub-order.
/// Sub-order rows sort by their first position backwards, so that the one that holds a position is the first at or after it.
/// </summary>
public sealed class OrderStore(StorageClients storage)
{
    /// <summary>The most sub-orders and dataset tasks that one commit takes: a transaction holds 100 operations.</summary>
    public const int MaxRowsPerCommit = 90;

    private const int FirstWidth = 16;

    /// <summary>As many rows as one answer holds, if every file has a sub-order of its own.</summary>
    private const int MaxWidth = 1000;

    /// <summary>
    /// The row keys of orders begin with this, those of no other rows, and end with the order's number: the emulator looks for a row
    /// among all of the table with its row key, which must not be all orders that there ever were.
    /// </summary>
    internal const string OrderRows = "order";

    /// <summary>The row keys of events begin with this: before those of all other rows of an order.</summary>
    internal const string EventRows = "e";

    /// <summary>Behind the row keys of orders.</summary>
    internal const string OrderRowsEnd = "p";

    /// <summary>Reads an order with its dataset tasks and sub-orders (one query); null if there is none.</summary>
    internal async Task<OrderSnapshot?> FindAsync(OrderKey key, CancellationToken cancellationToken)
    {
        var rows = new OrderRows();
        // Not its events, whose rows come before.
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition(key)} and RowKey ge {OrderRows}");
        await foreach (var row in storage.Orders.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
            rows.Add(row);
        return rows.ToSnapshot();
    }

    /// <summary>Reads an order's row alone (one operation); null if there is none.</summary>
    public async Task<Stored<Order>?> FindOrderAsync(OrderKey key, CancellationToken cancellationToken)
    {
        var row = await storage.Orders.GetEntityIfExistsAsync<TableEntity>(Partition(key), OrderRow(key), cancellationToken: cancellationToken);
        return row.HasValue ? ServerlessOrders.Orders.OrderRows.Read(row.Value!) : null;
    }

    /// <summary>Adds a new order; false if its number is taken. For <see cref="OrderChanges"/> alone.</summary>
    public async Task<bool> TryCreateAsync(
        Order order, CancellationToken cancellationToken, IReadOnlyCollection<OrderEvent>? events = null)
    {
        if (events is null or { Count: 0 }) return await storage.Orders.TryAddAsync(ToEntity(order), cancellationToken);
        var actions = new List<TableTransactionAction> { new(TableTransactionActionType.Add, ToEntity(order)) };
        foreach (var happened in events) actions.Add(ToAction(Partition(order.Key), happened));
        return await storage.Orders.TrySubmitAsync(actions, cancellationToken);
    }

    /// <summary>
    /// Replaces the order's row, and with it the given sub-orders and dataset tasks, on the condition that the row still has the
    /// ETag that was read. For <see cref="OrderChanges"/> alone: it commits the changes of all others.
    /// </summary>
    /// <returns>The row's new ETag; null, and nothing written, if it had another one.</returns>
    internal Task<string?> TryCommitAsync(
        Order order,
        string etag,
        CancellationToken cancellationToken,
        IReadOnlyCollection<SubOrder>? subOrders = null,
        IReadOnlyCollection<DatasetTask>? tasks = null,
        IReadOnlyCollection<OrderEvent>? events = null)
    {
        var partition = Partition(order.Key);
        var row = ToEntity(order);
        if (subOrders is null or { Count: 0 } && tasks is null or { Count: 0 } && events is null or { Count: 0 })
            return storage.Orders.TryReplaceAsync(row, etag, cancellationToken);

        var actions = new List<TableTransactionAction> { new(TableTransactionActionType.UpdateReplace, row, new ETag(etag)) };
        foreach (var sub in subOrders ?? [])
            actions.Add(new(TableTransactionActionType.UpsertReplace, ToEntity(partition, sub)));
        foreach (var task in tasks ?? [])
            actions.Add(new(TableTransactionActionType.UpsertReplace, TableDocuments.ToEntity(partition, TaskRow(task.Index), task)));
        foreach (var happened in events ?? [])
            actions.Add(ToAction(partition, happened));
        return storage.Orders.TryCommitAsync(actions, cancellationToken);
    }

    /// <summary>Reads an event (one operation); null if there is none.</summary>
    public async Task<OrderEvent?> FindEventAsync(OrderKey key, int number, CancellationToken cancellationToken) =>
        (await storage.Orders.FindAsync<OrderEvent>(Partition(key), EventRow(number), cancellationToken))?.Value;

    /// <summary>Reads the events from a number on, up to another one, exclusive (one query for each 1000).</summary>
    public async Task<IReadOnlyList<OrderEvent>> ReadEventsAsync(OrderKey key, int from, int end, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {Partition(key)} and RowKey ge {EventRow(from)} and RowKey lt {EventRow(end)}");
        var found = new List<OrderEvent>();
        await foreach (var row in storage.Orders.ReadAsync<OrderEvent>(filter, null, cancellationToken)) found.Add(row.Value);
        return found;
    }

    /// <summary>Reads a dataset task (one operation); null if there is none.</summary>
    internal async Task<DatasetTask?> FindTaskAsync(OrderKey key, int index, CancellationToken cancellationToken) =>
        (await storage.Orders.FindAsync<DatasetTask>(Partition(key), TaskRow(index), cancellationToken))?.Value;

    /// <summary>
    /// Reads the sub-orders that begin at a position or behind it, in order, without reading more than are taken from it: one query
    /// for each 1000 positions, or for a larger sub-order.
    /// </summary>
    /// <param name="key">The order.</param>
    /// <param name="from">The position.</param>
    /// <param name="end">The number of files of the order.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    internal async IAsyncEnumerable<SubOrder> ReadSubOrdersAsync(
        OrderKey key, int from, int end, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Rows sort backwards, so a query must end somewhere: few rows first, for most readers want the next one or two.
        for (var width = FirstWidth; from < end; width = Math.Min(width * 8, MaxWidth))
        {
            var filter = TableClient.CreateQueryFilter(
                $"PartitionKey eq {Partition(key)} and RowKey gt {Row(Math.Min(from + width, end))} and RowKey le {Row(from)}");
            var found = new List<SubOrder>();
            await foreach (var row in storage.Orders.ReadAsync<SubOrder>(filter, null, cancellationToken)) found.Add(row.Value);
            found.Reverse();
            foreach (var sub in found) yield return sub;
            from = found.Count == 0 ? from + width : found[^1].End;
        }
    }

    /// <summary>Reads the order's copy of a sub-order, by where that begins (one operation); null if none begins there.</summary>
    public Task<Stored<SubOrder>?> FindCopyAsync(OrderKey key, int first, CancellationToken cancellationToken) =>
        storage.Orders.FindAsync<SubOrder>(Partition(key), Row(first), cancellationToken);

    /// <summary>Finds the sub-order that holds a position (one query of one row); null if none does.</summary>
    internal async Task<SubOrder?> FindSubOrderAsync(OrderKey key, int position, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {Partition(key)} and RowKey ge {Row(position)} and RowKey lt {"t"}");
        await foreach (var sub in storage.Orders.ReadAsync<SubOrder>(filter, 1, cancellationToken))
            return position < sub.Value.End ? sub.Value : null;
        return null;
    }

    /// <summary>
    /// Brings the order's copy of a sub-order up to the summary, unless it is newer already. Two operations, one if the copy is known.
    /// </summary>
    /// <param name="key">The order.</param>
    /// <param name="summary">The exact figures.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <param name="adjust">What else changes in the copy, such as when its preparation goes on.</param>
    /// <param name="known">The copy as it was read; if it has changed since, it is read again.</param>
    /// <returns>The copy as it is now; null if the order was removed meanwhile.</returns>
    internal async Task<SubOrder?> CopyAsync(
        OrderKey key,
        SubOrderSummary summary,
        CancellationToken cancellationToken,
        Func<SubOrder, SubOrder>? adjust = null,
        Stored<SubOrder>? known = null)
    {
        for (var contention = new Contention($"sub-order {new SubOrderKey(key, summary.First)}"); ; await contention.LostAsync(cancellationToken))
        {
            var stored = known ?? await FindCopyAsync(key, summary.First, cancellationToken);
            known = null;
            if (stored is null) return null;
            if (stored.Value.Version > summary.Version) return stored.Value;
            var copy = stored.Value with
            {
                Version = summary.Version, Counts = summary.Counts, AvailableDate = summary.AvailableDate, FirstReady = summary.FirstReady,
            };
            copy = adjust?.Invoke(copy) ?? copy;
            if (stored.Value == copy) return copy;
            var row = ToEntity(Partition(key), copy);
            if (await storage.Orders.TryWriteAsync(row, stored.ETag, cancellationToken)) return copy;
        }
    }

    /// <summary>Removes an order and all its rows, the order's own last, so that a removal that stops can be repeated.</summary>
    public async Task RemoveAsync(OrderKey key, CancellationToken cancellationToken)
    {
        var partition = Partition(key);
        var rest = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ne {OrderRow(key)}");
        await storage.Orders.DeleteRowsAsync(rest, cancellationToken);
        await storage.Orders.DeleteEntityAsync(partition, OrderRow(key), ETag.All, cancellationToken);
    }

    /// <summary>The partition of an order; partitions of a tenant sort by order id.</summary>
    internal static string Partition(OrderKey key) =>
        string.Create(CultureInfo.InvariantCulture, $"{TableKeys.Encode(key.Tenant)}|{key.Id:D10}");

    /// <summary>The row of an order, with what <see cref="OrderScanStore"/> finds it by.</summary>
    private static TableEntity ToEntity(Order order)
    {
        var row = TableDocuments.ToEntity(Partition(order.Key), OrderRow(order.Key), order);
        row[OrderScanStore.Status] = order.Status.ToString();
        row[OrderScanStore.Owner] = order.OwnerName;
        row[OrderScanStore.Created] = order.CreationDate.ToUnixTimeMilliseconds();
        return row;
    }

    private static TableEntity ToEntity(string partition, SubOrder sub)
    {
        var row = TableDocuments.ToEntity(partition, Row(sub.First), sub);
        row[OrderScanStore.Waits] = sub.WaitsForUser;
        return row;
    }

    private static TableTransactionAction ToAction(string partition, OrderEvent happened) =>
        new(TableTransactionActionType.UpsertReplace, TableDocuments.ToEntity(partition, EventRow(happened.Number), happened));

    private static string EventRow(int number) => string.Create(CultureInfo.InvariantCulture, $"{EventRows}{number:D8}");

    private static string OrderRow(OrderKey key) => string.Create(CultureInfo.InvariantCulture, $"{OrderRows}{key.Id:D10}");

    private static string Row(int first) => string.Create(CultureInfo.InvariantCulture, $"s{FileIds.MaxFiles - first:D7}");

    private static string TaskRow(int index) => string.Create(CultureInfo.InvariantCulture, $"t{index:D7}");
}
