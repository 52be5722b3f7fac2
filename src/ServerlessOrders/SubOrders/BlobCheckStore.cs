using System.Security.Cryptography;
using System.Text;
using Azure.Data.Tables;
using ServerlessOrders.Storage;

namespace ServerlessOrders.SubOrders;

/// <summary>
/// What the verification of a blob found, remembered per file of the catalog and version of its blob, so that the next order
/// need not read the blob again. Rows lie in the catalog's order, so those of a batch are read and written together.
/// </summary>
internal sealed class BlobCheckStore(StorageClients storage)
{
    private const int PageSize = 1000;

    /// <summary>Reads what is known of the files, which come in the catalog's order; files never verified are left out.</summary>
    /// <remarks>One query if the files lie close together in the catalog, at most one per file if they do not.</remarks>
    public async Task<IReadOnlyDictionary<int, BlobCheck>> FindAsync(
        string tenant, IReadOnlyList<OrderFile> files, CancellationToken cancellationToken)
    {
        var found = new Dictionary<int, BlobCheck>();
        foreach (var group in files.GroupBy(file => file.Collection))
        {
            var wanted = group.Select(file => (Row: Row(file), file.Position)).OrderBy(key => key.Row, StringComparer.Ordinal).ToList();
            var rows = wanted.ToLookup(key => key.Row, key => key.Position, StringComparer.Ordinal);
            for (var next = 0; next < wanted.Count;)
            {
                var filter = TableClient.CreateQueryFilter(
                    $"PartitionKey eq {Partition(tenant, group.Key)} and RowKey ge {wanted[next].Row} and RowKey le {wanted[^1].Row}");
                var pages = storage.Checks.QueryAsync<TableEntity>(filter, PageSize, cancellationToken: cancellationToken).AsPages();
                await using var first = pages.GetAsyncEnumerator(cancellationToken);
                if (!await first.MoveNextAsync()) break;
                foreach (var row in first.Current.Values)
                {
                    foreach (var position in rows[row.RowKey])
                        found[position] = TableDocuments.FromEntity<BlobCheck>(row).Value;
                }

                // A full page may end before the last wanted row: go on at the first wanted row behind it.
                if (first.Current.ContinuationToken is null) break;
                var last = first.Current.Values.Count == 0 ? wanted[next].Row : first.Current.Values[^1].RowKey;
                do next++;
                while (next < wanted.Count && string.CompareOrdinal(wanted[next].Row, last) <= 0);
            }
        }

        return found;
    }

    /// <summary>Remembers what was found, 100 rows per transaction.</summary>
    public async Task WriteAsync(
        string tenant, IEnumerable<(OrderFile File, BlobCheck Check)> checks, CancellationToken cancellationToken)
    {
        foreach (var group in checks.GroupBy(check => Partition(tenant, check.File.Collection)))
        {
            foreach (var batch in group.DistinctBy(check => Row(check.File)).Chunk(100))
            {
                var actions = batch.Select(check => new TableTransactionAction(
                    TableTransactionActionType.UpsertReplace,
                    TableDocuments.ToEntity(group.Key, Row(check.File), check.Check)));
                await storage.Checks.SubmitTransactionAsync(actions, cancellationToken);
            }
        }
    }

    private static string Partition(string tenant, string collection) =>
        $"{TableKeys.Encode(tenant)}|{TableKeys.Encode(collection)}";

    /// <summary>A key holds 1 KiB, which is 512 characters; both ids together may be longer.</summary>
    private static string Row(OrderFile file)
    {
        var (item, asset) = (TableKeys.Encode(file.Item), TableKeys.Encode(file.Asset));
        return item.Length + asset.Length < 512
            ? $"{item}|{asset}"
            : $"{item}|~~{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file.Asset)))}";
    }
}
