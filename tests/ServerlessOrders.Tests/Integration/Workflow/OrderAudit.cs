using Azure.Data.Tables;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;
using ServerlessOrders.Tests.Unit.Orders;

namespace ServerlessOrders.Tests.Integration.Workflow;

/// <summary>Checks what must hold of an order whatever happened to the processes that worked on it.</summary>
internal static class OrderAudit
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>
    /// The order holds each of the items once and nothing else; positions are without gaps; the figures of each sub-order, of its
    /// copy and of the order are those of a recount.
    /// </summary>
    public static async Task CheckAsync(CoreHost host, OrderKey key, IEnumerable<string> items)
    {
        var order = await host.OrderOfAsync(key);
        var files = await host.FilesAsync(key);
        Assert.Equal(items.Order(StringComparer.Ordinal), files.Select(file => file.Item).Order(StringComparer.Ordinal));
        Assert.Equal(Enumerable.Range(0, files.Count), files.Select(file => file.Position));
        Assert.Equal(files.Count, order.Order.FilesCount);
        Assert.Equal(files.Count, order.Tasks.Sum(task => task.FilesCount));
        Assert.Equal(Recount(files), order.Counts);
        foreach (var sub in order.SubOrders)
        {
            var summary = (await host.Get<FileStore>().FindSummaryAsync(new SubOrderKey(key, sub.First), Stop))!.Value;
            Assert.Equal(Recount(files.Where(file => file.Position >= sub.First && file.Position < sub.First + sub.Counts.Total)), sub.Counts);
            Assert.Equal((sub.Counts, sub.Version), (summary.Counts, summary.Version));
        }
    }

    /// <summary>
    /// The rows of the tenant in the tables of orders, and its documents. Left out: due notes, which the expiry pass drops, and the
    /// rows that a tenant or an owner has one of (counter, slots, heads of lists).
    /// </summary>
    public static async Task<IReadOnlyList<string>> LeftAsync(StorageClients storage, string tenant)
    {
        var left = new List<string>();
        foreach (var table in new[] { storage.Orders, storage.Files, storage.Index })
        {
            await foreach (var row in table.QueryAsync<TableEntity>(select: ["PartitionKey", "RowKey"], cancellationToken: Stop))
            {
                var isMine = row.PartitionKey.Split('|').Contains(tenant) || row.RowKey.Split('|').Contains(tenant);
                var isOneOfAKind = row.PartitionKey is "due" or "numbers" or "durations" || row.PartitionKey.Split('|')[0] is "slots" or "owners"
                    || (row.PartitionKey.StartsWith("list|", StringComparison.Ordinal) && row.RowKey[0] == 'b');
                if (isMine && !isOneOfAKind) left.Add($"{table.Name} {row.PartitionKey} {row.RowKey}");
            }
        }

        await foreach (var blob in storage.Own.GetBlobsAsync(default, default, $"orders/{tenant}/", Stop)) left.Add(blob.Name);
        return left;
    }

    private static FileCounts Recount(IEnumerable<OrderFile> files) =>
        SomeOrder.Counts([.. files.Select(file => (file.State, file.CountedBytes))]);
}
