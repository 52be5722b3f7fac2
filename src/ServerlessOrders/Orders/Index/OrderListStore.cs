using Azure;
using Azure.Data.Tables;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Orders.Index;

/// <summary>
/// Lists of order numbers: of each owner's orders without the DELETED ones, of all under each owner's name, and of all orders of a tenant. A list lies in one
/// partition as buckets of at most <see cref="BucketSize"/> numbers; the head row of a bucket carries its count. So the total
/// is the sum of the heads, and a deep page skips whole buckets: both cost the same among 100 and among 100,000 orders.
/// </summary>
/// <remarks>
/// A number belongs to the newest bucket that does not begin after it, and is counted there: so a new bucket may begin only
/// behind every number of the list, whatever comes at the same time. The first one begins at 0; each further one is added in
/// one transaction with the head of the full one before it, which must be unchanged since the numbers were looked at.
/// </remarks>
internal sealed class OrderListStore
{
    /// <summary>How many numbers a bucket takes before the next one is begun.</summary>
    public const int BucketSize = 1000;

    private readonly StorageClients _storage;
    private readonly int _bucketSize;
    private readonly LastSeen<string, Head> _newest = new(10_000);

    /// <summary>The lists of a storage account.</summary>
    public OrderListStore(StorageClients storage)
        : this(storage, BucketSize)
    {
    }

    internal OrderListStore(StorageClients storage, int bucketSize) => (_storage, _bucketSize) = (storage, bucketSize);

    /// <summary>The name of the list of an owner's orders (DELETED ones left out).</summary>
    public static string OfOwner(string tenant, string owner) => $"list|{TableKeys.Encode(tenant)}|{TableKeys.Encode(owner)}";

    /// <summary>
    /// The name of the list of all orders under what people see of their owner (<see cref="Orders.Order.OwnerName"/>), DELETED ones too:
    /// what operators find. Never tells whose an order is.
    /// </summary>
    public static string OfOwnerName(string tenant, string owner) => $"{OfOwner(tenant, owner)}|all";

    /// <summary>The name of the list of all orders of a tenant.</summary>
    public static string OfTenant(string tenant) => $"list|{TableKeys.Encode(tenant)}";

    /// <summary>
    /// Puts an order into a list (one operation if this process wrote to the list last, else two); one that is there already stays
    /// once.
    /// </summary>
    public async Task AddAsync(string list, long orderId, CancellationToken cancellationToken)
    {
        for (var contention = new Contention($"the list {list}"); ; await contention.LostAsync(cancellationToken))
        {
            // A bucket that is begun changes the head of the one before it: one that is not the newest any more is refused.
            if (!_newest.TryGet(list, out var newest)) newest = await FindHeadAsync(list, long.MaxValue, cancellationToken) ?? new Head(0, 0, null);
            var head = newest.FirstId <= orderId ? newest : await FindHeadAsync(list, orderId, cancellationToken) ?? new Head(0, 0, null);
            var isNewest = head == newest;
            var full = head.Count >= _bucketSize && await IsNewestAsync(list, orderId, cancellationToken) ? head : null;
            if (full is not null) head = new Head(orderId, 0, null);

            var entry = new TableEntity(list, EntryRow(orderId)) { ["OrderId"] = orderId };
            if (await CommitAsync(list, full, head, head.Count + 1, new(TableTransactionActionType.Add, entry), cancellationToken) is { } etag)
            {
                if (isNewest) _newest.Set(list, new Head(head.FirstId, head.Count + 1, new ETag(etag)));
                return;
            }

            _newest.Forget(list);
            if (await HasAsync(list, orderId, cancellationToken)) return;
        }
    }

    /// <summary>Takes an order out of a list; one that is not there is fine.</summary>
    public async Task RemoveAsync(string list, long orderId, CancellationToken cancellationToken)
    {
        for (var contention = new Contention($"the list {list}"); ; await contention.LostAsync(cancellationToken))
        {
            if (!await HasAsync(list, orderId, cancellationToken)) return;
            if (await FindHeadAsync(list, orderId, cancellationToken) is not { } head) return;
            var entry = new TableEntity(list, EntryRow(orderId));
            if (await CommitAsync(list, null, head, head.Count - 1, new(TableTransactionActionType.Delete, entry, ETag.All), cancellationToken) is null)
                continue;
            _newest.Forget(list);
            return;
        }
    }

    /// <summary>
    /// Reads a page: one query for the heads, one for each bucket that the page touches (at most two for a page of up to 1000).
    /// </summary>
    /// <param name="list">The list.</param>
    /// <param name="skip">How many numbers lie before the page.</param>
    /// <param name="take">How many the page holds.</param>
    /// <param name="oldestFirst">True to count and answer from the oldest on, false from the newest.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    internal async Task<OrderListPage> ReadAsync(
        string list, long skip, int take, bool oldestFirst, CancellationToken cancellationToken)
    {
        var heads = new List<Head>();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {list} and RowKey lt {"i"}");
        await foreach (var row in _storage.Index.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
            heads.Add(Head.Of(row));
        var total = heads.Sum(head => (long)head.Count);
        if (skip >= total) return new OrderListPage([], total);

        // The page seen from the newest end, where the rows begin.
        var count = (int)Math.Min(take, total - skip);
        var ids = await ReadNewestFirstAsync(list, heads, oldestFirst ? total - skip - count : skip, count, cancellationToken);
        if (oldestFirst) ids.Reverse();
        return new OrderListPage(ids, total);
    }

    private async Task<List<long>> ReadNewestFirstAsync(
        string list, List<Head> heads, long skip, int take, CancellationToken cancellationToken)
    {
        var ids = new List<long>(take);
        for (var index = 0; index < heads.Count && ids.Count < take; index++)
        {
            if (skip >= heads[index].Count)
            {
                skip -= heads[index].Count;
                continue;
            }

            // Numbers of this bucket: from the first of the next newer bucket (exclusive) down to its own first.
            var newer = index == 0 ? "i" : EntryRow(heads[index - 1].FirstId) + "~";
            var rows = TableClient.CreateQueryFilter(
                $"PartitionKey eq {list} and RowKey gt {newer} and RowKey le {EntryRow(heads[index].FirstId)}");
            var wanted = (int)Math.Min(skip + take - ids.Count, 1000);
            await foreach (var row in _storage.Index.QueryAsync<TableEntity>(rows, wanted, cancellationToken: cancellationToken))
            {
                if (skip-- > 0) continue;
                ids.Add(row.GetInt64("OrderId") ?? 0);
                if (ids.Count == take) break;
            }

            skip = 0;
        }

        return ids;
    }

    /// <summary>Whether an order is in a list (one operation).</summary>
    public async Task<bool> HasAsync(string list, long orderId, CancellationToken cancellationToken) =>
        (await _storage.Index.GetEntityIfExistsAsync<TableEntity>(list, EntryRow(orderId), cancellationToken: cancellationToken)).HasValue;

    /// <summary>The bucket that the number belongs to: the newest that does not begin after it.</summary>
    private async Task<Head?> FindHeadAsync(string list, long orderId, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {list} and RowKey ge {HeadRow(orderId)} and RowKey lt {"i"}");
        await foreach (var row in _storage.Index.QueryAsync<TableEntity>(filter, 1, cancellationToken: cancellationToken))
            return Head.Of(row);
        return null;
    }

    /// <summary>Whether the number is greater than all of the list.</summary>
    private async Task<bool> IsNewestAsync(string list, long orderId, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {list} and RowKey ge {"i"} and RowKey le {EntryRow(orderId)}");
        await foreach (var _ in _storage.Index.QueryAsync<TableEntity>(filter, 1, cancellationToken: cancellationToken)) return false;
        return true;
    }

    private Task<string?> CommitAsync(
        string list, Head? full, Head head, int count, TableTransactionAction entry, CancellationToken cancellationToken)
    {
        List<TableTransactionAction> actions = [Write(head, count), entry];
        if (full is not null) actions.Add(Write(full, full.Count));
        return _storage.Index.TryCommitAsync(actions, cancellationToken);

        TableTransactionAction Write(Head written, int number)
        {
            var row = new TableEntity(list, HeadRow(written.FirstId)) { ["FirstId"] = written.FirstId, ["Count"] = number };
            return written.ETag is { } etag
                ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, row, etag)
                : new TableTransactionAction(TableTransactionActionType.Add, row);
        }
    }

    private static string HeadRow(long id) => $"b{TableKeys.Descending(id)}";

    private static string EntryRow(long id) => $"i{TableKeys.Descending(id)}";

    private sealed record Head(long FirstId, int Count, ETag? ETag)
    {
        public static Head Of(TableEntity row) => new(row.GetInt64("FirstId") ?? 0, row.GetInt32("Count") ?? 0, row.ETag);
    }
}

/// <summary>A page of order numbers, newest first.</summary>
/// <param name="OrderIds">The numbers.</param>
/// <param name="Total">How many the whole list has.</param>
internal sealed record OrderListPage(IReadOnlyList<long> OrderIds, long Total);
