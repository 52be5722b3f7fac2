using Microsoft.Extensions.Logging;
using ServerlessOrders.Mail;
using ServerlessOrders.Notifications;
using ServerlessOrders.Orders;
using ServerlessOrders.Telemetry;

namespace ServerlessOrders.Workflow;

/// <summary>
/// The activities of the workflow, behind two calls: what an engine's adapter runs. Each is measured, and every log written in
/// it carries the order.
/// </summary>
public sealed class OrderActivities(
    OrderPlanner planner,
    SelectionExpansion expansion,
    SubOrderPreparation preparation,
    FailedFileReset reset,
    OrderCleanup cleanup,
    OrderConfirmation confirmation,
    EventSending events,
    OrderTelemetry telemetry,
    ILogger<OrderActivities> log)
{
    /// <summary>Reads the order and decides what comes next.</summary>
    public async Task<WorkflowStep> PlanAsync(OrderKey order, CancellationToken cancellationToken)
    {
        using var scope = log.BeginOrder(order);
        return await telemetry.StepAsync("Plan", order, () => planner.PlanAsync(order, cancellationToken));
    }

    /// <summary>Does one piece of work.</summary>
    public async Task RunAsync(WorkflowTask task, CancellationToken cancellationToken)
    {
        using var scope = log.BeginOrder(task.Order);
        await telemetry.StepAsync(task.Kind.ToString(), task.Order, async () =>
        {
            await WorkAsync(task, cancellationToken);
            return true;
        });
    }

    private Task WorkAsync(WorkflowTask task, CancellationToken cancellationToken) => task.Kind switch
    {
        WorkflowTaskKind.ExpandPage => expansion.ExpandPageAsync(task, cancellationToken),
        WorkflowTaskKind.PrepareSubOrder => preparation.PrepareAsync(task, cancellationToken),
        WorkflowTaskKind.ResetFailedFiles => reset.ResetAsync(task, cancellationToken),
        WorkflowTaskKind.CleanUp => cleanup.CleanUpAsync(task, cancellationToken),
        WorkflowTaskKind.SendConfirmation => confirmation.SendAsync(task.Order, cancellationToken),
        WorkflowTaskKind.SendEvents => events.SendAsync(task.Order, cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(task), task.Kind, "Unknown kind of work."),
    };
}
