using ServerlessOrders.Orders;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Workflow;

/// <summary>What the workflow does next with an order.</summary>
/// <param name="Status">The order's status, for operators.</param>
/// <param name="Tasks">Work to run now, side by side; where there is none, the workflow waits.</param>
/// <param name="WaitUntil">When to look again at the latest, where there is no work; null when finished.</param>
/// <param name="Finished">True when nobody needs to drive the order any more.</param>
public sealed record WorkflowStep(
    string Status, IReadOnlyList<WorkflowTask> Tasks, DateTimeOffset? WaitUntil, bool Finished)
{
    /// <summary>Work of one kind on the order, or on each of its sub-orders that are named by their first positions.</summary>
    internal static WorkflowStep Work(Order order, WorkflowTaskKind kind, IEnumerable<int>? firsts = null)
    {
        var tasks = (firsts ?? [0]).Select(first => new WorkflowTask(kind, order.Key, first, order.Generation));
        return new WorkflowStep(order.Status.ToString(), [.. tasks], null, Finished: false);
    }

    /// <summary>A wait until then; at the latest, and where no time is given, until the other one.</summary>
    internal static WorkflowStep Wait(Order order, DateTimeOffset? until, DateTimeOffset latest) =>
        new(order.Status.ToString(), [], until < latest ? until : latest, Finished: false);
}

/// <summary>A piece of work on an order. Every kind can be repeated and can stop in the middle.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Order">The order.</param>
/// <param name="First">For a sub-order: its first position.</param>
/// <param name="Generation">The order's generation when the work was planned: work of an older one writes nothing.</param>
public sealed record WorkflowTask(WorkflowTaskKind Kind, OrderKey Order, int First, long Generation)
{
    /// <summary>
    /// The order as the plan has read it; null where the work begins in another process. It may have changed since, as it may have
    /// between any reading and what follows.
    /// </summary>
    internal Stored<Order>? Planned { get; init; }

    /// <summary>The sub-order, for work on one.</summary>
    internal SubOrderKey SubOrder => new(Order, First);
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
