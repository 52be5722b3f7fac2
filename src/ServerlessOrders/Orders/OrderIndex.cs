using Microsoft.Extensions.Options;

namespace ServerlessOrders.Orders;

/// <summary>
/// What finds an order beside its own row: the lists of its owner and its tenant, its due date, and what only one order may have (its
/// label, and the basket that it was made of). All of it can be repeated.
/// </summary>
internal sealed class OrderIndex(
    OrderListStore lists, OrderOwnerStore owners, OrderClaimStore claims, DueOrderStore due, IOptions<OrdersOptions> options)
{
    /// <summary>Puts an order into the lists; again does no harm.</summary>
    public async Task AddAsync(Order order, CancellationToken cancellationToken)
    {
        await owners.AddAsync(order.Tenant, order.OwnerName, cancellationToken);
        await lists.AddAsync(OrderListStore.OfOwner(order.Tenant, order.Owner), order.Id, cancellationToken);
        await lists.AddAsync(OrderListStore.OfOwnerName(order.Tenant, order.OwnerName), order.Id, cancellationToken);
        await lists.AddAsync(OrderListStore.OfTenant(order.Tenant), order.Id, cancellationToken);
    }

    /// <summary>Whether the first and the last list that <see cref="AddAsync"/> writes hold the order.</summary>
    public async Task<bool> HasAsync(Order order, CancellationToken cancellationToken) =>
        await lists.HasAsync(OrderListStore.OfOwner(order.Tenant, order.Owner), order.Id, cancellationToken)
        && await lists.HasAsync(OrderListStore.OfTenant(order.Tenant), order.Id, cancellationToken);

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
}
