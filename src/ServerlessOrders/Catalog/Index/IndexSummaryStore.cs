using Azure;
using Azure.Data.Tables;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Catalog.Index;

/// <summary>Keeps the summary of a collection's index, for one who writes to the collection.</summary>
/// <param name="table">The catalog's table.</param>
/// <param name="partition">The partition of the collection's items.</param>
/// <param name="collection">The collection's plain id.</param>
internal sealed class IndexSummaryStore(TableClient table, string partition, string collection)
{
    private StoredSummary? _known;

    /// <summary>Reads the summary; null if the collection has no index yet.</summary>
    public static async Task<StoredSummary?> FindAsync(TableClient table, string partition, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(partition, IndexKeys.Summary, cancellationToken: cancellationToken);
        return row.HasValue ? new StoredSummary(IndexRows.ReadSummary(row.Value!), row.Value!.ETag) : null;
    }

    /// <summary>The summary as far as it is known here; an index that is missing is made first.</summary>
    /// <param name="fresh">True if the collection has no items yet.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<StoredSummary> OpenAsync(bool fresh, CancellationToken cancellationToken)
    {
        if (_known is not null) return _known;
        if (fresh) return _known = new StoredSummary(IndexSummary.Empty(), null);
        for (var contention = new Contention($"the index of collection {collection}"); ; await contention.LostAsync(cancellationToken))
        {
            if (await FindAsync(table, partition, cancellationToken) is { } found) return _known = found;
            await new IndexRebuildStore(table).BuildAsync(partition, collection, null, cancellationToken);
        }
    }

    /// <summary>Reads it again next time.</summary>
    public void Forget() => _known = null;

    /// <summary>Writes items and the summary that they leave.</summary>
    /// <exception cref="TableTransactionFailedException">Another has changed the collection (409, 412), or removed it (404).</exception>
    public async Task<StoredSummary> WriteAsync(StoredSummary before, IReadOnlyList<ChangedRows> writes, CancellationToken cancellationToken)
    {
        var summary = (before.Summary with { Items = before.Summary.Items + writes.Sum(w => w.Added) }).WithHeld(writes.Select(w => w.Held));
        foreach (var entry in writes.Select(w => w.Entry).OfType<IndexEntry>()) summary = summary.With(entry);
        var row = IndexRows.Summary(partition, summary);
        var mine = before.ETag is { } version
            ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, row, version)
            : new TableTransactionAction(TableTransactionActionType.Add, row);
        var answers = await table.SubmitTransactionAsync(writes.SelectMany(w => w.Actions).Prepend(mine), cancellationToken);
        return _known = answers.Value[0].Headers.ETag is { } now
            ? new StoredSummary(summary, now)
            : await FindAsync(table, partition, cancellationToken) ?? new StoredSummary(summary, null);
    }

    /// <summary>A summary in the version that was read.</summary>
    /// <param name="Summary">The summary.</param>
    /// <param name="ETag">The ETag of its row; null for one that is not there yet.</param>
    internal sealed record StoredSummary(IndexSummary Summary, ETag? ETag);
}
