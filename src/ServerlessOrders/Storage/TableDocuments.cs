using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;

namespace ServerlessOrders.Storage;

/// <summary>Reads and writes records as table rows. Absence and lost races are answers here, not exceptions.</summary>
internal static class TableDocuments
{
    /// <summary>The property that holds the JSON.</summary>
    public const string Body = "Body";

    /// <summary>A row of the record, ready to be written.</summary>
    public static TableEntity ToEntity<T>(string partition, string row, T value) =>
        new(partition, row) { [Body] = JsonSerializer.Serialize(value, StorageJson.Options) };

    /// <summary>The record of a row.</summary>
    public static Stored<T> FromEntity<T>(TableEntity entity) =>
        new(JsonSerializer.Deserialize<T>(entity.GetString(Body), StorageJson.Options)!, entity.ETag.ToString());

    /// <summary>Reads one row (one operation); null if there is none.</summary>
    public static async Task<Stored<T>?> FindAsync<T>(
        this TableClient table, string partition, string row, CancellationToken cancellationToken)
    {
        var answer = await table.GetEntityIfExistsAsync<TableEntity>(partition, row, cancellationToken: cancellationToken);
        return answer.HasValue ? FromEntity<T>(answer.Value!) : null;
    }

    /// <summary>Reads the rows of a query, page by page of the server.</summary>
    public static async IAsyncEnumerable<Stored<T>> ReadAsync<T>(
        this TableClient table, string filter, int? pageSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var entity in table.QueryAsync<TableEntity>(filter, pageSize, cancellationToken: cancellationToken))
            yield return FromEntity<T>(entity);
    }

    /// <summary>Adds a row; false if it exists already.</summary>
    public static async Task<bool> TryAddAsync(this TableClient table, TableEntity entity, CancellationToken cancellationToken)
    {
        try
        {
            await table.AddEntityAsync(entity, cancellationToken);
            return true;
        }
        catch (RequestFailedException lost) when (lost.Status == 409 && lost.ErrorCode == "EntityAlreadyExists")
        {
            return false;
        }
    }

    /// <summary>Replaces a row that still has the given ETag, or adds it if that is null; false if another was faster.</summary>
    public static async Task<bool> TryWriteAsync(
        this TableClient table, TableEntity entity, string? etag, CancellationToken cancellationToken) => etag is null
        ? await table.TryAddAsync(entity, cancellationToken)
        : await table.TryReplaceAsync(entity, etag, cancellationToken) is not null;

    /// <summary>Replaces a row that still has the given ETag.</summary>
    /// <returns>The row's new ETag; null, and nothing written, if another was faster.</returns>
    public static async Task<string?> TryReplaceAsync(
        this TableClient table, TableEntity entity, string etag, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await table.UpdateEntityAsync(entity, new ETag(etag), TableUpdateMode.Replace, cancellationToken);
            return answer.Headers.ETag!.Value.ToString();
        }
        catch (RequestFailedException lost) when (lost.Status is 412 or 404)
        {
            return null;
        }
    }

    /// <summary>Submits a transaction; false if one of its conditions did not hold (nothing was written then).</summary>
    public static async Task<bool> TrySubmitAsync(
        this TableClient table, IReadOnlyCollection<TableTransactionAction> actions, CancellationToken cancellationToken) =>
        await table.TryCommitAsync(actions, cancellationToken) is not null;

    /// <summary>Submits a transaction whose first action writes a row.</summary>
    /// <returns>That row's new ETag; null, and nothing written, if one of the conditions did not hold.</returns>
    public static async Task<string?> TryCommitAsync(
        this TableClient table, IReadOnlyCollection<TableTransactionAction> actions, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await table.SubmitTransactionAsync(actions, cancellationToken);
            return answer.Value[0].Headers.ETag?.ToString() ?? "";
        }
        catch (TableTransactionFailedException lost) when (lost.Status is 412 or 404 or 409)
        {
            return null;
        }
    }

    /// <summary>Deletes every row that the filter finds, 100 of a partition at a time; can be repeated.</summary>
    public static async Task DeleteRowsAsync(this TableClient table, string filter, CancellationToken cancellationToken)
    {
        var batch = new List<TableTransactionAction>(100);
        var rows = table.QueryAsync<TableEntity>(filter, select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken);
        await foreach (var row in rows)
        {
            if (batch.Count == 100 || (batch.Count > 0 && batch[0].Entity.PartitionKey != row.PartitionKey)) await FlushAsync();
            batch.Add(new(TableTransactionActionType.Delete, new TableEntity(row.PartitionKey, row.RowKey), ETag.All));
        }

        if (batch.Count > 0) await FlushAsync();

        async Task FlushAsync()
        {
            // Somebody else may be deleting the same rows: then one by one, where absence is no error.
            if (!await table.TrySubmitAsync(batch, cancellationToken))
            {
                foreach (var action in batch)
                    await table.DeleteEntityAsync(action.Entity.PartitionKey, action.Entity.RowKey, ETag.All, cancellationToken);
            }

            batch.Clear();
        }
    }
}
