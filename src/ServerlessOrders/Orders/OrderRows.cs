using Azure.Data.Tables;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Orders;

/// <summary>Puts the rows of an order's partition together, in the order in which they are read.</summary>
internal sealed class OrderRows
{
    private readonly List<DatasetTask> _tasks = [];
    private readonly List<SubOrder> _subOrders = [];
    private Stored<Order>? _order;

    /// <summary>Takes the next row.</summary>
    public void Add(TableEntity row)
    {
        if (row.RowKey.StartsWith(OrderStore.EventRows, StringComparison.Ordinal)) return;
        if (row.RowKey.StartsWith(OrderStore.OrderRows, StringComparison.Ordinal)) _order = Read(row);
        else if (row.RowKey[0] == 't') _tasks.Add(TableDocuments.FromEntity<DatasetTask>(row).Value);
        else _subOrders.Add(TableDocuments.FromEntity<SubOrder>(row).Value);
    }

    /// <summary>
    /// Reads an order's own row. Rows of before <see cref="Order.Progress"/> was a record of its own hold its members among the order's.
    /// </summary>
    public static Stored<Order> Read(TableEntity row)
    {
        var stored = TableDocuments.FromEntity<Order>(row);
        return row.GetString(TableDocuments.Body).Contains("\"progress\":", StringComparison.Ordinal)
            ? stored
            : stored with { Value = stored.Value with { Progress = TableDocuments.FromEntity<OrderProgress>(row).Value } };
    }

    /// <summary>The order; null if its own row is not there (its removal is under way).</summary>
    public OrderSnapshot? ToSnapshot()
    {
        // Sub-order rows sort backwards.
        _subOrders.Reverse();
        return _order is null ? null : new OrderSnapshot(_order.Value, _order.ETag, _tasks, _subOrders);
    }
}
