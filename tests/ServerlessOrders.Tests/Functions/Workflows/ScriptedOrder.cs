using System.Collections.Concurrent;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using ServerlessOrders.Functions.Workflows;
using ServerlessOrders.Workflow;

namespace ServerlessOrders.Tests.Functions.Workflows;

/// <summary>One order on a <see cref="DurableEngine"/>, whose planner says what a test has written down.</summary>
internal sealed class ScriptedOrder : IAsyncDisposable
{
    public const string InstanceId = "demo:7";

    public static readonly OrderKey Key = new("demo", 7);

    private readonly ConcurrentQueue<WorkflowStep> _steps;
    private readonly ConcurrentQueue<string> _done = [];
    private readonly List<LogLine> _logs = [];
    private DurableEngine? _engine;

    private ScriptedOrder(WorkflowStep[] steps) => _steps = new(steps);

    public DurableEngine Engine => _engine!;

    /// <summary>The activities that ran, as text.</summary>
    public IReadOnlyList<string> Done => [.. _done];

    /// <summary>What the runs asked for.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Runs => Engine.Journal.RunsOf(InstanceId);

    /// <summary>Runs before each activity, with its name.</summary>
    public Func<string, Task> Before { get; set; } = _ => Task.CompletedTask;

    public IReadOnlyCollection<LogLine> Logs => _logs;

    public static WorkflowStep Finished { get; } = new("DONE", [], null, Finished: true);

    public static WorkflowStep Work(params int[] firsts) => new("RUNNING", [.. firsts.Select(Prepare)], null, Finished: false);

    /// <summary>A wait that no test sees the end of, unless it is woken.</summary>
    public static WorkflowStep Wait(string status = "RUNNING") => WaitUntil(TimeProvider.System.GetUtcNow().AddDays(30), status);

    public static WorkflowStep WaitUntil(DateTimeOffset until, string status = "RUNNING") => new(status, [], until, Finished: false);

    /// <summary>An order with a plan; its last step is repeated.</summary>
    public static Task<ScriptedOrder> StartAsync(params WorkflowStep[] steps) => StartAsync(OrderOrchestration.RunAsync, steps);

    /// <summary>The same with another orchestrator.</summary>
    public static async Task<ScriptedOrder> StartAsync(Func<TaskOrchestrationContext, Task> orchestrator, params WorkflowStep[] steps)
    {
        var order = new ScriptedOrder(steps);
        order._engine = await DurableEngine.StartAsync(order.PlanAsync, order.WorkAsync, orchestrator);
        return order;
    }

    /// <summary>Wakes the order as a function would, with the client of the engine or another.</summary>
    public async Task WakeAsync(DurableTaskClient? client = null)
    {
        using var logs = new LogCollector();
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(logs));
        var invocation = new InvocationClient();
        using var use = invocation.Use(client ?? Engine.Client);
        await new DurableOrderWorkflows(invocation, factory.CreateLogger<DurableOrderWorkflows>())
            .WakeAsync(Key, TestContext.Current.CancellationToken);
        _logs.AddRange(logs.Lines);
    }

    /// <summary>Waits until it has ended.</summary>
    public Task<OrchestrationMetadata> EndAsync() => Engine.EndOfAsync(InstanceId);

    /// <summary>Waits until its run with this number, from 1, waits to be woken.</summary>
    public Task UntilItWaitsAsync(int run) =>
        DurableEngine.UntilAsync(() => Task.FromResult(Runs.Count >= run && Runs[run - 1].Any(asked => asked.StartsWith("timer", StringComparison.Ordinal))));

    public ValueTask DisposeAsync() => Engine.DisposeAsync();

    private static WorkflowTask Prepare(int first) => new(WorkflowTaskKind.PrepareSubOrder, Key, 3, new(Key, first));

    private async Task<WorkflowStep> PlanAsync(OrderKey order)
    {
        await Before(OrderActivityFunctions.PlanName);
        Assert.Equal(Key, order);
        _done.Enqueue("plan");
        WorkflowStep? step;
        if (_steps.Count > 1) _steps.TryDequeue(out step);
        else _steps.TryPeek(out step);
        return step!;
    }

    private async Task WorkAsync(WorkflowTask task)
    {
        await Before(OrderActivityFunctions.WorkName);
        Assert.Equal(Prepare(task.SubOrder!.Value.First), task);
        _done.Enqueue($"work {task.SubOrder!.Value.First}");
    }
}
