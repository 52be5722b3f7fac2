using Microsoft.Extensions.Options;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Orders.Index;

/// <summary>
/// What finds an order beside its own row: the lists of its owner and its tenant, its due date, and what only one order may have (its
/// label, and the basket that it was made of). All of it can be repeated.
/// </summary>
internal sealed class OrderIndex(
    OrderStore orders, OrderListStore lists, OrderOwnerStore owners, OrderClaimStore claims, DueOrderStore due, IOptions<OrdersOptions> options)
{
    private readonly LastSeen<OrderKey, bool> _added = new(10_000);

    /// <summary>Puts an order that was just created into the lists; again does no harm.</summary>
    public async Task AddAsync(Order order, CancellationToken cancellationToken)
    {
        await Task.WhenAll(
            [owners.AddAsync(order.Tenant, order.OwnerName, cancellationToken), .. ListsOf(order).Select(list => lists.AddAsync(list, order.Id, cancellationToken))]);
        _added.Set(order.Key, true);
    }

    /// <summary>Makes sure that a new order is in the lists; asks nothing if this process put it there.</summary>
    public async Task EnsureAsync(Order order, CancellationToken cancellationToken)
    {
        if (!_added.TryGet(order.Key, out _)) await RepairAsync(order, cancellationToken);
    }

    /// <summary>
    /// Puts an order into the lists if one lacks it (three operations if none does). It may have been deleted or removed since it was
    /// read, and taken out before it is put there: so it is read again then, and what does not belong there goes.
    /// </summary>
    public async Task RepairAsync(Order order, CancellationToken cancellationToken)
    {
        if (await HasAsync(order, cancellationToken)) return;
        await AddAsync(order, cancellationToken);
        var now = await orders.FindOrderAsync(order.Key, cancellationToken);
        if (now is null) await UnlistAsync(order, cancellationToken);
        else if (now.Value.Status == OrderStatus.DELETED) await HideAsync(order, cancellationToken);
    }

    /// <summary>Takes a DELETED order off its owner's list; operators find it still.</summary>
    public Task HideAsync(Order order, CancellationToken cancellationToken) =>
        lists.RemoveAsync(OrderListStore.OfOwner(order.Tenant, order.Owner), order.Id, cancellationToken);

    /// <summary>Takes an order out of all lists.</summary>
    public async Task UnlistAsync(Order order, CancellationToken cancellationToken)
    {
        await HideAsync(order, cancellationToken);
        await lists.RemoveAsync(OrderListStore.OfOwnerName(order.Tenant, order.OwnerName), order.Id, cancellationToken);
        await lists.RemoveAsync(OrderListStore.OfTenant(order.Tenant), order.Id, cancellationToken);
    }

    /// <summary>Notes when the order is due, and when its receivers are told so; an earlier note stays, and counts no more.</summary>
    public Task SetDueAsync(Order order, DateTimeOffset date, CancellationToken cancellationToken)
    {
        var notice = TimeSpan.FromHours(options.Value.ExpiringNoticeHours);
        DateTimeOffset? announce = order.Receivers.Count > 0 && notice > TimeSpan.Zero
            ? OrderExpiration.AnnounceDate(order.CreationDate, date, notice)
            : null;
        return due.AddAsync(order.Key, date, cancellationToken, announce);
    }

    /// <summary>Takes out all that finds an order which is about to be removed, and frees what it alone had.</summary>
    public async Task RemoveAsync(Order order, CancellationToken cancellationToken)
    {
        await due.RemoveAsync(order.Key, order.ExpirationDate, cancellationToken);
        await UnlistAsync(order, cancellationToken);
        await claims.ReleaseAsync(OrderClaimStore.Label(order.Tenant, order.Owner, order.Label), order.Key, cancellationToken);
        if (order.BasketETag is { } basket)
            await claims.ReleaseAsync(OrderClaimStore.Basket(order.Tenant, order.Owner, basket), order.Key, cancellationToken);
        if (order.CorrelationId is { } name)
            await claims.ReleaseAsync(OrderClaimStore.Correlation(order.Tenant, order.Owner, name), order.Key, cancellationToken);
    }

    private async Task<bool> HasAsync(Order order, CancellationToken cancellationToken) =>
        (await Task.WhenAll(ListsOf(order).Select(list => lists.HasAsync(list, order.Id, cancellationToken)))).All(has => has);

    private static string[] ListsOf(Order order) =>
    [
        OrderListStore.OfOwner(order.Tenant, order.Owner),
        OrderListStore.OfOwnerName(order.Tenant, order.OwnerName),
        OrderListStore.OfTenant(order.Tenant),
    ];
}
