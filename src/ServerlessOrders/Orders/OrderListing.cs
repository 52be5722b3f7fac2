using ServerlessOrders.Storage;

namespace ServerlessOrders.Orders;

/// <summary>Pages of orders, newest first; a page costs the same however many orders there are.</summary>
public sealed class OrderListing(OrderLists lists, OrderStore orders)
{
    private const int Parallelism = 8;

    /// <summary>Puts an order into the lists; again does no harm.</summary>
    public async Task AddAsync(Order order, CancellationToken cancellationToken)
    {
        await lists.AddAsync(OrderLists.OfOwner(order.Tenant, order.Owner), order.Id, cancellationToken);
        await lists.AddAsync(OrderLists.OfTenant(order.Tenant), order.Id, cancellationToken);
    }

    /// <summary>A page of an owner's orders, DELETED ones left out.</summary>
    public Task<OrderPage> OfOwnerAsync(string tenant, string owner, int page, int size, CancellationToken cancellationToken) =>
        ReadAsync(tenant, OrderLists.OfOwner(tenant, owner), page, size, cancellationToken);

    /// <summary>A page of all orders of a tenant.</summary>
    public Task<OrderPage> OfTenantAsync(string tenant, int page, int size, CancellationToken cancellationToken) =>
        ReadAsync(tenant, OrderLists.OfTenant(tenant), page, size, cancellationToken);

    private async Task<OrderPage> ReadAsync(string tenant, string list, int page, int size, CancellationToken cancellationToken)
    {
        var ids = await lists.ReadAsync(list, (long)page * size, size, cancellationToken);
        var found = new OrderSnapshot?[ids.OrderIds.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, found.Length, parallel, async (index, stop) =>
            found[index] = await orders.FindAsync(new OrderKey(tenant, ids.OrderIds[index]), stop));
        return new OrderPage([.. found.OfType<OrderSnapshot>()], ids.Total);
    }
}

/// <summary>Some orders.</summary>
/// <param name="Orders">The orders, newest first.</param>
/// <param name="Total">How many there are in all.</param>
public sealed record OrderPage(IReadOnlyList<OrderSnapshot> Orders, long Total);
