using Microsoft.Extensions.Logging;
using ServerlessOrders.Orders;
using ServerlessOrders.Telemetry;

namespace ServerlessOrders.Workflow;

/// <summary>
/// The activities of the workflow, behind two calls: what an engine's adapter runs. Each is measured, and every log written in
/// it carries the order.
/// </summary>
public sealed class OrderActivities(OrderPlanner planner, OrderWork work, OrderTelemetry telemetry, ILogger<OrderActivities> log)
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
            await work.RunAsync(task, cancellationToken);
            return true;
        });
    }
}
