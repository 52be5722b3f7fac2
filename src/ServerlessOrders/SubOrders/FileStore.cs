using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using ServerlessOrders.Storage;

namespace ServerlessOrders.SubOrders;

/// <summary>
/// Files of orders in Table Storage: one partition per sub-order, its summary in the first row. A write is one transaction of at
/// most 99 files with the summary, on the condition that the summary is still the version that was read: so whoever reads the
/// summary first and the files after it, and then writes, has seen every change.
/// </summary>
internal sealed class FileStore(StorageClients storage)
{
    /// <summary>The most files of one write: a transaction holds 100 operations, one of them the summary.</summary>
    public const int MaxFilesPerWrite = 99;

    /// <summary>How many files to read at once if they are then written: ten writes' worth, within the 1000 rows of one answer.</summary>
    public const int MaxFilesPerRead = 10 * MaxFilesPerWrite;

    private const string SummaryRow = "!";

    /// <summary>Reads the summary of a sub-order (one operation); null if there is none.</summary>
    public Task<Stored<SubOrderSummary>?> FindSummaryAsync(SubOrderKey key, CancellationToken cancellationToken) =>
        storage.Files.FindAsync<SubOrderSummary>(Partition(key), SummaryRow, cancellationToken);

    /// <summary>Reads one file (one operation); null if there is none.</summary>
    public async Task<OrderFile?> FindFileAsync(SubOrderKey key, int position, CancellationToken cancellationToken) =>
        (await storage.Files.FindAsync<OrderFile>(Partition(key), Row(position), cancellationToken))?.Value;

    /// <summary>
    /// Reads the files at positions [from, to) of a sub-order, in order; only those in a state if one is given. Whoever wants few
    /// says how many, so that storage sends no more at once.
    /// </summary>
    public async IAsyncEnumerable<OrderFile> ReadAsync(
        SubOrderKey key,
        int from,
        int to,
        FileState? state = null,
        int? wanted = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (to == from + 1 && state is null)
        {
            // Found by its keys: for a query, were it of one row, the emulator looks at all files that there are.
            if (await FindFileAsync(key, from, cancellationToken) is { } file) yield return file;
            yield break;
        }

        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {Partition(key)} and RowKey ge {Row(from)} and RowKey lt {Row(to)}");
        if (state is { } only) filter += TableClient.CreateQueryFilter($" and State eq {only.ToString()}");
        await foreach (var found in storage.Files.ReadAsync<OrderFile>(filter, wanted is < 1000 ? wanted : null, cancellationToken))
            yield return found.Value;
    }

    /// <summary>
    /// Reads the files of sub-orders, in order, each with its own: one query for each thousand files of sub-orders that follow one
    /// another, however few files each of them has.
    /// </summary>
    /// <param name="order">The order.</param>
    /// <param name="subOrders">Its sub-orders, or some of them, by position.</param>
    /// <param name="from">The position of the first file that is wanted.</param>
    /// <param name="state">Only files in this state; null for all.</param>
    /// <param name="wanted">How many the caller takes at most, so that storage sends no more at once; null if it takes all.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async IAsyncEnumerable<(SubOrder SubOrder, OrderFile File)> ReadAsync(
        OrderKey order,
        IReadOnlyList<SubOrder> subOrders,
        int from = 0,
        FileState? state = null,
        int? wanted = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var begin = 0; begin < subOrders.Count;)
        {
            var end = begin + 1;
            while (end < subOrders.Count && subOrders[end].First == subOrders[end - 1].End) end++;
            var current = begin;
            await foreach (var file in ReadRunAsync(order, subOrders[begin], subOrders[end - 1], from, state, wanted, cancellationToken))
            {
                while (subOrders[current].End <= file.Position) current++;
                yield return (subOrders[current], file);
            }

            begin = end;
        }
    }

    /// <summary>
    /// Writes files and the summary that counts them, on the condition that the summary still has the given ETag (null: that there
    /// is none yet). For <see cref="FileChanges"/> alone: it makes the changes of all others.
    /// </summary>
    /// <returns>The summary as written; null, and nothing written, if another was faster.</returns>
    public async Task<Stored<SubOrderSummary>?> TryWriteAsync(
        SubOrderKey key,
        SubOrderSummary summary,
        string? etag,
        IReadOnlyCollection<OrderFile> files,
        CancellationToken cancellationToken)
    {
        var partition = Partition(key);
        var next = summary with { Version = summary.Version + 1 };
        var row = TableDocuments.ToEntity(partition, SummaryRow, next);
        var actions = new List<TableTransactionAction>(files.Count + 1)
        {
            etag is null
                ? new(TableTransactionActionType.Add, row)
                : new(TableTransactionActionType.UpdateReplace, row, new ETag(etag)),
        };
        foreach (var file in files)
        {
            var entity = TableDocuments.ToEntity(partition, Row(file.Position), file);
            entity["State"] = file.State.ToString();
            actions.Add(new(TableTransactionActionType.UpsertReplace, entity));
        }

        return await storage.Files.TryCommitAsync(actions, cancellationToken) is { } written
            ? new Stored<SubOrderSummary>(next, written)
            : null;
    }

    /// <summary>Deletes the files of an order, all its sub-orders with their summaries; can be repeated.</summary>
    public Task DeleteAsync(OrderKey order, CancellationToken cancellationToken)
    {
        var prefix = Prefix(order);
        return storage.Files.DeleteRowsAsync(
            TableClient.CreateQueryFilter($"PartitionKey ge {prefix} and PartitionKey lt {prefix + "~"}"), cancellationToken);
    }

    /// <summary>Partitions sort as their sub-orders do, and rows by position: so neighbours are one range.</summary>
    private IAsyncEnumerable<OrderFile> ReadRunAsync(
        OrderKey order, SubOrder first, SubOrder last, int from, FileState? state, int? wanted, CancellationToken cancellationToken)
    {
        if (from >= last.End) return AsyncEnumerable.Empty<OrderFile>();
        if (ReferenceEquals(first, last)) return ReadAsync(first.KeyIn(order), Math.Max(from, first.First), first.End, state, wanted, cancellationToken);
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey ge {Partition(first.KeyIn(order))} and PartitionKey le {Partition(last.KeyIn(order))} and RowKey ge {Row(Math.Max(from, first.First))} and RowKey lt {Row(last.End)}");
        if (state is { } only) filter += TableClient.CreateQueryFilter($" and State eq {only.ToString()}");
        return storage.Files.ReadAsync<OrderFile>(filter, wanted is < 1000 ? wanted : null, cancellationToken).Select(found => found.Value);
    }

    private static string Prefix(OrderKey order) =>
        string.Create(CultureInfo.InvariantCulture, $"{TableKeys.Encode(order.Tenant)}|{order.Id:D10}|");

    private static string Partition(SubOrderKey key) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix(key.Order)}{key.First:D7}");

    private static string Row(int position) => string.Create(CultureInfo.InvariantCulture, $"f{position:D7}");
}
