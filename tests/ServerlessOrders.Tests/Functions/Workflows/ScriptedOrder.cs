using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using ServerlessOrders.Functions.Workflows;
using ServerlessOrders.Orders;
using ServerlessOrders.Workflow;

namespace ServerlessOrders.Tests.Functions.Workflows;

/// <summary>One order on a <see cref="TaskHub"/>, whose planner says what a test has written down.</summary>
internal sealed class ScriptedOrder
{
    public static readonly OrderKey Key = new("demo", 7);

    private readonly Queue<WorkflowStep> _steps;
    private readonly List<LogLine> _logs = [];

    public ScriptedOrder(params WorkflowStep[] steps) : this(OrderOrchestration.RunAsync, steps)
    {
    }

    public ScriptedOrder(Func<TaskOrchestrationContext, Task> orchestrator, params WorkflowStep[] steps)
    {
        _steps = new(steps);
        Hub = new TaskHub(Time, orchestrator, RunActivityAsync);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero));

    public TaskHub Hub { get; }

    public HubInstance Instance => Hub.Find("demo:7") ?? throw new InvalidOperationException("It was never started.");

    /// <summary>The activities that ran, as text.</summary>
    public List<string> Done { get; } = [];

    /// <summary>Runs before each activity, with its name.</summary>
    public Func<string, Task> Before { get; set; } = _ => Task.CompletedTask;

    public IReadOnlyCollection<LogLine> Logs => _logs;

    public static WorkflowStep Finished { get; } = new("DONE", [], null, Finished: true);

    public static WorkflowStep Work(params int[] firsts) => new("RUNNING", [.. firsts.Select(Prepare)], null, Finished: false);

    public static WorkflowTask Prepare(int first) => new(WorkflowTaskKind.PrepareSubOrder, Key, first, 3);

    public WorkflowStep Wait(string status = "RUNNING", int minutes = 5) =>
        new(status, [], Time.GetUtcNow().AddMinutes(minutes), Finished: false);

    /// <summary>Appends to what the planner says.</summary>
    public void Plan(params WorkflowStep[] steps) => Array.ForEach(steps, _steps.Enqueue);

    /// <summary>Wakes the order as a function would, with the client of the hub or another.</summary>
    public async Task WakeAsync(DurableTaskClient? client = null)
    {
        using var logs = new LogCollector();
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(logs));
        var invocation = new InvocationClient();
        using var use = invocation.Use(client ?? Hub.Client);
        await new DurableOrderWorkflows(invocation, factory.CreateLogger<DurableOrderWorkflows>())
            .WakeAsync(Key, TestContext.Current.CancellationToken);
        _logs.AddRange(logs.Lines);
    }

    private async Task<string?> RunActivityAsync(string name, string? input)
    {
        await Before(name);
        if (name == OrderActivityFunctions.PlanName)
        {
            Done.Add("plan");
            Assert.Equal(Key, ReplayedContext.FromJson(input, typeof(OrderKey)));
            return JsonSerializer.Serialize(_steps.Count > 1 ? _steps.Dequeue() : _steps.Peek());
        }

        Assert.Equal(OrderActivityFunctions.WorkName, name);
        var task = (WorkflowTask)ReplayedContext.FromJson(input, typeof(WorkflowTask))!;
        Assert.Equal(Prepare(task.First), task);
        Done.Add($"work {task.First}");
        return null;
    }
}
