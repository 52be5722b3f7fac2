namespace ServerlessOrders.Orders.Creation;

/// <summary>What a new order is to be.</summary>
/// <param name="Label">Its label; null or empty for one made of the time.</param>
/// <param name="OnSuccessUrl">The page that its confirmation links to.</param>
/// <param name="ByApplication">True for the shorter life of an application's order.</param>
/// <param name="CorrelationId">The name that an application gave to its request; no other order of its owner has it.</param>
/// <param name="Idempotency">The claim to the key of the request; null if it has none.</param>
/// <param name="Notify">Who is told what happens to it, beside the receiver of the tenant; null for nobody.</param>
internal sealed record OrderRequest(
    string? Label,
    string? OnSuccessUrl,
    bool ByApplication = false,
    string? CorrelationId = null,
    IdempotencyClaim? Idempotency = null,
    NotifyBody? Notify = null);

/// <summary>A receiver of an order's events, as a request names it.</summary>
/// <param name="Url">Where events are posted to.</param>
/// <param name="Secret">What signs them: <c>whsec_</c> and 24 to 64 bytes in Base64; null for no signature.</param>
internal sealed record NotifyBody(string Url, string? Secret = null)
{
    /// <summary>Nothing of it: logs must not tell a secret.</summary>
    public override string ToString() => nameof(NotifyBody);
}

/// <summary>How a creation ended.</summary>
/// <param name="Status">Created, or why not.</param>
/// <param name="Order">The order if created.</param>
/// <param name="Refusal">The reason of a refusal, as the API words it.</param>
internal sealed record CreationOutcome(CreationStatus Status, Order? Order = null, string? Refusal = null)
{
    /// <summary>The caller has no basket.</summary>
    public static CreationOutcome NoBasket { get; } = new(CreationStatus.NoBasket);

    /// <summary>Another creation of the same order is under way.</summary>
    public static CreationOutcome UnderWay { get; } = new(CreationStatus.UnderWay);

    /// <summary>There is no order to order again.</summary>
    public static CreationOutcome NotFound { get; } = new(CreationStatus.NotFound);

    /// <summary>What the order to order again took is not known any more.</summary>
    public static CreationOutcome NoSelection { get; } = new(CreationStatus.NoSelection);

    /// <summary>The caller may not order that order again, or it is not in a status for that.</summary>
    public static CreationOutcome NotAllowed(string reason) => new(CreationStatus.NotAllowed, null, reason);

    /// <summary>The request cannot be met.</summary>
    public static CreationOutcome Refused(string reason) => new(CreationStatus.Refused, null, reason);
}

/// <summary>Answers to a creation.</summary>
internal enum CreationStatus
{
    /// <summary>The order exists.</summary>
    Created,

    /// <summary>There is no basket to order.</summary>
    NoBasket,

    /// <summary>Refused: 422 with the reason.</summary>
    Refused,

    /// <summary>Another request is making the same order, or has just made it: 409.</summary>
    UnderWay,

    /// <summary>A restart of an order that does not exist: 404.</summary>
    NotFound,

    /// <summary>A restart that the caller or the order's status does not allow: 401 with the reason.</summary>
    NotAllowed,

    /// <summary>A restart of an order whose selection is gone: 409.</summary>
    NoSelection,
}
