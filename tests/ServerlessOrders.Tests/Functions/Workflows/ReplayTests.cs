using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Time.Testing;
using ServerlessOrders.Functions.Workflows;
using ServerlessOrders.Workflow;

namespace ServerlessOrders.Tests.Functions.Workflows;

/// <summary>
/// Durable Functions replay an orchestrator from its history at each step, on any machine: it must decide the same each time. The
/// engine itself compares names and numbers of what is asked for; the journal compares inputs and times too.
/// </summary>
public sealed class ReplayTests
{
    [Fact]
    public async Task Orchestration_ReplayedAtEachStep_AsksForTheSame()
    {
        await using var order = await StartAsync(OrderOrchestration.RunAsync);

        var end = await RunAsync(order);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
        Assert.Empty(order.Engine.Journal.Faults);
        Assert.Equal(3, order.Runs.Count);
        // Each answer of the engine is a step, and each step a replay: four plans, work, a timer, a wake-up.
        Assert.InRange(order.Engine.Journal.Replays, 8, int.MaxValue);
    }

    /// <summary>The proof that such a fault is found: the same body, but its context reads a clock.</summary>
    [Fact]
    public async Task Orchestration_ThatReadsAClock_IsFoundOut()
    {
        var clock = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) };
        await using var order = await StartAsync(context => OrderWorkflow.RunAsync(
            new ClockReading(new DurableWorkflowContext(context), clock), context.GetInput<OrderRun>()!.Order));

        await order.WakeAsync();
        var end = await order.EndAsync();

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Contains("and its replay for timer 2000", order.Engine.Journal.Faults.First(), StringComparison.Ordinal);
    }

    /// <summary>The same for a body that asks for work in an order of chance.</summary>
    [Fact]
    public async Task Orchestration_ThatDoesItsWorkInAnotherOrder_IsFoundOut()
    {
        var runs = 0;
        await using var order = await StartAsync(async context =>
        {
            var firsts = Interlocked.Increment(ref runs) % 2 == 0 ? new[] { 0, 50 } : [50, 0];
            var workflow = new DurableWorkflowContext(context);
            await Task.WhenAll(ScriptedOrder.Work(firsts).Tasks.Select(workflow.RunAsync));
        });

        await order.WakeAsync();
        var end = await order.EndAsync();

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Contains("and its replay for WorkOnOrder", order.Engine.Journal.Faults.First(), StringComparison.Ordinal);
    }

    /// <summary>Work, a wait that ends at once because no time is given, a wait that is woken, and the end.</summary>
    private static Task<ScriptedOrder> StartAsync(Func<TaskOrchestrationContext, Task> orchestrator) => ScriptedOrder.StartAsync(
        orchestrator, ScriptedOrder.Work(0, 50), new WorkflowStep("RUNNING", [], null, Finished: false), ScriptedOrder.Wait(), ScriptedOrder.Finished);

    private static async Task<OrchestrationMetadata> RunAsync(ScriptedOrder order)
    {
        await order.WakeAsync();
        await order.UntilItWaitsAsync(run: 2);
        await order.WakeAsync();
        return await order.EndAsync();
    }

    private sealed class ClockReading(IWorkflowContext inner, TimeProvider clock) : IWorkflowContext
    {
        public DateTimeOffset CurrentUtc => clock.GetUtcNow();

        public Task<WorkflowStep> PlanAsync(OrderKey order) => inner.PlanAsync(order);

        public Task RunAsync(WorkflowTask task) => inner.RunAsync(task);

        public Task WaitForWakeAsync(DateTimeOffset until) => inner.WaitForWakeAsync(until);

        public void Report(string status) => inner.Report(status);
    }
}
