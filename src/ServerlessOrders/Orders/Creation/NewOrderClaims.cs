using System.Globalization;
using ServerlessOrders.Orders.Index;
using ServerlessOrders.Security;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Orders.Creation;

/// <summary>
/// What a creation takes before its order's row is there: the order's number, a note of who creates it, and what only one order may
/// have (its label, the basket that it is made of, the name of its request). Nothing of it stays if the creation fails: this gives
/// it back, or the refresh pass does if the process died.
/// </summary>
internal sealed class NewOrderClaims(
    OrderNumberStore numbers, OrderClaimStore claims, UnfinishedOrderStore unfinished, TimeProvider time)
{
    /// <summary>How many seconds a label made of the time may lie ahead, if an owner orders much at once.</summary>
    private const int MaxLabelsTried = 1000;

    private readonly LastSeen<(string Tenant, string Owner), long> _labelled = new(10_000);

    /// <summary>Takes a number and notes who creates the order.</summary>
    /// <returns>Null if another request with the same key is about to make the order.</returns>
    public async Task<OrderKey?> TryBeginAsync(Caller caller, IdempotencyClaim? claim, CancellationToken cancellationToken)
    {
        if (await NumberAsync(caller, claim, cancellationToken) is not { } number) return null;
        var key = new OrderKey(caller.Tenant, number);

        // The note comes first and names the creator, so that nothing of a creation that dies stays behind.
        await unfinished.AddAsync(key, cancellationToken, caller.User);
        return key;
    }

    /// <summary>Takes what only this order may have.</summary>
    /// <returns>The order's label, or why there can be no such order.</returns>
    public async Task<(ClaimedLabel? Label, CreationOutcome? Refusal)> TakeAsync(
        Caller caller, OrderKey key, OrderRequest request, string? basketETag, CancellationToken cancellationToken)
    {
        var (now, began) = (time.GetUtcNow(), time.GetTimestamp());

        // A basket is ordered once, whatever is sent twice: before the label, which the first request has taken as well.
        if (basketETag is not null && !await claims.TryTakeAsync(Basket(caller, basketETag), key, cancellationToken))
            return (null, CreationOutcome.NoBasket);
        if (request.CorrelationId is { } name && !await claims.TryTakeAsync(Correlation(caller, name), key, cancellationToken))
            return (null, CreationOutcome.UnderWay);
        return await TakeLabelAsync(caller, request.Label, key, now, cancellationToken) is { } label
            ? (new ClaimedLabel(label, now, began), null)
            : (null, CreationOutcome.Refused("LABEL_NOT_UNIQUE_FOR_OWNER"));
    }

    /// <summary>Makes sure that the order may still have what it has claimed: after some time another creation may take it.</summary>
    /// <exception cref="TimeoutException">It may not.</exception>
    public void EnsureHeld(OrderKey key, ClaimedLabel label)
    {
        if (time.GetElapsedTime(label.Began) > OrderClaimStore.LongestCreation)
            throw new TimeoutException($"The creation of order {key} took too long; nothing was ordered.");
    }

    /// <summary>Gives back what a creation took that was refused.</summary>
    public async Task EndAsync(
        Caller caller, OrderKey key, OrderRequest request, string? basketETag, CreationOutcome refusal, CancellationToken cancellationToken)
    {
        if (refusal.Status == CreationStatus.Refused && basketETag is not null)
            await claims.ReleaseAsync(Basket(caller, basketETag), key, cancellationToken);
        if (refusal.Status == CreationStatus.Refused && request.CorrelationId is { } name)
            await claims.ReleaseAsync(Correlation(caller, name), key, cancellationToken);
        await unfinished.RemoveAsync(key, cancellationToken);
    }

    /// <summary>Gives back whatever a creation took that failed; the refresh pass takes the note away.</summary>
    public async Task AbandonAsync(Caller caller, OrderKey key, OrderRequest request)
    {
        await claims.ReleaseAllAsync(key, caller.User, CancellationToken.None);
        if (request.Idempotency is { } claim) await claim.AbandonAsync(CancellationToken.None);
    }

    /// <summary>Whether an order was made of that version of the basket.</summary>
    public async Task<bool> IsOrderedAsync(Caller caller, string basketETag, CancellationToken cancellationToken) =>
        await claims.FindHolderAsync(Basket(caller, basketETag), caller.Tenant, cancellationToken) is not null;

    private static OrderClaim Basket(Caller caller, string etag) => OrderClaimStore.Basket(caller.Tenant, caller.User, etag);

    private static OrderClaim Correlation(Caller caller, string name) => OrderClaimStore.Correlation(caller.Tenant, caller.User, name);

    private async Task<long?> NumberAsync(Caller caller, IdempotencyClaim? claim, CancellationToken cancellationToken)
    {
        if (claim is null) return await numbers.NextAsync(caller.Tenant, cancellationToken);
        var number = await claim.TryBeginAsync(() => numbers.NextAsync(caller.Tenant, cancellationToken), cancellationToken);
        if (number is { } taken && claim.TakesOver)
            await claims.ReleaseAllAsync(new OrderKey(caller.Tenant, taken), caller.User, cancellationToken);
        return number;
    }

    /// <returns>The label that was taken; null if the wanted one is another order's.</returns>
    private async Task<string?> TakeLabelAsync(
        Caller caller, string? wanted, OrderKey key, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!string.IsNullOrEmpty(wanted))
        {
            var claim = OrderClaimStore.Label(caller.Tenant, caller.User, wanted);
            return await claims.TryTakeAsync(claim, key, cancellationToken) ? wanted : null;
        }

        // The label of the owner's last order is taken for sure.
        var owner = (caller.Tenant, caller.User);
        var began = now.ToUnixTimeSeconds();
        var first = _labelled.TryGet(owner, out var last) && last >= began && last - began < MaxLabelsTried - 1 ? (int)(last - began) + 1 : 0;
        for (var second = first; second < MaxLabelsTried; second++)
        {
            var label = string.Create(
                CultureInfo.InvariantCulture, $"Order of {now.UtcDateTime.AddSeconds(second):yyyy'/'MM'/'dd' at 'HH':'mm':'ss}");
            if (!await claims.TryTakeAsync(OrderClaimStore.Label(caller.Tenant, caller.User, label), key, cancellationToken)) continue;
            _labelled.Set(owner, began + second);
            return label;
        }

        throw new ContentionException($"a label for an order of {caller.User}", MaxLabelsTried);
    }
}

/// <summary>The label that a creation has claimed, with all else that it needs.</summary>
/// <param name="Label">The label.</param>
/// <param name="Now">When it began to claim.</param>
/// <param name="Began">The same as a time stamp of the <see cref="TimeProvider"/>, which no change of the clock moves.</param>
internal sealed record ClaimedLabel(string Label, DateTimeOffset Now, long Began);
