using Microsoft.DurableTask;
using Microsoft.Extensions.Time.Testing;
using ServerlessOrders.Functions.Workflows;
using ServerlessOrders.Orders;
using ServerlessOrders.Workflow;

namespace ServerlessOrders.Tests.Functions.Workflows;

/// <summary>
/// Durable Functions replay an orchestrator from its history at each step, on any machine: it must decide the same each time.
/// </summary>
public sealed class ReplayTests
{
    [Fact]
    public async Task Orchestration_ReplayedFromAnyPlaceOfItsHistory_DecidesTheSame()
    {
        var instance = await RunAsync(OrderOrchestration.RunAsync);

        Assert.Equal(3, instance.Runs.Count);
        foreach (var (input, history) in instance.Runs)
        {
            var all = Replay.Run(OrderOrchestration.RunAsync, instance.Id, input, history).Context.Actions;
            Assert.NotEmpty(all);
            for (var length = 1; length < history.Count; length++)
            {
                var some = Replay.Run(OrderOrchestration.RunAsync, instance.Id, input, history.Take(length)).Context.Actions;
                Assert.Equal(all.Take(some.Count), some);
            }
        }
    }

    /// <summary>The proof that the replay finds such a fault: the same body, but its context reads a clock.</summary>
    [Fact]
    public async Task Orchestration_ThatReadsAClock_IsFoundOut()
    {
        var clock = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) };

        var found = await Assert.ThrowsAsync<NondeterminismException>(() => RunAsync(context =>
            OrderWorkflow.RunAsync(new ClockReading(new DurableWorkflowContext(context), clock), context.GetInput<OrderRun>()!.Order)));

        Assert.Contains("Timer", found.Message, StringComparison.Ordinal);
    }

    /// <summary>The same for a body that asks for work in an order of chance.</summary>
    [Fact]
    public async Task Orchestration_ThatDoesItsWorkInAnotherOrder_IsFoundOut()
    {
        var runs = 0;

        await Assert.ThrowsAsync<NondeterminismException>(() => RunAsync(async context =>
        {
            var names = runs++ % 2 == 0 ? new[] { OrderActivityFunctions.PlanName, "B" } : ["B", OrderActivityFunctions.PlanName];
            await Task.WhenAll(names.Select(name => context.CallActivityAsync<object>(name, ScriptedOrder.Key)));
        }));
    }

    /// <summary>Work, a wait that ends at once because no time is given, a wait that is woken, and the end.</summary>
    private static async Task<HubInstance> RunAsync(Func<TaskOrchestrationContext, Task> orchestrator)
    {
        var order = new ScriptedOrder(orchestrator, ScriptedOrder.Work(0, 50));
        order.Plan(new WorkflowStep("RUNNING", [], null, Finished: false), order.Wait(), ScriptedOrder.Finished);
        await order.WakeAsync();
        await order.Hub.RunAsync();
        await order.WakeAsync();
        await order.Hub.RunAsync();
        return order.Instance;
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
