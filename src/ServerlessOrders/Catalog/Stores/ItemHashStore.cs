using Azure.Data.Tables;
using ServerlessOrders.Catalog.Index;

namespace ServerlessOrders.Catalog.Stores;

/// <summary>Finds which items are in the catalog already, and in what version, without reading them.</summary>
/// <param name="table">The catalog's table.</param>
internal sealed class ItemHashStore(TableClient table)
{
    private const int PageRows = 1000;
    private const int ParallelReads = 16;

    private static readonly string[] Columns = ["RowKey", CatalogRows.HashProperty, CatalogRows.StacBlobProperty, IndexRows.HeldProperty, .. IndexRows.KeyColumns];

    /// <summary>
    /// What is kept of those keys that have a row: hash, keys in the index, blob, what it holds. One query covers keys that lie close together, as imports in any sensible order
    /// have them; what its first answer does not reach is read one by one.
    /// </summary>
    public async Task<Dictionary<string, TableEntity>> FindAsync(
        string partition, IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        var wanted = keys.Order(StringComparer.Ordinal).ToList();
        var found = new Dictionary<string, TableEntity>(StringComparer.Ordinal);
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {partition} and RowKey ge {wanted[0]} and RowKey le {wanted[^1]}");
        var rest = wanted;
        await foreach (var page in table.QueryAsync<TableEntity>(filter, PageRows, Columns, cancellationToken).AsPages())
        {
            foreach (var row in page.Values) found[row.RowKey] = row;
            rest = page.ContinuationToken is null ? []
                : page.Values.Count == 0 ? wanted
                : [.. wanted.Where(key => string.CompareOrdinal(key, page.Values[^1].RowKey) > 0)];
            break;
        }

        var rows = new TableEntity?[rest.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = ParallelReads, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, rest.Count, options, async (i, stop) =>
        {
            var row = await table.GetEntityIfExistsAsync<TableEntity>(partition, rest[i], Columns, stop);
            rows[i] = row.HasValue ? row.Value : null;
        });
        foreach (var row in rows.OfType<TableEntity>()) found[row.RowKey] = row;
        return found;
    }
}
