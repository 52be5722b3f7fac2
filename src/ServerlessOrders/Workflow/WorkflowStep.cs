using ServerlessOrders.Orders;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Workflow;

/// <summary>What the workflow does next with an order.</summary>
/// <param name="Status">The order's status, for operators.</param>
/// <param name="Tasks">Work to run now, side by side; if there is none, the workflow waits.</param>
/// <param name="WaitUntil">When to look again at the latest, if there is no work; null when finished.</param>
/// <param name="Finished">True when nobody needs to drive the order any more.</param>
public sealed record WorkflowStep(
    string Status, IReadOnlyList<WorkflowTask> Tasks, DateTimeOffset? WaitUntil, bool Finished)
{
    /// <summary>Work on the order.</summary>
    internal static WorkflowStep Work(Order order, WorkflowTaskKind kind) =>
        new(order.Status.ToString(), [new(kind, order.Key, order.Generation)], null, Finished: false);

    /// <summary>Work of one kind on each of some sub-orders of the order.</summary>
    internal static WorkflowStep Work(Order order, WorkflowTaskKind kind, IEnumerable<SubOrderKey> subOrders)
    {
        var tasks = subOrders.Select(key => new WorkflowTask(kind, order.Key, order.Generation, key));
        return new WorkflowStep(order.Status.ToString(), [.. tasks], null, Finished: false);
    }

    /// <summary>A wait until then; at the latest, and if no time is given, until the other one.</summary>
    internal static WorkflowStep Wait(Order order, DateTimeOffset? until, DateTimeOffset latest) =>
        new(order.Status.ToString(), [], until < latest ? until : latest, Finished: false);
}

/// <summary>A piece of work on an order. Every kind can be repeated and can stop in the middle.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Order">The order.</param>
/// <param name="Generation">The order's generation when the work was planned: work of an older one writes nothing.</param>
/// <param name="SubOrder">The sub-order, for work on one; null for work on the order.</param>
public sealed record WorkflowTask(WorkflowTaskKind Kind, OrderKey Order, long Generation, SubOrderKey? SubOrder = null)
{
    /// <summary>
    /// The order as the plan has read it; null if the work begins in another process. It may have changed since, as it may have
    /// between any reading and what follows.
    /// </summary>
    internal Stored<Order>? Planned { get; init; }
}

/// <summary>The kinds of work.</summary>
public enum WorkflowTaskKind
{
    /// <summary>Turn the next page of the selection into files.</summary>
    ExpandPage,

    /// <summary>Make the files of a sub-order readable and verify them.</summary>
    PrepareSubOrder,

    /// <summary>Make the files of a sub-order that failed PENDING again.</summary>
    ResetFailedFiles,

    /// <summary>Remove the files of an order that was deleted or expired.</summary>
    CleanUp,

    /// <summary>Send the e-mail that confirms the order.</summary>
    SendConfirmation,

    /// <summary>Tell the order's receivers what happened to it.</summary>
    SendEvents,
}
