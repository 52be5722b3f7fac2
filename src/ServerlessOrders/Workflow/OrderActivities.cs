using ServerlessOrders.Delivery.Mail;
using ServerlessOrders.Orders;

namespace ServerlessOrders.Workflow;

/// <summary>The activities of the workflow, behind two calls: what an engine's adapter runs.</summary>
public sealed class OrderActivities(
    OrderPlanner planner,
    SelectionExpansion expansion,
    SubOrderPreparation preparation,
    FailedFileReset reset,
    OrderCleanup cleanup,
    OrderConfirmation confirmation)
{
    /// <summary>Reads the order and decides what comes next.</summary>
    public Task<WorkflowStep> PlanAsync(OrderKey order, CancellationToken cancellationToken) =>
        planner.PlanAsync(order, cancellationToken);

    /// <summary>Does one piece of work.</summary>
    public Task RunAsync(WorkflowTask task, CancellationToken cancellationToken) => task.Kind switch
    {
        WorkflowTaskKind.ExpandPage => expansion.ExpandPageAsync(task, cancellationToken),
        WorkflowTaskKind.PrepareSubOrder => preparation.PrepareAsync(task, cancellationToken),
        WorkflowTaskKind.ResetFailedFiles => reset.ResetAsync(task, cancellationToken),
        WorkflowTaskKind.CleanUp => cleanup.CleanUpAsync(task, cancellationToken),
        WorkflowTaskKind.SendConfirmation => confirmation.SendAsync(task, cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(task), task.Kind, "Unknown kind of work."),
    };
}
