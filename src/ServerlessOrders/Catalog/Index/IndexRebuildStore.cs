using Azure;
using Azure.Data.Tables;

namespace ServerlessOrders.Catalog.Index;

/// <summary>
/// Makes the index of a collection out of its items: for collections of before there was one, and when an operator asks for it.
/// The summary comes last, so searches use the index only once it is whole; what was stopped in the middle is begun again.
/// </summary>
/// <param name="table">The catalog's table.</param>
internal sealed class IndexRebuildStore(TableClient table)
{
    private const int PageRows = 1000;

    /// <summary>Removes the index and makes it anew. Nothing may be imported into the collection meanwhile.</summary>
    public async Task RebuildAsync(string partition, string collection, IProgress<long>? done, CancellationToken cancellationToken)
    {
        await RemoveAsync(partition, cancellationToken);
        await BuildAsync(partition, collection, done, cancellationToken);
    }

    /// <summary>Removes the index: searches look at every item then.</summary>
    public Task RemoveAsync(string partition, CancellationToken cancellationToken) =>
        new Storage.PartitionRemoval(table).RemoveAsync(partition, null, cancellationToken, IndexKeys.AfterIndex);

    /// <summary>Makes an index that is missing; may run on several machines at once.</summary>
    public async Task BuildAsync(string partition, string collection, IProgress<long>? done, CancellationToken cancellationToken)
    {
        var summary = IndexSummary.Empty();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey gt {IndexKeys.AfterIndex}");
        await foreach (var page in table.QueryAsync<TableEntity>(filter, PageRows, cancellationToken: cancellationToken).AsPages())
        {
            foreach (var some in ChangedRows.Transactions(page.Values.Select(row => Of(collection, row))))
            {
                foreach (var write in some) summary = summary.With(write.Entry!);
                summary = summary.WithHeld(some.Select(write => write.Held));
                await WriteAsync(partition, collection, some, cancellationToken);
            }

            summary = summary with { Items = summary.Items + page.Values.Count };
            done?.Report(summary.Items);
        }

        try
        {
            await table.AddEntityAsync(IndexRows.Summary(partition, summary), cancellationToken);
        }
        catch (RequestFailedException there) when (there.Status == 409)
        {
            // Another was faster, and has the same items.
        }
    }

    // The item's own row in the version that was read: it and its rows of the index always say the same.
    private static ChangedRows Of(string collection, TableEntity row)
    {
        var item = CatalogRows.ReadItem(collection, row.RowKey, row);
        var (entry, held) = (IndexEntry.Of(item), Holdings.Of(item));
        var note = new TableEntity(row.PartitionKey, row.RowKey);
        IndexRows.Note(note, entry);
        IndexRows.Note(note, held);
        var bytes = row.Select(property => property.Value).OfType<byte[]>().Sum(b => b.Length);
        var rows = IndexRows.Of(row, entry, bytes).Select(r => new TableTransactionAction(TableTransactionActionType.UpsertReplace, r)).ToList();
        return new ChangedRows(
            [new TableTransactionAction(TableTransactionActionType.UpdateMerge, note, row.ETag), .. rows], bytes * rows.Count, 0, entry, held, null);
    }

    private async Task WriteAsync(string partition, string collection, List<ChangedRows> writes, CancellationToken cancellationToken)
    {
        try
        {
            await table.SubmitTransactionAsync(writes.SelectMany(w => w.Actions), cancellationToken);
        }
        catch (TableTransactionFailedException changed) when (changed.Status is 404 or 412)
        {
            // All or nothing, so item by item, each as it is now.
            foreach (var key in writes.Select(w => w.Actions[0].Entity.RowKey)) await WriteAsync(partition, collection, key, cancellationToken);
        }
    }

    private async Task WriteAsync(string partition, string collection, string key, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(partition, key, cancellationToken: cancellationToken);
        if (row.HasValue) await WriteAsync(partition, collection, [Of(collection, row.Value!)], cancellationToken);
    }
}
