using Microsoft.Extensions.Logging;
using ServerlessOrders.Baskets;
using ServerlessOrders.Orders.Index;
using ServerlessOrders.Security;
using ServerlessOrders.Telemetry;

namespace ServerlessOrders.Orders.Creation;

/// <summary>
/// Creates orders. Everything that must outlive a crash is written before the order's row: who drives it, its claims, its
/// selection, its due date; the lists come after it, so that no list names an order that does not exist, and the workflow
/// begins by making sure of them.
/// </summary>
internal sealed class OrderCreation(
    OrderChanges changes,
    NewOrderClaims claims,
    OrderDraft draft,
    OrderContents contents,
    OrderIndex index,
    BasketStore baskets,
    OrderDrive drive,
    ILogger<OrderCreation> log)
{
    /// <summary>Makes the caller's basket an order; two requests at once make one order.</summary>
    public async Task<CreationOutcome> FromBasketAsync(
        Caller caller, OrderRequest request, CancellationToken cancellationToken)
    {
        if (await baskets.FindAsync(caller.Tenant, caller.User, cancellationToken) is not { } stored) return CreationOutcome.NoBasket;
        if (draft.Refusal(request) is { } refusal) return refusal;

        var selection = new OrderSelection(stored.Value.DatasetSelections);
        var outcome = await CreateAsync(caller, request, selection, stored.ETag, cancellationToken);

        // Claimed by another request: the basket goes if that one has made its order, and stays if it may have died.
        var isOrdered = outcome.Status == CreationStatus.NoBasket && await claims.IsOrderedAsync(caller, stored.ETag, cancellationToken);
        if (outcome.Status == CreationStatus.Created || isOrdered)
            await baskets.DeleteAsync(caller.Tenant, caller.User, stored.ETag, cancellationToken);
        return outcome;
    }

    /// <summary>Makes an order of a selection that is no basket, such as an application's request.</summary>
    public async Task<CreationOutcome> FromSelectionAsync(
        Caller caller, OrderRequest request, OrderSelection selection, CancellationToken cancellationToken) =>
        draft.Refusal(request) ?? await CreateAsync(caller, request, selection, null, cancellationToken);

    /// <summary>Makes an order of what another one takes; that one stays as it is.</summary>
    public async Task<CreationOutcome> FromOrderAsync(
        Caller caller, OrderRequest request, OrderKey other, CancellationToken cancellationToken) =>
        await contents.ReadSelectionAsync(other, cancellationToken) is { } selection
            ? await FromSelectionAsync(caller, request, selection, cancellationToken)
            : CreationOutcome.NoSelection;

    /// <summary>
    /// The rest of a creation that has made its order and then stopped, but for what the workflow does anyway: the basket goes, and
    /// somebody drives the order.
    /// </summary>
    public async Task FinishAsync(Order order, CancellationToken cancellationToken)
    {
        if (order.BasketETag is { } etag) await baskets.DeleteAsync(order.Tenant, order.Owner, etag, cancellationToken);
        await drive.WakeAsync(order.Key, cancellationToken);
    }

    private async Task<CreationOutcome> CreateAsync(
        Caller caller, OrderRequest request, OrderSelection selection, string? basketETag, CancellationToken cancellationToken)
    {
        if (await claims.TryBeginAsync(caller, request.Idempotency, cancellationToken) is not { } key) return CreationOutcome.UnderWay;
        using var scope = log.BeginOrder(key);
        var (order, refusal) = await PrepareOrGiveUpAsync(caller, key, request, selection, basketETag, cancellationToken);
        if (order is null) return refusal!;

        try
        {
            await changes.CreateAsync(order, $"by {caller.User}: {selection.Datasets.Count} dataset selections", cancellationToken);
            await index.AddAsync(order, cancellationToken);
        }
        finally
        {
            // Whatever failed, the order may be there, and its workflow makes sure of the lists. A workflow without an order ends at once.
            await drive.WakeAsync(key, cancellationToken);
        }

        return new CreationOutcome(CreationStatus.Created, order);
    }

    /// <summary>
    /// All that comes before the order's row. If it fails or is refused, nothing of it stays, and the user may try again at once;
    /// if the process dies, the refresh pass does the same later.
    /// </summary>
    private async Task<(Order? Order, CreationOutcome? Refusal)> PrepareOrGiveUpAsync(
        Caller caller, OrderKey key, OrderRequest request, OrderSelection selection, string? basketETag, CancellationToken cancellationToken)
    {
        var prepared = false;
        try
        {
            var result = await PrepareAsync(caller, key, request, selection, basketETag, cancellationToken);
            prepared = result.Order is not null;
            if (result.Refusal is { } refusal) await claims.EndAsync(caller, key, request, basketETag, refusal, cancellationToken);
            return result;
        }
        catch when (!prepared)
        {
            await claims.AbandonAsync(caller, key, request);
            throw;
        }
    }

    private async Task<(Order? Order, CreationOutcome? Refusal)> PrepareAsync(
        Caller caller, OrderKey key, OrderRequest request, OrderSelection selection, string? basketETag, CancellationToken cancellationToken)
    {
        var (label, refusal) = await claims.TakeAsync(caller, key, request, basketETag, cancellationToken);
        if (label is null) return (null, refusal);
        var order = await draft.CreateAsync(caller, key, request, label, basketETag, cancellationToken);
        await Task.WhenAll(
            contents.WriteSelectionAsync(key, selection, cancellationToken), index.SetDueAsync(order, order.ExpirationDate, cancellationToken));
        claims.EnsureHeld(key, label);
        return (order, null);
    }
}
