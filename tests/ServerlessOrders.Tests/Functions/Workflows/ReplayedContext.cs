using System.Globalization;
using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ServerlessOrders.Tests.Functions.Workflows;

/// <summary>
/// The engine's context, which it passes everything on to: takes down what is asked for, compares it with earlier replays, and makes
/// waits and pauses a thousand times shorter.
/// </summary>
internal sealed class ReplayedContext(TaskOrchestrationContext inner, ReplayJournal journal) : TaskOrchestrationContext
{
    /// <summary>How much faster time passes here.</summary>
    public const int Pace = 1000;

    private readonly ReplayJournal.Run _run = journal.Begin(inner.InstanceId, inner.CurrentUtcDateTime);
    private int _asked;

    public override TaskName Name => inner.Name;

    public override string InstanceId => inner.InstanceId;

    public override ParentOrchestrationInstance? Parent => inner.Parent;

    public override DateTime CurrentUtcDateTime => inner.CurrentUtcDateTime;

    public override bool IsReplaying => throw new NotSupportedException("Decisions must not depend on it.");

    protected override ILoggerFactory LoggerFactory => NullLoggerFactory.Instance;

    public override T? GetInput<T>() where T : default => inner.GetInput<T>();

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        Ask($"{name} {JsonSerializer.Serialize(input)}{Text(options?.Retry?.Policy)}");
        return inner.CallActivityAsync<TResult>(name, input, Faster(options));
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        Ask($"timer {fireAt:O}");
        return inner.CreateTimer(CurrentUtcDateTime + ((fireAt - CurrentUtcDateTime) / Pace), cancellationToken);
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        Ask($"event {eventName}");
        return inner.WaitForExternalEvent<T>(eventName, cancellationToken);
    }

    public override void SetCustomStatus(object? customStatus)
    {
        Ask($"status {customStatus}");
        inner.SetCustomStatus(customStatus);
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true)
    {
        Ask(preserveUnprocessedEvents ? "start anew, events kept" : "start anew");
        inner.ContinueAsNew(newInput, preserveUnprocessedEvents);
    }

    public override void SendEvent(string instanceId, string eventName, object payload) => throw new NotSupportedException();

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null) => throw new NotSupportedException();

    public override Guid NewGuid() => throw new NotSupportedException();

    private static TaskOptions? Faster(TaskOptions? options) => options?.Retry?.Policy is not { } policy ? options : TaskOptions.FromRetryPolicy(
        new RetryPolicy(policy.MaxNumberOfAttempts, policy.FirstRetryInterval / Pace, policy.BackoffCoefficient, policy.MaxRetryInterval / Pace));

    private static string Text(RetryPolicy? policy) => policy is null ? "" : string.Create(
        CultureInfo.InvariantCulture,
        $" {policy.MaxNumberOfAttempts} times, after {policy.FirstRetryInterval.TotalSeconds} s, x{policy.BackoffCoefficient}, up to {policy.MaxRetryInterval.TotalSeconds} s");

    private void Ask(string what) => _run.Ask(_asked++, what);
}
