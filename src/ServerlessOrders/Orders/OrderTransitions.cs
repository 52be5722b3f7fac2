using System.Collections.Frozen;
using static ServerlessOrders.Orders.OrderCommand;
using static ServerlessOrders.Orders.OrderStatus;

namespace ServerlessOrders.Orders;

/// <summary>
/// The one table of order statuses (contract, sections 3 and 5): from which status a command is allowed, where it leads, and
/// the reason of a refusal as REGARDS words it. Every change of a status goes through it.
/// </summary>
internal static class OrderTransitions
{
    private static readonly FrozenDictionary<OrderCommand, Rule> Rules = new Dictionary<OrderCommand, Rule>
    {
        [Pause] = new(PAUSED, "ORDER_MUST_BE_PENDING_OR_RUNNING", PENDING, RUNNING),
        // If the expansion was not finished the order goes back to PENDING: see Apply.
        [Resume] = new(RUNNING, "ORDER_MUST_BE_PAUSED", PAUSED),
        [Delete] = new(DELETED, "ORDER_MUST_BE_DONE_OR_DONE_WITH_WARNING_OR_PAUSED_OR_FAILED_OR_EXPIRED",
            DONE, DONE_WITH_WARNING, PAUSED, FAILED, EXPIRED),
        // Whatever can be deleted, and what is under way beside it.
        [Cancel] = new(DELETED, "ORDER_MUST_NOT_BE_DELETED", PENDING, RUNNING, DONE, DONE_WITH_WARNING, PAUSED, FAILED, EXPIRED),
        // Only its date changes.
        [Extend] = new(null, "ORDER_MUST_BE_PENDING_OR_RUNNING_OR_PAUSED_OR_DONE_OR_DONE_WITH_WARNING",
            PENDING, RUNNING, PAUSED, DONE, DONE_WITH_WARNING),
        // The order's rows go; there is no status after it.
        [Remove] = new(DELETED, "ORDER_MUST_BE_DELETED", DELETED),
        // Makes another order; this one stays as it is. REGARDS refuses an EXPIRED one, which leaves its user without a way on.
        [Restart] = new(null, "ORDER_MUST_BE_DONE_OR_DONE_WITH_WARNING_OR_FAILED", DONE, DONE_WITH_WARNING, FAILED, EXPIRED),
        [Retry] = new(RUNNING, "ORDER_MUST_BE_DONE_WITH_WARNING_OR_FAILED", DONE_WITH_WARNING, FAILED),
        [Expire] = new(EXPIRED, "ORDER_MUST_NOT_HAVE_ENDED", PENDING, RUNNING, PAUSED, DONE, DONE_WITH_WARNING),
        [Expanded] = new(RUNNING, "ORDER_MUST_BE_PENDING", PENDING),
        // DONE and DONE_WITH_WARNING lead to each other: a file is lost, or fetched after all.
        [Complete] = new(DONE, "ORDER_MUST_BE_RUNNING", PENDING, RUNNING, DONE_WITH_WARNING),
        [CompleteWithWarning] = new(DONE_WITH_WARNING, "ORDER_MUST_BE_RUNNING", PENDING, RUNNING, DONE),
        [Fail] = new(FAILED, "ORDER_MUST_BE_PENDING_OR_RUNNING", PENDING, RUNNING),
    }.ToFrozenDictionary();

    /// <summary>The reason why the command is refused in this status, or null if it is allowed.</summary>
    public static string? Refusal(OrderStatus status, OrderCommand command) =>
        Rules[command].From.Contains(status) ? null : Rules[command].Refusal;

    /// <summary>
    /// The order after the command: its status, the instant of the change, and a generation higher, so that work planned
    /// before writes nothing any more.
    /// </summary>
    /// <exception cref="InvalidOperationException">The command is not allowed in the order's status.</exception>
    public static Order Apply(Order order, OrderCommand command, DateTimeOffset now)
    {
        var rule = Rules[command];
        if (!rule.From.Contains(order.Status))
            throw new InvalidOperationException($"{command} of an order that is {order.Status}: {rule.Refusal}.");
        var to = command is Resume or Retry && order.Progress.Expansion is not null ? PENDING : rule.To ?? order.Status;
        return to == order.Status
            ? order
            : order with { Status = to, StatusDate = now, Generation = order.Generation + 1 };
    }

    private sealed record Rule(OrderStatus? To, string Refusal, params OrderStatus[] From);
}
