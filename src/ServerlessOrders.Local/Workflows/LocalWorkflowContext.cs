using Microsoft.Extensions.Logging;
using ServerlessOrders.Workflow;

namespace ServerlessOrders.Local.Workflows;

/// <summary>
/// One run of a workflow in this process. Waiting costs nothing here: the run notes until when it wants to wait and goes on to
/// its end, which in <see cref="OrderWorkflow"/> follows at once, and the schedule starts the next run at that time.
/// </summary>
internal sealed class LocalWorkflowContext(
    OrderActivities activities, TimeProvider time, ILogger log, OrderKey order, CancellationToken cancellationToken)
    : IWorkflowContext
{
    /// <inheritdoc/>
    public DateTimeOffset CurrentUtc => time.GetUtcNow();

    /// <summary>Until when the run wants to wait; null if it wants to go on.</summary>
    public DateTimeOffset? WaitUntil { get; private set; }

    /// <inheritdoc/>
    public Task<WorkflowStep> PlanAsync(OrderKey order) => activities.PlanAsync(order, cancellationToken);

    /// <inheritdoc/>
    public Task RunAsync(WorkflowTask task) => activities.RunAsync(task, cancellationToken);

    /// <inheritdoc/>
    public Task WaitForWakeAsync(DateTimeOffset until)
    {
        WaitUntil = until;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Report(string status) => log.LogDebug("Order {OrderId} of {Tenant}: {Status}", order.Id, order.Tenant, status);
}
