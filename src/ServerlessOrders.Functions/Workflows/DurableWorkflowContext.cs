using Microsoft.DurableTask;
using ServerlessOrders.Workflow;

namespace ServerlessOrders.Functions.Workflows;

/// <summary>
/// One run of a workflow as a Durable orchestration. Replayed from its history, so it reaches nothing but the context, and
/// decides by what comes from there.
/// </summary>
internal sealed class DurableWorkflowContext(TaskOrchestrationContext context) : IWorkflowContext
{
    /// <summary>The event that wakes an order. It carries nothing: whoever is woken reads the state.</summary>
    public const string WakeEvent = "Wake";

    /// <summary>
    /// An activity that fails is tried again after 2, 4, 8, 16 and 30 seconds: storage that throttles or restarts has come back
    /// by then. What fails for longer fails the orchestration, for operators to see, and the refresh timer starts it anew.
    /// </summary>
    private static readonly TaskOptions Retry = TaskOptions.FromRetryPolicy(new RetryPolicy(
        maxNumberOfAttempts: 6,
        firstRetryInterval: TimeSpan.FromSeconds(2),
        backoffCoefficient: 2,
        maxRetryInterval: TimeSpan.FromSeconds(30)));

    /// <summary>What was last reported.</summary>
    public string? Status { get; private set; }

    /// <inheritdoc/>
    public DateTimeOffset CurrentUtc => new(context.CurrentUtcDateTime, TimeSpan.Zero);

    /// <inheritdoc/>
    public Task<WorkflowStep> PlanAsync(OrderKey order) =>
        context.CallActivityAsync<WorkflowStep>(OrderActivityFunctions.PlanName, order, Retry);

    /// <inheritdoc/>
    public Task RunAsync(WorkflowTask task) => context.CallActivityAsync(OrderActivityFunctions.WorkName, task, Retry);

    /// <inheritdoc/>
    public async Task WaitForWakeAsync(DateTimeOffset until)
    {
        using var wakeLost = new CancellationTokenSource();
        var wake = context.WaitForExternalEvent<object?>(WakeEvent, wakeLost.Token);
        // It may have come before: a timer would be paid for and cancelled at once.
        if (wake.IsCompleted) return;

        using var timerLost = new CancellationTokenSource();
        var timer = context.CreateTimer(until.UtcDateTime, timerLost.Token);
        var first = await Task.WhenAny(wake, timer);

        // The loser is cancelled: a timer left behind keeps the instance, a waiter left behind takes the next event. On this
        // thread, as all of an orchestration.
        if (first == timer) wakeLost.Cancel();
        else timerLost.Cancel();
    }

    /// <inheritdoc/>
    public void Report(string status)
    {
        Status = status;
        context.SetCustomStatus(status);
    }
}
