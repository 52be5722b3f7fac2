using System.Globalization;
using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using ServerlessOrders.Orders.Index;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Orders.Lists;

/// <summary>
/// Looks through the orders of a tenant, whose partitions sort by order id: 1000 rows per operation instead of one operation an
/// order. The rows of orders and sub-orders carry what is filtered by beside their document, so storage itself leaves out what
/// does not match.
/// </summary>
internal sealed class OrderScanStore(StorageClients storage, OrderNumberStore numbers)
{
    internal const string Status = "Status";
    internal const string Owner = "Owner";
    internal const string Created = "Created";
    internal const string Waits = "Waits";

    /// <summary>Fewer ids than this are looked through at once; a range of more is narrowed and parted first.</summary>
    private const int SmallRange = 5000;

    private const int Parallelism = 8;

    private static readonly string OfOrders =
        TableClient.CreateQueryFilter($" and RowKey ge {OrderStore.OrderRows} and RowKey lt {OrderStore.OrderRowsEnd}");

    /// <summary>
    /// Ids grow with time but for this much: two instances whose clocks differ may give the later id the earlier date.
    /// </summary>
    private static readonly long ClockDifference = (long)TimeSpan.FromMinutes(10).TotalMilliseconds;

    /// <summary>
    /// The ids between which all orders of the filter's creation dates lie. Costs one operation, and about 20 more for each bound
    /// among 100,000 orders.
    /// </summary>
    public async Task<IdRange> FindRangeAsync(string tenant, OrderFilter filter, CancellationToken cancellationToken)
    {
        var range = new IdRange(1, await numbers.LastAsync(tenant, cancellationToken));
        if (range.Count > SmallRange && filter.FirstMillisecond is { } first)
            range = range with { First = await FindFirstAsync(tenant, range, first - ClockDifference, cancellationToken) };
        if (range.Count > SmallRange && filter.LastMillisecond is { } last)
            range = range with { Last = await FindFirstAsync(tenant, range, last + ClockDifference + 1, cancellationToken) - 1 };
        return range;
    }

    /// <summary>The ids in the range whose orders match, ascending: about one operation a 1000 orders looked at.</summary>
    public async Task<IReadOnlyList<long>> FindAsync(
        string tenant, IdRange range, OrderFilter filter, CancellationToken cancellationToken)
    {
        if (StatusesOf(filter) is { Count: 0 }) return [];
        var parts = range.Count <= SmallRange ? [range] : range.Split(Parallelism).ToList();
        var found = new IReadOnlyList<long>[parts.Count];
        await Parallel.ForAsync(0, parts.Count, cancellationToken, async (index, stop) =>
            found[index] = await FindPartAsync(tenant, parts[index], filter, stop));
        return [.. found.SelectMany(ids => ids)];
    }

    /// <summary>All orders of the range, the oldest first, as they are read: 1000 rows are held at a time.</summary>
    public async IAsyncEnumerable<OrderSnapshot> ReadAsync(
        string tenant, IdRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (range.Count <= 0) yield break;
        string? partition = null;
        var rows = new OrderRows();
        await foreach (var row in storage.Orders.QueryAsync<TableEntity>(Partitions(tenant, range), cancellationToken: cancellationToken))
        {
            if (row.PartitionKey != partition)
            {
                if (rows.ToSnapshot() is { } order) yield return order;
                (partition, rows) = (row.PartitionKey, new OrderRows());
            }

            rows.Add(row);
        }

        if (rows.ToSnapshot() is { } last) yield return last;
    }

    private async Task<IReadOnlyList<long>> FindPartAsync(
        string tenant, IdRange range, OrderFilter filter, CancellationToken cancellationToken)
    {
        if (range.Count <= 0) return [];
        var waiting = filter.WaitingForUser is null ? null : await FindWaitingAsync(tenant, range, cancellationToken);
        var ids = new List<long>();
        var rows = storage.Orders.QueryAsync<TableEntity>(
            Condition(tenant, range, filter), null, ["PartitionKey", Status, Owner], cancellationToken);
        await foreach (var row in rows)
        {
            var id = IdOf(row);
            var gone = row.GetString(Status) is nameof(OrderStatus.DELETED) or nameof(OrderStatus.EXPIRED);
            if (waiting is not null && (!gone && waiting.Contains(id)) != filter.WaitingForUser) continue;
            if (filter.MatchesOwner(row.GetString(Owner))) ids.Add(id);
        }

        return ids;
    }

    private async Task<HashSet<long>> FindWaitingAsync(string tenant, IdRange range, CancellationToken cancellationToken)
    {
        var filter = Partitions(tenant, range)
            + TableClient.CreateQueryFilter($" and RowKey ge {"s"} and RowKey lt {"t"} and Waits eq {true}");
        var ids = new HashSet<long>();
        await foreach (var row in storage.Orders.QueryAsync<TableEntity>(filter, null, ["PartitionKey"], cancellationToken))
            ids.Add(IdOf(row));
        return ids;
    }

    /// <summary>The first id of the range whose order was created at the instant or later; one past the range if none was.</summary>
    private async Task<long> FindFirstAsync(string tenant, IdRange range, long milliseconds, CancellationToken cancellationToken)
    {
        var (from, end) = (range.First, range.Last + 1);
        while (from < end)
        {
            var middle = from + ((end - from) / 2);
            var next = await NextAsync(tenant, new IdRange(middle, end - 1), cancellationToken);
            if (next is { } order && order.Created < milliseconds) from = order.Id + 1;
            else end = middle;
        }

        return end;
    }

    private async Task<(long Id, long Created)?> NextAsync(string tenant, IdRange range, CancellationToken cancellationToken)
    {
        var filter = Partitions(tenant, range) + OfOrders;
        await foreach (var row in storage.Orders.QueryAsync<TableEntity>(filter, 1, ["PartitionKey", Created], cancellationToken))
            return (IdOf(row), row.GetInt64(Created) ?? 0);
        return null;
    }

    private static string Condition(string tenant, IdRange range, OrderFilter filter)
    {
        var condition = Partitions(tenant, range) + OfOrders;
        if (filter.FirstMillisecond is { } first) condition += TableClient.CreateQueryFilter($" and Created ge {first}");
        if (filter.LastMillisecond is { } last) condition += TableClient.CreateQueryFilter($" and Created le {last}");
        if (filter.Owner is { } owner) condition += TableClient.CreateQueryFilter($" and Owner eq {owner}");
        if (StatusesOf(filter) is { } statuses)
        {
            var any = statuses.Order().Select(status => TableClient.CreateQueryFilter($"Status eq {status.ToString()}"));
            condition += $" and ({string.Join(" or ", any)})";
        }

        return condition;
    }

    /// <summary>The statuses of the filter; null for all.</summary>
    private static IReadOnlyCollection<OrderStatus>? StatusesOf(OrderFilter filter) =>
        filter.Statuses is { } some && some.Count < Enum.GetValues<OrderStatus>().Length ? some : null;

    private static string Partitions(string tenant, IdRange range) => TableClient.CreateQueryFilter(
        $"PartitionKey ge {OrderStore.Partition(new OrderKey(tenant, range.First))} and PartitionKey le {OrderStore.Partition(new OrderKey(tenant, range.Last))}");

    private static long IdOf(TableEntity row) =>
        long.Parse(row.PartitionKey.AsSpan(row.PartitionKey.LastIndexOf('|') + 1), CultureInfo.InvariantCulture);
}

/// <summary>Consecutive order ids.</summary>
/// <param name="First">The first.</param>
/// <param name="Last">The last; less than the first for none.</param>
internal readonly record struct IdRange(long First, long Last)
{
    /// <summary>How many ids there are; 0 or less for none.</summary>
    public long Count => Last - First + 1;

    /// <summary>The newest ids of the range, at most so many.</summary>
    public IdRange Newest(long count) => this with { First = Math.Max(First, Last - count + 1) };

    /// <summary>The same ids in so many ranges of about one size, in order.</summary>
    public IEnumerable<IdRange> Split(int parts)
    {
        for (var part = 0; part < parts; part++)
            yield return new IdRange(First + (Count * part / parts), First + (Count * (part + 1) / parts) - 1);
    }
}
