using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using ServerlessOrders.Workflow;

namespace ServerlessOrders.Functions.Workflows;

/// <summary>The activities of the workflow. Each may run more than once.</summary>
/// <param name="activities">What they do.</param>
/// <param name="client">Work on one order may wake another, which waits for its slot.</param>
public sealed class OrderActivityFunctions(OrderActivities activities, InvocationClient client)
{
    /// <summary>The name of <see cref="PlanAsync"/>.</summary>
    public const string PlanName = "PlanOrder";

    /// <summary>The name of <see cref="WorkAsync"/>.</summary>
    public const string WorkName = "WorkOnOrder";

    /// <summary>Reads the order and decides what comes next.</summary>
    [Function(PlanName)]
    public async Task<WorkflowStep> PlanAsync(
        [ActivityTrigger] OrderKey order, [DurableClient] DurableTaskClient durable, CancellationToken cancellationToken)
    {
        using var use = client.Use(durable);
        return await activities.PlanAsync(order, cancellationToken);
    }

    /// <summary>Does one piece of work.</summary>
    [Function(WorkName)]
    public async Task WorkAsync(
        [ActivityTrigger] WorkflowTask task, [DurableClient] DurableTaskClient durable, CancellationToken cancellationToken)
    {
        using var use = client.Use(durable);
        await activities.RunAsync(task, cancellationToken);
    }
}
