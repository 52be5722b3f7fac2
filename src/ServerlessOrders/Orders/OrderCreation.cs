using System.Globalization;
using Microsoft.Extensions.Logging;
using ServerlessOrders.Baskets;
using ServerlessOrders.Security;
using ServerlessOrders.Storage;
using ServerlessOrders.Telemetry;

namespace ServerlessOrders.Orders;

/// <summary>
/// Creates orders. Everything that must outlive a crash is written before the order's row: who drives it, its claims, its
/// selection, its due date; the lists come after it, so that no list names an order that does not exist, and the workflow
/// begins by making sure of them.
/// </summary>
public sealed class OrderCreation(
    OrderChanges changes,
    OrderNumberStore numbers,
    OrderClaimStore claims,
    OrderDocumentStore documents,
    OrderIndex index,
    UnfinishedOrderStore unfinished,
    BasketStore baskets,
    IOrderWorkflows workflows,
    INotificationSettings notifications,
    OrderSettings settings,
    TimeProvider time,
    ILogger<OrderCreation> log)
{
    private readonly LastSeen<(string Tenant, string Owner), DateTimeOffset> _labelled = new(10_000);

    /// <summary>The longest label in characters.</summary>
    public const int MaxLabelLength = 50;

    /// <summary>How many seconds a label made of the time may lie ahead, where an owner orders much at once.</summary>
    private const int MaxLabelsTried = 1000;

    /// <summary>The longest onSuccessUrl in characters: it lies in the order's row.</summary>
    public const int MaxUrlLength = 2048;

    /// <summary>Makes the caller's basket an order; two requests at once make one order.</summary>
    public async Task<CreationOutcome> FromBasketAsync(
        Caller caller, OrderRequest request, CancellationToken cancellationToken)
    {
        if (await baskets.FindAsync(caller.Tenant, caller.User, cancellationToken) is not { } stored) return CreationOutcome.NoBasket;
        if (Check(request) is { } refusal) return refusal;

        var selection = new OrderSelection(stored.Value.DatasetSelections);
        var outcome = await CreateAsync(caller, request, selection, stored.ETag, cancellationToken);

        // Claimed by another request: the basket goes where that one has made its order, and stays where it may have died.
        var isOrdered = outcome.Status == CreationStatus.NoBasket
            && await claims.FindHolderAsync(
                OrderClaimStore.Basket(caller.Tenant, caller.User, stored.ETag), caller.Tenant, cancellationToken) is not null;
        if (outcome.Status == CreationStatus.Created || isOrdered)
            await baskets.DeleteAsync(caller.Tenant, caller.User, stored.ETag, cancellationToken);
        return outcome;
    }

    /// <summary>Makes an order of a selection that is no basket: a restart, or an application's request.</summary>
    public async Task<CreationOutcome> FromSelectionAsync(
        Caller caller, OrderRequest request, OrderSelection selection, CancellationToken cancellationToken) =>
        Check(request) ?? await CreateAsync(caller, request, selection, null, cancellationToken);

    /// <summary>
    /// The rest of a creation that has made its order and then stopped, but for what the workflow does anyway: the basket goes, and
    /// somebody drives the order.
    /// </summary>
    public async Task FinishAsync(Order order, CancellationToken cancellationToken)
    {
        if (order.BasketVersion is { } version) await baskets.DeleteAsync(order.Tenant, order.Owner, version, cancellationToken);
        await workflows.WakeAsync(order.Key, cancellationToken);
    }

    private CreationOutcome? Check(OrderRequest request) =>
        request.Label is { Length: > MaxLabelLength } ? CreationOutcome.Refused("TOO_MANY_CHARACTERS_IN_LABEL")
        : request.OnSuccessUrl is { Length: > MaxUrlLength } url
            ? CreationOutcome.Refused($"onSuccessUrl has {url.Length} characters; at most {MaxUrlLength} are allowed.")
        : request.Notify is { } notify && notifications.Refusal(notify.Url, notify.Secret) is { } reason
            ? CreationOutcome.Refused(reason)
        : null;

    private async Task<IReadOnlyList<OrderReceiver>> ReceiversAsync(string tenant, OrderRequest request, CancellationToken cancellationToken)
    {
        var receivers = new List<OrderReceiver>();
        if (request.Notify is { } notify) receivers.Add(new OrderReceiver(notify.Url, notify.Secret));
        if (await notifications.HasTenantReceiverAsync(tenant, cancellationToken)) receivers.Add(new OrderReceiver(null, null));
        return receivers;
    }

    private async Task<CreationOutcome> CreateAsync(
        Caller caller, OrderRequest request, OrderSelection selection, string? basketVersion, CancellationToken cancellationToken)
    {
        if (await NumberAsync(caller, request.Idempotency, cancellationToken) is not { } number) return CreationOutcome.UnderWay;
        var key = new OrderKey(caller.Tenant, number);
        using var scope = log.BeginOrder(key);

        // The note comes first and names the creator, so that nothing of a creation that dies stays behind.
        await unfinished.AddAsync(key, cancellationToken, caller.User);
        var (order, refusal) = await PrepareOrGiveUpAsync(caller, key, request, selection, basketVersion, cancellationToken);
        if (order is null) return refusal!;

        await changes.CreateAsync(order, $"by {caller.User}: {selection.Datasets.Count} dataset selections", cancellationToken);
        await index.AddAsync(order, cancellationToken);
        await workflows.WakeAsync(key, cancellationToken);
        return new CreationOutcome(CreationStatus.Created, order);
    }

    /// <returns>Null where another request with the same key is about to make the order.</returns>
    private async Task<long?> NumberAsync(Caller caller, IdempotencyClaim? claim, CancellationToken cancellationToken)
    {
        if (claim is null) return await numbers.NextAsync(caller.Tenant, cancellationToken);
        var number = await claim.TryBeginAsync(() => numbers.NextAsync(caller.Tenant, cancellationToken), cancellationToken);
        if (number is { } taken && claim.TakesOver)
            await claims.ReleaseAllAsync(new OrderKey(caller.Tenant, taken), caller.User, cancellationToken);
        return number;
    }

    /// <summary>
    /// All that comes before the order's row. Where it fails or is refused, nothing of it stays, and the user may try again at once;
    /// where the process dies, the refresh pass does the same later.
    /// </summary>
    private async Task<(Order? Order, CreationOutcome? Refusal)> PrepareOrGiveUpAsync(
        Caller caller, OrderKey key, OrderRequest request, OrderSelection selection, string? basketVersion, CancellationToken cancellationToken)
    {
        var prepared = false;
        try
        {
            var result = await PrepareAsync(caller, key, request, selection, basketVersion, cancellationToken);
            prepared = result.Order is not null;
            if (result.Refusal is { Status: CreationStatus.Refused } && basketVersion is not null)
                await claims.ReleaseAsync(OrderClaimStore.Basket(caller.Tenant, caller.User, basketVersion), key, cancellationToken);
            if (result.Refusal is { Status: CreationStatus.Refused } && request.CorrelationId is { } correlationId)
                await claims.ReleaseAsync(OrderClaimStore.Correlation(caller.Tenant, caller.User, correlationId), key, cancellationToken);
            if (!prepared) await unfinished.RemoveAsync(key, cancellationToken);
            return result;
        }
        catch when (!prepared)
        {
            await claims.ReleaseAllAsync(key, caller.User, CancellationToken.None);
            if (request.Idempotency is { } claim) await claim.AbandonAsync(CancellationToken.None);
            throw;
        }
    }

    private async Task<(Order? Order, CreationOutcome? Refusal)> PrepareAsync(
        Caller caller, OrderKey key, OrderRequest request, OrderSelection selection, string? basketVersion, CancellationToken cancellationToken)
    {
        var (now, began) = (time.GetUtcNow(), time.GetTimestamp());
        var asked = settings.FindAsync(key.Tenant, cancellationToken);

        // A basket is ordered once, whatever is sent twice: before the label, which the first request has taken as well.
        if (basketVersion is not null
            && !await claims.TryTakeAsync(OrderClaimStore.Basket(caller.Tenant, caller.User, basketVersion), key, cancellationToken))
            return (null, CreationOutcome.NoBasket);
        if (request.CorrelationId is { } name
            && !await claims.TryTakeAsync(OrderClaimStore.Correlation(caller.Tenant, caller.User, name), key, cancellationToken))
            return (null, CreationOutcome.UnderWay);
        if (await TakeLabelAsync(caller, request.Label, key, now, cancellationToken) is not { } label)
            return (null, CreationOutcome.Refused("LABEL_NOT_UNIQUE_FOR_OWNER"));

        var durations = await asked;
        var hours = request.ByApplication ? durations.ApplicationSubOrderHours : durations.UserSubOrderHours;
        var order = new Order
        {
            Tenant = key.Tenant,
            Id = key.Id,
            Owner = caller.User,
            OwnerEmail = caller.Email,
            OwnerRole = caller.Role.ToString(),
            Label = label,
            CreationDate = now,
            ExpirationDate = OrderExpiration.Date(now, 0, hours, durations.MaxExpirationHours),
            Status = OrderStatus.PENDING,
            StatusDate = now,
            SubOrderHours = hours,
            MaxHours = durations.MaxExpirationHours,
            Progress = new OrderProgress { Expansion = new ExpansionCursor() },
            OnSuccessUrl = request.OnSuccessUrl,
            CorrelationId = request.CorrelationId,
            BasketVersion = basketVersion,
            Receivers = await ReceiversAsync(key.Tenant, request, cancellationToken),
        };
        await Task.WhenAll(
            documents.WriteSelectionAsync(key, selection, cancellationToken), index.SetDueAsync(key, order.ExpirationDate, cancellationToken));

        // By now another creation may have what this one has claimed.
        return time.GetElapsedTime(began) <= OrderClaimStore.LongestCreation
            ? (order, null)
            : throw new TimeoutException($"The creation of order {key} took too long; nothing was ordered.");
    }

    /// <returns>The label that was taken; null where the wanted one is another order's.</returns>
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
        var next = _labelled.TryGet(owner, out var last) && last.AddSeconds(1) > now && last < now.AddSeconds(MaxLabelsTried - 1) ? last.AddSeconds(1) : now;
        for (; next < now.AddSeconds(MaxLabelsTried); next = next.AddSeconds(1))
        {
            var label = string.Create(CultureInfo.InvariantCulture, $"Order of {next.UtcDateTime:yyyy'/'MM'/'dd' at 'HH':'mm':'ss}");
            if (!await claims.TryTakeAsync(OrderClaimStore.Label(caller.Tenant, caller.User, label), key, cancellationToken)) continue;
            _labelled.Set(owner, next);
            return label;
        }

        throw new ContentionException($"a label for an order of {caller.User}", MaxLabelsTried);
    }
}
