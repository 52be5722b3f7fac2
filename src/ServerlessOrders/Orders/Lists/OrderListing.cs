using Microsoft.Extensions.Options;
using ServerlessOrders.Orders.Index;

namespace ServerlessOrders.Orders.Lists;

/// <summary>
/// Pages of orders. The lists of an owner and of a tenant answer at the same cost however many orders there are; other filters
/// look through orders, up to <see cref="OrdersOptions.MaxOrdersSearched"/> of them.
/// </summary>
internal sealed class OrderListing(
    OrderListStore lists, OrderOwnerStore owners, OrderScanStore scan, OrderStore orders, OrderClaimStore claims, IOptions<OrdersOptions> options)
{
    private const int Parallelism = 8;

    /// <summary>By what lists of orders can be sorted. Ids grow with creation dates, so both give the same order.</summary>
    public static IReadOnlyCollection<string> Sortable { get; } = ["id", "creationDate"];

    /// <summary>The order if none is asked for.</summary>
    public static SortKey NewestFirst { get; } = new("creationDate", Descending: true);

    /// <summary>A page of an owner's orders, DELETED ones left out.</summary>
    public async Task<OrderPage> OfOwnerAsync(string tenant, string owner, PageRequest request, CancellationToken cancellationToken)
    {
        var page = await ListAsync(tenant, OrderListStore.OfOwner(tenant, owner), request, cancellationToken);
        // The list follows the status.
        return page with { Orders = [.. page.Orders.Where(order => order.Order.Status != OrderStatus.DELETED)] };
    }

    /// <summary>The one order of an owner that has the label, whatever else is asked of it: a label is an owner's only once.</summary>
    public async Task<OrderPage> OfLabelAsync(
        string tenant, string owner, string label, IReadOnlySet<OrderStatus>? statuses, PageRequest request, CancellationToken cancellationToken)
    {
        if (await claims.FindHolderKeyAsync(OrderClaimStore.Label(tenant, owner, label), tenant, cancellationToken) is not { } key
            || await orders.FindAsync(key, cancellationToken) is not { } order
            || order.Order.Status == OrderStatus.DELETED
            || statuses?.Contains(order.Order.Status) == false) return new OrderPage([], 0);
        return new OrderPage(request.Number == 0 ? [order] : [], 1);
    }

    /// <summary>
    /// A page of an owner's orders in one of the statuses. Looks through the newest orders of the tenant as
    /// <see cref="SearchAsync"/> does, 1000 per operation, and never through one order at a time.
    /// </summary>
    public async Task<OrderPage> OfOwnerAsync(
        string tenant, string owner, IReadOnlySet<OrderStatus> statuses, PageRequest request, CancellationToken cancellationToken)
    {
        var filter = new OrderFilter { Statuses = statuses.Where(status => status != OrderStatus.DELETED).ToHashSet() };
        var all = await scan.FindRangeAsync(tenant, filter, cancellationToken);
        var searched = all.Newest(options.Value.MaxOrdersSearched);
        var own = (await lists.ReadAsync(OrderListStore.OfOwner(tenant, owner), 0, options.Value.MaxOrdersSearched, false, cancellationToken)).OrderIds.ToHashSet();
        var ids = own.Count == 0 ? [] : (await scan.FindAsync(tenant, searched, filter, cancellationToken)).Where(own.Contains).ToList();
        return new OrderPage(await ReadPageAsync(tenant, ids, request, cancellationToken), ids.Count, searched == all);
    }

    /// <summary>A page of the orders of a tenant that match, DELETED ones included.</summary>
    public async Task<OrderPage> SearchAsync(
        string tenant, OrderFilter filter, PageRequest request, CancellationToken cancellationToken)
    {
        if (filter.OwnerPart is { } part)
        {
            var found = await owners.FindAsync(tenant, part, cancellationToken);
            if (found.Count == 0) return new OrderPage([], 0);
            if (found.Count == 1) filter = filter with { Owner = found[0], OwnerPart = null };
        }

        if (filter is { AsksForOwnerAtMost: true, OwnerPart: null })
        {
            var list = filter.Owner is { } owner ? OrderListStore.OfOwnerName(tenant, owner) : OrderListStore.OfTenant(tenant);
            return await ListAsync(tenant, list, request, cancellationToken);
        }

        var all = await scan.FindRangeAsync(tenant, filter, cancellationToken);
        var searched = all.Newest(options.Value.MaxOrdersSearched);
        var ids = await scan.FindAsync(tenant, searched, filter, cancellationToken);
        return new OrderPage(await ReadPageAsync(tenant, ids, request, cancellationToken), ids.Count, searched == all);
    }

    private Task<IReadOnlyList<OrderSnapshot>> ReadPageAsync(
        string tenant, IReadOnlyList<long> ids, PageRequest request, CancellationToken cancellationToken)
    {
        var sorted = OldestFirst(request) ? ids : ids.Reverse();
        return ReadAsync(tenant, [.. sorted.Skip((int)Math.Min(request.Offset, int.MaxValue)).Take(request.Size)], cancellationToken);
    }

    private async Task<OrderPage> ListAsync(string tenant, string list, PageRequest request, CancellationToken cancellationToken)
    {
        var page = await lists.ReadAsync(list, request.Offset, request.Size, OldestFirst(request), cancellationToken);
        var found = await ReadAsync(tenant, page.OrderIds, cancellationToken);

        // Lists come after the order's row, so one that is not there was removed; if that happened before it was listed, it goes here.
        var gone = page.OrderIds.Except(found.Select(order => order.Order.Id)).ToList();
        foreach (var id in gone) await lists.RemoveAsync(list, id, cancellationToken);
        return new OrderPage(found, page.Total - gone.Count);
    }

    private async Task<IReadOnlyList<OrderSnapshot>> ReadAsync(
        string tenant, IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        var found = new OrderSnapshot?[ids.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, found.Length, parallel, async (index, stop) =>
            found[index] = await orders.FindAsync(new OrderKey(tenant, ids[index]), stop));
        return [.. found.OfType<OrderSnapshot>()];
    }

    private static bool OldestFirst(PageRequest request) => !request.Sort[0].Descending;
}

/// <summary>Some orders.</summary>
/// <param name="Orders">The orders of the page.</param>
/// <param name="Total">How many there are in all.</param>
/// <param name="Complete">False if only the newest orders were looked at, so that older ones may match as well.</param>
internal sealed record OrderPage(IReadOnlyList<OrderSnapshot> Orders, long Total, bool Complete = true);
