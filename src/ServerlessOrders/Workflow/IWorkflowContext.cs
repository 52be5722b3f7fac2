namespace ServerlessOrders.Workflow;

/// <summary>
/// What the workflow of an order may do. A port because one body runs on two engines: Durable Functions, where it is replayed
/// from its history, and the local host, where it runs in process. The body reaches the outside only through it.
/// </summary>
public interface IWorkflowContext
{
    /// <summary>Now, UTC; in a replay the time of the first run.</summary>
    DateTimeOffset CurrentUtc { get; }

    /// <summary>Runs the activity that reads the order and decides what comes next.</summary>
    Task<WorkflowStep> PlanAsync(OrderKey order);

    /// <summary>Runs one piece of work as an activity; it may run more than once.</summary>
    Task RunAsync(WorkflowTask task);

    /// <summary>Waits until the order is woken, at most until the given time. Returns at once if a wake-up came before.</summary>
    Task WaitForWakeAsync(DateTimeOffset until);

    /// <summary>Shows operators where the order stands.</summary>
    void Report(string status);
}
