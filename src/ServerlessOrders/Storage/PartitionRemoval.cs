using Azure.Data.Tables;

namespace ServerlessOrders.Storage;

/// <summary>Removes all rows of a partition, 100 per transaction.</summary>
/// <param name="table">The table.</param>
internal sealed class PartitionRemoval(TableClient table)
{
    private const int MaxRows = 100;

    /// <summary>Removes them; a row that somebody else removes meanwhile does no harm.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="removed">Told of how many have gone so far.</param>
    /// <param name="cancellationToken">Stops it; what is removed stays so.</param>
    /// <param name="end">Only rows whose keys sort before it; null for all.</param>
    public async Task RemoveAsync(string partition, IProgress<long>? removed, CancellationToken cancellationToken, string? end = null)
    {
        long count = 0;
        var keys = table.QueryAsync<TableEntity>(
            end is null
                ? TableClient.CreateQueryFilter($"PartitionKey eq {partition}")
                : TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey lt {end}"),
            select: ["PartitionKey", "RowKey"],
            cancellationToken: cancellationToken);
        await foreach (var some in keys.Chunk(MaxRows).WithCancellation(cancellationToken))
        {
            await RemoveAsync(some, cancellationToken);
            removed?.Report(count += some.Length);
        }
    }

    private async Task RemoveAsync(TableEntity[] rows, CancellationToken cancellationToken)
    {
        try
        {
            await table.SubmitTransactionAsync(
                rows.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row)), cancellationToken);
        }
        catch (TableTransactionFailedException gone) when (gone.Status == 404)
        {
            // Somebody removed one of them: a transaction is all or nothing, so each goes by itself.
            foreach (var row in rows) await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, cancellationToken: cancellationToken);
        }
    }
}
