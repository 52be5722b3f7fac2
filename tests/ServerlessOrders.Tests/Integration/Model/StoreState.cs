using Azure.Data.Tables;
using ServerlessOrders.Orders;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;
using ServerlessOrders.Tests.Integration.Workflow;

namespace ServerlessOrders.Tests.Integration.Model;

/// <summary>The rows of a tenant's orders and files as they lie in the store.</summary>
/// <param name="Orders">The orders by number.</param>
/// <param name="Files">The files of each order by the first position of their sub-order.</param>
/// <param name="Summaries">The sub-orders' summaries.</param>
/// <param name="Holders">Who holds the slots of each user.</param>
internal sealed record StoreState(
    IReadOnlyDictionary<long, OrderSnapshot> Orders,
    ILookup<long, StoredFile> Files,
    ILookup<long, SubOrderSummary> Summaries,
    IReadOnlyDictionary<string, IReadOnlyList<SlotHolder>> Holders)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<StoreState> ReadAsync(CoreHost host)
    {
        var storage = host.Get<StorageClients>();
        var orders = new SortedDictionary<long, OrderRows>();
        await foreach (var row in storage.Orders.QueryAsync<TableEntity>(OfTenant(host.Tenant), cancellationToken: Stop))
        {
            var id = IdOf(row);
            if (!orders.TryGetValue(id, out var rows)) orders[id] = rows = new OrderRows();
            rows.Add(row);
        }

        var files = new List<(long Id, StoredFile File)>();
        var summaries = new List<(long Id, SubOrderSummary Summary)>();
        await foreach (var row in storage.Files.QueryAsync<TableEntity>(OfTenant(host.Tenant), cancellationToken: Stop))
        {
            if (row.RowKey == "!") summaries.Add((IdOf(row), TableDocuments.FromEntity<SubOrderSummary>(row).Value));
            else files.Add((IdOf(row), new StoredFile(FirstOf(row), TableDocuments.FromEntity<OrderFile>(row).Value)));
        }

        var holders = new Dictionary<string, IReadOnlyList<SlotHolder>>();
        var found = orders.ToDictionary(order => order.Key, order => order.Value.ToSnapshot() ?? throw new InvalidOperationException($"Order {order.Key} has rows and no row of its own."));
        foreach (var user in found.Values.Select(order => order.Order.Owner).Union(Product.Users))
            holders[user] = await host.Get<SlotStore>().HoldersAsync(new SlotOwner(host.Tenant, user), Stop);
        return new StoreState(
            found, files.ToLookup(row => row.Id, row => row.File), summaries.ToLookup(row => row.Id, row => row.Summary), holders);
    }

    private static string OfTenant(string tenant) =>
        TableClient.CreateQueryFilter($"PartitionKey ge {tenant + "|"} and PartitionKey lt {tenant + "|~"}");

    private static long IdOf(TableEntity row) => Part(row, 1);

    private static int FirstOf(TableEntity row) => (int)Part(row, 2);

    private static long Part(TableEntity row, int index) =>
        long.Parse(row.PartitionKey.Split('|')[index], System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A file's row.</summary>
/// <param name="First">The sub-order that it lies in.</param>
/// <param name="File">The file.</param>
internal sealed record StoredFile(int First, OrderFile File);
