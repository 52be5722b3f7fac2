using ServerlessOrders.Security;

namespace ServerlessOrders.Orders;

/// <summary>What becomes of an order: another status, progress of its workflow, or both.</summary>
/// <param name="Command">Leads to the status that <see cref="OrderTransitions"/> names; null if the status stays as it is.</param>
/// <param name="Reason">Who or what changes the status, for the log.</param>
/// <param name="Then">What else changes, given the order after its transition; null for nothing.</param>
internal sealed record OrderChange(OrderCommand? Command, string? Reason = null, Func<Order, Order>? Then = null)
{
    /// <summary>True for a command of a user: its answer is looked for even after the workflow has changed the order further.</summary>
    public bool IsUsers { get; private init; }

    /// <summary>First positions of the sub-orders whose preparation has ended: their receivers are told with the change.</summary>
    public IReadOnlyList<int> Announced { get; init; } = [];

    /// <summary>How many files are in error, if the change knows it.</summary>
    public int? Errors { get; init; }

    /// <summary>An event that is written anew with the change; null for none.</summary>
    public OrderEvent? Sent { get; init; }

    /// <summary>A command of a user.</summary>
    public static OrderChange By(Caller caller, OrderCommand command, Func<Order, Order>? then = null) =>
        new(command, $"by {caller.User}", then) { IsUsers = true };

    /// <summary>A change of something else than the status.</summary>
    public static OrderChange Of(Func<Order, Order> then) => new(null, null, then);

    /// <summary>Progress of the workflow; the status stays.</summary>
    public static OrderChange Progress(Func<OrderProgress, OrderProgress> then) =>
        Of(order => order with { Progress = then(order.Progress) });

    /// <summary>The order after the change, and the events that are written with it.</summary>
    /// <exception cref="InvalidOperationException">The command is not allowed in the order's status.</exception>
    internal (Order Order, IReadOnlyList<OrderEvent> Events) Apply(Order order, DateTimeOffset now, Guid id)
    {
        var moved = Command is { } command ? OrderTransitions.Apply(order, command, now) : order;
        var changed = Then?.Invoke(moved) ?? moved;
        var (next, events) = OrderEvents.Of(order, changed, Announced, Errors, now);
        return (next with { ChangeId = id, CommandId = IsUsers ? id : changed.CommandId }, Sent is null ? events : [.. events, Sent]);
    }
}
