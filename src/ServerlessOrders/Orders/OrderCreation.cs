using System.Globalization;
using Microsoft.Extensions.Logging;
using ServerlessOrders.Baskets;
using ServerlessOrders.Security;
using ServerlessOrders.Telemetry;

namespace ServerlessOrders.Orders;

/// <summary>
/// Creates orders. Everything that must outlive a crash is written before the order's row: who drives it, its claims, its
/// selection, its due date; the lists come after it, so that no list names an order that does not exist, and the workflow
/// begins by making sure of them.
/// </summary>
public sealed class OrderCreation(
    OrderStore orders,
    OrderNumberStore numbers,
    OrderClaimStore claims,
    OrderDocumentStore documents,
    OrderListing listing,
    DueOrderStore due,
    UnfinishedOrderStore unfinished,
    BasketStore baskets,
    IOrderWorkflows workflows,
    OrderSettings settings,
    TimeProvider time,
    OrderTelemetry telemetry,
    ILogger<OrderCreation> log)
{
    /// <summary>The longest label in characters.</summary>
    public const int MaxLabelLength = 50;

    /// <summary>The longest onSuccessUrl in characters: it lies in the order's row.</summary>
    public const int MaxUrlLength = 2048;

    /// <summary>Makes the caller's basket an order; two requests at once make one order.</summary>
    public async Task<CreationOutcome> FromBasketAsync(
        Caller caller, OrderRequest request, CancellationToken cancellationToken)
    {
        if (await baskets.FindAsync(caller.Tenant, caller.User, cancellationToken) is not { } stored) return CreationOutcome.NoBasket;
        if (Check(request) is { } refusal) return refusal;

        var selection = new OrderSelection(stored.Basket.DatasetSelections);
        var outcome = await CreateAsync(caller, request, selection, stored.ETag, cancellationToken);

        // Claimed by another request: the basket goes where that one has made its order, and stays where it may have died.
        var isOrdered = outcome.Status == CreationStatus.NoBasket
            && await claims.IsInUseAsync(OrderClaimStore.Basket(caller.Tenant, caller.User, stored.ETag), caller.Tenant, cancellationToken);
        if (outcome.Status == CreationStatus.Created || isOrdered)
            await baskets.DeleteAsync(caller.Tenant, caller.User, stored.ETag, cancellationToken);
        return outcome;
    }

    /// <summary>Makes an order of a selection that is no basket: a restart, or an application's request.</summary>
    public async Task<CreationOutcome> FromSelectionAsync(
        Caller caller, OrderRequest request, OrderSelection selection, CancellationToken cancellationToken) =>
        Check(request) ?? await CreateAsync(caller, request, selection, null, cancellationToken);

    private static CreationOutcome? Check(OrderRequest request) =>
        request.Label is { Length: > MaxLabelLength } ? CreationOutcome.Refused("TOO_MANY_CHARACTERS_IN_LABEL")
        : request.OnSuccessUrl is { Length: > MaxUrlLength } url
            ? CreationOutcome.Refused($"onSuccessUrl has {url.Length} characters; at most {MaxUrlLength} are allowed.")
        : null;

    private async Task<CreationOutcome> CreateAsync(
        Caller caller, OrderRequest request, OrderSelection selection, string? basketVersion, CancellationToken cancellationToken)
    {
        var key = new OrderKey(caller.Tenant, await numbers.NextAsync(caller.Tenant, cancellationToken));
        using var scope = log.BeginOrder(key);

        // The note comes first and names the creator, so that nothing of a creation that dies stays behind.
        await unfinished.AddAsync(key, cancellationToken, caller.User);
        var (order, refusal) = await PrepareOrGiveUpAsync(caller, key, request, selection, basketVersion, cancellationToken);
        if (order is null) return refusal!;

        // A number is given once: a row that is there already is this creation's, whose answer was lost.
        while (!await orders.TryCreateAsync(order, cancellationToken)
               && await orders.FindOrderAsync(key, cancellationToken) is null)
        {
            // Refused, and yet nothing there: storage has to be asked again.
        }

        await listing.AddAsync(order, cancellationToken);
        telemetry.Moved(null, order.Status);
        log.LogInformation(
            "Order {OrderId} of {Tenant} was created by {User}: {Datasets} dataset selections",
            key.Id, key.Tenant, caller.User, selection.Datasets.Count);
        await workflows.WakeAsync(key, cancellationToken);
        return new CreationOutcome(CreationStatus.Created, order);
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
            if (!prepared) await unfinished.RemoveAsync(key, cancellationToken);
            return result;
        }
        catch when (!prepared)
        {
            await claims.ReleaseAllAsync(key, caller.User, CancellationToken.None);
            throw;
        }
    }

    private async Task<(Order? Order, CreationOutcome? Refusal)> PrepareAsync(
        Caller caller, OrderKey key, OrderRequest request, OrderSelection selection, string? basketVersion, CancellationToken cancellationToken)
    {
        var (now, began) = (time.GetUtcNow(), time.GetTimestamp());

        // A basket is ordered once, whatever is sent twice: before the label, which the first request has taken as well.
        if (basketVersion is not null
            && !await claims.TryTakeAsync(OrderClaimStore.Basket(caller.Tenant, caller.User, basketVersion), key, cancellationToken))
            return (null, CreationOutcome.NoBasket);
        if (await TakeLabelAsync(caller, request.Label, key, now, cancellationToken) is not { } label)
            return (null, CreationOutcome.Refused("LABEL_NOT_UNIQUE_FOR_OWNER"));

        var durations = await settings.FindAsync(key.Tenant, cancellationToken);
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
            Expansion = new ExpansionCursor(),
            OnSuccessUrl = request.OnSuccessUrl,
            CorrelationId = request.CorrelationId,
            BasketVersion = basketVersion,
        };
        await documents.WriteSelectionAsync(key, selection, cancellationToken);
        await due.AddAsync(key, order.ExpirationDate, cancellationToken);

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

        for (var second = 0; ; second++)
        {
            var label = string.Create(
                CultureInfo.InvariantCulture, $"Order of {now.UtcDateTime.AddSeconds(second):yyyy'/'MM'/'dd' at 'HH':'mm':'ss}");
            if (await claims.TryTakeAsync(OrderClaimStore.Label(caller.Tenant, caller.User, label), key, cancellationToken)) return label;
        }
    }
}

/// <summary>What a new order is to be.</summary>
/// <param name="Label">Its label; null or empty for one made of the time.</param>
/// <param name="OnSuccessUrl">The page that its confirmation links to.</param>
/// <param name="ByApplication">True for the shorter life of an application's order.</param>
/// <param name="CorrelationId">The name that an application gave to its request.</param>
public sealed record OrderRequest(
    string? Label, string? OnSuccessUrl, bool ByApplication = false, string? CorrelationId = null);

/// <summary>How a creation ended.</summary>
/// <param name="Status">Created, or why not.</param>
/// <param name="Order">The order where created.</param>
/// <param name="Refusal">The reason of a refusal, as the API words it.</param>
public sealed record CreationOutcome(CreationStatus Status, Order? Order = null, string? Refusal = null)
{
    /// <summary>The caller has no basket.</summary>
    public static CreationOutcome NoBasket { get; } = new(CreationStatus.NoBasket);

    /// <summary>The request cannot be met.</summary>
    public static CreationOutcome Refused(string reason) => new(CreationStatus.Refused, null, reason);
}

/// <summary>Answers to a creation.</summary>
public enum CreationStatus
{
    /// <summary>The order exists.</summary>
    Created,

    /// <summary>There is no basket to order.</summary>
    NoBasket,

    /// <summary>Refused: 422 with the reason.</summary>
    Refused,
}
