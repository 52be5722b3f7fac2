namespace ServerlessOrders.Orders.Commands;

/// <summary>How a command on an order ended.</summary>
/// <param name="Status">Done, or why not.</param>
/// <param name="Order">The order as it is now, if there is one to show.</param>
/// <param name="Refusal">The reason of a refusal, as the API words it.</param>
internal sealed record OrderOutcome(OrderOutcomeStatus Status, Order? Order = null, string? Refusal = null)
{
    /// <summary>No such order in the caller's tenant.</summary>
    public static OrderOutcome NotFound { get; } = new(OrderOutcomeStatus.NotFound);

    /// <summary>The caller may not act on the order.</summary>
    public static OrderOutcome NotAllowed { get; } = new(OrderOutcomeStatus.Refused, null, "USER_NOT_ALLOWED_TO_MANAGE_ORDER");

    public static OrderOutcome Done(Order order) => new(OrderOutcomeStatus.Done, order);

    /// <summary>The order does not allow it now.</summary>
    public static OrderOutcome Refused(string reason) => new(OrderOutcomeStatus.Refused, null, reason);
}

/// <summary>Answers to a command on an order.</summary>
internal enum OrderOutcomeStatus
{
    Done,

    /// <summary>There is no such order.</summary>
    NotFound,

    /// <summary>It is refused: 401 with the reason.</summary>
    Refused,
}
