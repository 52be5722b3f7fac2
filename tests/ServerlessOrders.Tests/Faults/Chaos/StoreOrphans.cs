using System.Globalization;
using Azure.Data.Tables;
using ServerlessOrders.Storage;
using ServerlessOrders.Tests.Integration.Model;

namespace ServerlessOrders.Tests.Faults.Chaos;

/// <summary>
/// Finds what belongs to no order: rows of the index and documents. Orders and files are looked at by <see cref="StoreRules"/>; due
/// notes are left out, since the expiry pass drops those of orders that are gone.
/// </summary>
internal static class StoreOrphans
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<IReadOnlyList<string>> FindAsync(StorageClients storage, StoreState state, string tenant)
    {
        var orphans = new List<string>();
        await foreach (var row in storage.Index.QueryAsync<TableEntity>(cancellationToken: Stop))
        {
            var keys = row.PartitionKey.Split('|');
            var isOrphan = keys[0] switch
            {
                "label" or "basket" => !state.Orders.ContainsKey(row.GetInt64("OrderId")!.Value),
                "unfinished" or "wake" => true,
                "list" => row.RowKey[0] == 'i' && !state.Orders.ContainsKey(row.GetInt64("OrderId")!.Value),
                "zip" => !HasFiles(state, keys[2]),
                _ => false,
            };
            if (isOrphan) orphans.Add($"{row.PartitionKey} {row.RowKey} {row.GetInt64("OrderId")}");
        }

        await foreach (var blob in storage.Own.GetBlobsAsync(default, default, $"orders/{tenant}/", Stop))
        {
            var path = blob.Name.Split('/');
            var exists = state.Orders.ContainsKey(long.Parse(path[2], CultureInfo.InvariantCulture));
            if (!(path[3] == "selection.json" ? exists : HasFiles(state, path[2]))) orphans.Add(blob.Name);
        }

        return orphans;
    }

    private static bool HasFiles(StoreState state, string id) =>
        state.Orders.TryGetValue(long.Parse(id, CultureInfo.InvariantCulture), out var order) && !order.Order.FilesAreGone;
}
