using System.Globalization;
using Azure.Data.Tables;
using ServerlessOrders.Orders;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Downloads;

/// <summary>
/// Where the pages of a list of available files ended, for clients that ask for them by number while they fetch what they were shown
/// (REGARDS' delivery service does): what is fetched leaves the list, so the number alone would skip as many files as were fetched.
/// </summary>
internal sealed class PageMarkStore(StorageClients storage) : IOrderData
{
    private const string Last = "Last";

    /// <summary>Remembers the last file of a page that was shown.</summary>
    public Task WriteAsync(OrderKey order, PageMark page, int position, CancellationToken cancellationToken) =>
        storage.Index.UpsertEntityAsync(new TableEntity(Partition(order), Row(page)) { [Last] = position }, TableUpdateMode.Replace, cancellationToken);

    /// <summary>The last file of that page when it was last shown; null if it was not.</summary>
    public async Task<int?> FindAsync(OrderKey order, PageMark page, CancellationToken cancellationToken)
    {
        var row = await storage.Index.GetEntityIfExistsAsync<TableEntity>(Partition(order), Row(page), cancellationToken: cancellationToken);
        return row.HasValue ? row.Value!.GetInt32(Last) : null;
    }

    /// <inheritdoc/>
    public Task DeleteAsync(OrderKey order, CancellationToken cancellationToken) =>
        storage.Index.DeleteRowsAsync(TableClient.CreateQueryFilter($"PartitionKey eq {Partition(order)}"), cancellationToken);

    private static string Partition(OrderKey order) =>
        string.Create(CultureInfo.InvariantCulture, $"pages|{TableKeys.Encode(order.Tenant)}|{order.Id:D10}");

    private static string Row(PageMark page) =>
        string.Create(CultureInfo.InvariantCulture, $"{TableKeys.Encode(page.User)}|{page.SubOrder}|{page.Size}|{(page.Backwards ? 'd' : 'a')}|{page.Number}");
}

/// <summary>A page of a list of available files.</summary>
/// <param name="User">Who asks.</param>
/// <param name="SubOrder">First position of the sub-order whose files are listed; -1 for the whole order.</param>
/// <param name="Size">Entries a page.</param>
/// <param name="Backwards">Whether the list runs backwards.</param>
/// <param name="Number">The page, from 0.</param>
internal sealed record PageMark(string User, int SubOrder, int Size, bool Backwards, int Number);
