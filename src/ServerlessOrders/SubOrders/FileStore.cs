using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using ServerlessOrders.Storage;

namespace ServerlessOrders.SubOrders;

/// <summary>
/// Files of orders in Table Storage: one partition a sub-order, its summary in the first row. A write is one transaction of at
/// most 99 files with the summary, on the condition that the summary is still the version that was read: so whoever reads the
/// summary first and the files after it, and then writes, has seen every change.
/// </summary>
public sealed class FileStore(StorageClients storage)
{
    /// <summary>The most files of one write: a transaction holds 100 operations, one of them the summary.</summary>
    public const int MaxFilesPerWrite = 99;

    /// <summary>How many files to read at once where they are then written: ten writes' worth, within the 1000 rows of one answer.</summary>
    public const int MaxFilesPerRead = 10 * MaxFilesPerWrite;

    private const string SummaryRow = "!";

    /// <summary>Reads the summary of a sub-order (one operation); null where there is none.</summary>
    public async Task<VersionedSummary?> FindSummaryAsync(OrderKey order, int first, CancellationToken cancellationToken)
    {
        var stored = await storage.Files.FindAsync<SubOrderSummary>(Partition(order, first), SummaryRow, cancellationToken);
        return stored is null ? null : new VersionedSummary(stored.Value, stored.ETag.ToString());
    }

    /// <summary>Reads one file (one operation); null where there is none.</summary>
    public async Task<OrderFile?> FindFileAsync(OrderKey order, int first, int position, CancellationToken cancellationToken) =>
        (await storage.Files.FindAsync<OrderFile>(Partition(order, first), Row(position), cancellationToken))?.Value;

    /// <summary>
    /// Reads the files at positions [from, to) of a sub-order, in order; only those in a state where one is given. Whoever wants few
    /// says how many, so that storage sends no more at once.
    /// </summary>
    public async IAsyncEnumerable<OrderFile> ReadAsync(
        OrderKey order,
        int first,
        int from,
        int to,
        FileState? state = null,
        int? wanted = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (to == from + 1 && state is null)
        {
            // Found by its keys: for a query, were it of one row, the emulator looks at all files that there are.
            if (await FindFileAsync(order, first, from, cancellationToken) is { } file) yield return file;
            yield break;
        }

        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {Partition(order, first)} and RowKey ge {Row(from)} and RowKey lt {Row(to)}");
        if (state is { } only) filter += TableClient.CreateQueryFilter($" and State eq {only.ToString()}");
        await foreach (var found in storage.Files.ReadAsync<OrderFile>(filter, wanted is < 1000 ? wanted : null, cancellationToken))
            yield return found.Value;
    }

    /// <summary>
    /// Writes files and the summary that counts them, on the condition that the summary is still the given version (null: that
    /// there is none yet).
    /// </summary>
    /// <returns>The summary as written, with its new version; null, and nothing written, where another was faster.</returns>
    public async Task<VersionedSummary?> TryWriteAsync(
        OrderKey order,
        SubOrderSummary summary,
        string? version,
        IReadOnlyCollection<OrderFile> files,
        CancellationToken cancellationToken)
    {
        var partition = Partition(order, summary.First);
        var next = summary with { Version = summary.Version + 1 };
        var row = TableDocuments.ToEntity(partition, SummaryRow, next);
        var actions = new List<TableTransactionAction>(files.Count + 1)
        {
            version is null
                ? new(TableTransactionActionType.Add, row)
                : new(TableTransactionActionType.UpdateReplace, row, new ETag(version)),
        };
        foreach (var file in files)
        {
            var entity = TableDocuments.ToEntity(partition, Row(file.Position), file);
            entity["State"] = file.State.ToString();
            actions.Add(new(TableTransactionActionType.UpsertReplace, entity));
        }

        try
        {
            var answer = await storage.Files.SubmitTransactionAsync(actions, cancellationToken);
            return new VersionedSummary(next, answer.Value[0].Headers.ETag!.Value.ToString());
        }
        catch (TableTransactionFailedException lost) when (lost.Status is 412 or 404 or 409)
        {
            return null;
        }
    }

    /// <summary>
    /// Keeps work that was planned before the given generation from writing to a sub-order any more; done already, or nothing
    /// there, is fine too.
    /// </summary>
    /// <returns>The summary behind the fence; null where there is none.</returns>
    public async Task<SubOrderSummary?> RaiseFenceAsync(OrderKey order, int first, long generation, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await FindSummaryAsync(order, first, cancellationToken) is not { } current) return null;
            if (current.Summary.Fence >= generation) return current.Summary;
            var raised = current.Summary with { Fence = generation };
            if (await TryWriteAsync(order, raised, current.Version, [], cancellationToken) is { } written) return written.Summary;
        }
    }

    /// <summary>Deletes the files of an order, all its sub-orders with their summaries; can be repeated.</summary>
    public Task DeleteAsync(OrderKey order, CancellationToken cancellationToken)
    {
        var prefix = Prefix(order);
        return storage.Files.DeleteRowsAsync(
            TableClient.CreateQueryFilter($"PartitionKey ge {prefix} and PartitionKey lt {prefix + "~"}"), cancellationToken);
    }

    private static string Prefix(OrderKey order) =>
        string.Create(CultureInfo.InvariantCulture, $"{TableKeys.Encode(order.Tenant)}|{order.Id:D10}|");

    private static string Partition(OrderKey order, int first) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix(order)}{first:D7}");

    private static string Row(int position) => string.Create(CultureInfo.InvariantCulture, $"f{position:D7}");
}

/// <summary>A sub-order's summary and its version.</summary>
/// <param name="Summary">The figures.</param>
/// <param name="Version">The version, for the compare-and-swap of a change.</param>
public sealed record VersionedSummary(SubOrderSummary Summary, string Version);
