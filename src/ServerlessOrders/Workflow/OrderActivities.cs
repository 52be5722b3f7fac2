using Microsoft.Extensions.Logging;
using ServerlessOrders.Orders;
using ServerlessOrders.Telemetry;

namespace ServerlessOrders.Workflow;

/// <summary>
/// The activities of the workflow, behind two calls: what an engine's adapter runs. Each is measured, and every log written in
/// it carries the order.
/// </summary>
public sealed class OrderActivities
{
    private readonly OrderPlanner _planner;
    private readonly OrderWork _work;
    private readonly OrderTelemetry _telemetry;
    private readonly ILogger<OrderActivities> _log;

    internal OrderActivities(OrderPlanner planner, OrderWork work, OrderTelemetry telemetry, ILogger<OrderActivities> log) =>
        (_planner, _work, _telemetry, _log) = (planner, work, telemetry, log);

    /// <summary>Reads the order and decides what comes next.</summary>
    public async Task<WorkflowStep> PlanAsync(OrderKey order, CancellationToken cancellationToken)
    {
        using var scope = _log.BeginOrder(order);
        return await _telemetry.StepAsync("Plan", order, () => _planner.PlanAsync(order, cancellationToken));
    }

    /// <summary>Does one piece of work.</summary>
    public async Task RunAsync(WorkflowTask task, CancellationToken cancellationToken)
    {
        using var scope = _log.BeginOrder(task.Order);
        await _telemetry.StepAsync(task.Kind.ToString(), task.Order, async () =>
        {
            await _work.RunAsync(task, cancellationToken);
            return true;
        });
    }
}
