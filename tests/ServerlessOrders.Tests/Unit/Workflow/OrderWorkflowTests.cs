using System.Reflection;
using System.Reflection.Emit;
using ServerlessOrders.Workflow;

namespace ServerlessOrders.Tests.Unit.Workflow;

public sealed class OrderWorkflowTests
{
    private static readonly OrderKey Key = new("demo", 7);
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Run_FinishedOrder_EndsAtOnce()
    {
        var context = new FakeContext(new WorkflowStep("DONE", [], null, Finished: true));

        Assert.Equal(WorkflowEnd.Finished, await OrderWorkflow.RunAsync(context, Key));
        Assert.Equal(["plan", "report DONE"], context.Calls);
    }

    [Fact]
    public async Task Run_Work_RunsAllTasksSideBySide_AndPlansAgain()
    {
        var context = new FakeContext(
            new WorkflowStep("RUNNING", [Prepare(0), Prepare(50)], null, Finished: false), new WorkflowStep("DONE", [], null, Finished: true));

        Assert.Equal(WorkflowEnd.Finished, await OrderWorkflow.RunAsync(context, Key));
        Assert.Equal(["plan", "report RUNNING", "begin 0", "begin 50", "end 0", "end 50", "plan", "report DONE"], context.Calls);
    }

    [Fact]
    public async Task Run_NothingToDo_WaitsAsLongAsPlanned_AndReturnsRightAfter()
    {
        var context = new FakeContext(new WorkflowStep("PAUSED", [], Now.AddMinutes(5), Finished: false));

        Assert.Equal(WorkflowEnd.StartAnew, await OrderWorkflow.RunAsync(context, Key));
        Assert.Equal(["plan", "report PAUSED", $"wait {Now.AddMinutes(5):HH:mm}"], context.Calls);
    }

    [Fact]
    public async Task Run_WaitWithoutATime_DoesNotWaitForEver()
    {
        var context = new FakeContext(new WorkflowStep("RUNNING", [], null, Finished: false));

        await OrderWorkflow.RunAsync(context, Key);

        Assert.Equal($"wait {Now:HH:mm}", context.Calls[^1]);
    }

    [Fact]
    public async Task Run_EndlessWork_ReturnsAfterSoManySteps()
    {
        var context = new FakeContext(new WorkflowStep("RUNNING", [Prepare(0)], null, Finished: false));

        Assert.Equal(WorkflowEnd.StartAnew, await OrderWorkflow.RunAsync(context, Key));
        Assert.Equal(OrderWorkflow.MaxSteps, context.Calls.Count(call => call == "plan"));
    }

    [Fact]
    public async Task Run_TaskThatFails_FailsTheRun_OnceAllHaveEnded()
    {
        var context = new FakeContext(new WorkflowStep("RUNNING", [Prepare(0), Prepare(50)], null, Finished: false)) { Failing = 0 };

        await Assert.ThrowsAsync<InvalidOperationException>(() => OrderWorkflow.RunAsync(context, Key));
        Assert.Contains("end 50", context.Calls);
    }

    /// <summary>The body runs inside a Durable orchestration, whose analyzers do not look into this project.</summary>
    [Fact]
    public void Body_CallsNothingButItsContextTasksAndLists()
    {
        string[] allowed =
        [
            "ServerlessOrders.Workflow", "ServerlessOrders.Orders", "System.Runtime.CompilerServices", "System.Linq",
            "System.Collections.Generic", "System.Object", "System.Nullable`1", "System.Func`2", "System.Threading.Tasks.Task.WhenAll",
            "System.Threading.Tasks.Task.GetAwaiter", "System.Threading.Tasks.Task`1.GetAwaiter",
        ];

        var called = Bodies().SelectMany(Called).Distinct().ToList();

        Assert.Contains(called, name => name.StartsWith("ServerlessOrders.Workflow.IWorkflowContext.", StringComparison.Ordinal));
        Assert.DoesNotContain(called, name => !allowed.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)));
    }

    private static WorkflowTask Prepare(int first) => new(WorkflowTaskKind.PrepareSubOrder, Key, 1, new(Key, first));

    private static IEnumerable<MethodBase> Bodies()
    {
        const BindingFlags all = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;
        return new[] { typeof(OrderWorkflow) }
            .Concat(typeof(OrderWorkflow).GetNestedTypes(all))
            .SelectMany(type => type.GetMethods(all).Cast<MethodBase>().Concat(type.GetConstructors(all)));
    }

    /// <summary>Every method whose token stands in the body, found at any offset: a chance hit could only make the test stricter.</summary>
    private static IEnumerable<string> Called(MethodBase body)
    {
        var code = body.GetMethodBody()?.GetILAsByteArray() ?? [];
        var type = body.DeclaringType!;
        for (var at = 0; at + 5 <= code.Length; at++)
        {
            var isCall = code[at] == OpCodes.Call.Value || code[at] == OpCodes.Callvirt.Value || code[at] == OpCodes.Newobj.Value;
            if (!isCall) continue;
            MethodBase? called = null;
            try
            {
                called = type.Module.ResolveMethod(
                    BitConverter.ToInt32(code, at + 1), type.GetGenericArguments(), body.IsGenericMethod ? body.GetGenericArguments() : null);
            }
            catch (ArgumentException)
            {
                // Not a call but part of another instruction.
            }

            if (called?.DeclaringType is { } owner) yield return $"{owner.Namespace}.{owner.Name}.{called.Name}";
        }
    }

    private sealed class FakeContext(params WorkflowStep[] steps) : IWorkflowContext
    {
        private readonly TaskCompletionSource _allBegun = new();
        private int _step;

        public List<string> Calls { get; } = [];

        public int? Failing { get; init; }

        public DateTimeOffset CurrentUtc => Now;

        public Task<WorkflowStep> PlanAsync(OrderKey order)
        {
            Assert.Equal(Key, order);
            Calls.Add("plan");
            return Task.FromResult(steps[Math.Min(_step++, steps.Length - 1)]);
        }

        public async Task RunAsync(WorkflowTask task)
        {
            Calls.Add($"begin {task.SubOrder!.Value.First}");
            var tasks = steps[Math.Min(_step, steps.Length) - 1].Tasks;
            // The first waits for the last: one after the other they would never end.
            if (task == tasks[^1]) _allBegun.TrySetResult();
            await _allBegun.Task;
            if (task.SubOrder!.Value.First == Failing) throw new InvalidOperationException("It failed.");
            Calls.Add($"end {task.SubOrder!.Value.First}");
        }

        public Task WaitForWakeAsync(DateTimeOffset until)
        {
            Calls.Add($"wait {until:HH:mm}");
            return Task.CompletedTask;
        }

        public void Report(string status) => Calls.Add($"report {status}");
    }
}
