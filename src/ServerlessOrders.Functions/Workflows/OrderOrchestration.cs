using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using ServerlessOrders.Workflow;

namespace ServerlessOrders.Functions.Workflows;

/// <summary>The orchestration of one order: runs the body of the workflow, and starts anew with an empty history after each run.</summary>
public static class OrderOrchestration
{
    /// <summary>The orchestration's name.</summary>
    public const string Name = "OrderOrchestration";

    /// <summary>
    /// The instance of an order: its key as <c>tenant:id</c>. Not its usual form <c>tenant/id</c>: instance ids stand in paths of
    /// Durable Functions' management addresses.
    /// </summary>
    public static string InstanceId(OrderKey order) => string.Create(CultureInfo.InvariantCulture, $"{order.Tenant}:{order.Id}");

    /// <summary>Runs the body once. Wake-ups that nobody has taken yet stay for the next run.</summary>
    [Function(Name)]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var run = context.GetInput<OrderRun>() ?? throw new InvalidOperationException($"Instance {context.InstanceId} has no input.");
        var workflow = new DurableWorkflowContext(context);
        if (run.Status is not null) workflow.Report(run.Status);
        if (await OrderWorkflow.RunAsync(workflow, run.Order) == WorkflowEnd.StartAnew)
            context.ContinueAsNew(run with { Status = workflow.Status }, preserveUnprocessedEvents: true);
    }
}

/// <summary>The input of a run.</summary>
/// <param name="Order">The order.</param>
/// <param name="Status">What the run before has reported: shown until this one knows better; null for the first.</param>
public sealed record OrderRun(OrderKey Order, string? Status);
