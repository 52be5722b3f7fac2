using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ServerlessOrders.Tests.Functions.Workflows;

/// <summary>
/// The context of one replay: history events go in one after another, and what the orchestrator asks for must be what the
/// history says it asked for. Inputs and results travel as JSON, as they do between host and worker.
/// </summary>
internal sealed class ReplayedContext(string instanceId, string input) : TaskOrchestrationContext
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNameCaseInsensitive = true };

    private readonly List<OrchestratorAction> _actions = [];
    private readonly Dictionary<int, TaskCompletionSource<string?>> _open = [];
    private readonly List<(string Name, TaskCompletionSource<string?> Source)> _waiters = [];
    private readonly List<HistoryEvent.EventRaised> _unprocessed = [];
    private readonly HashSet<int> _recorded = [];
    private DateTime _now;
    private bool _keeps;

    /// <summary>All that the orchestrator asked for, by id.</summary>
    public IReadOnlyList<OrchestratorAction> Actions => _actions;

    /// <summary>The ids of what the history does not know yet.</summary>
    public IEnumerable<int> NewActions => Enumerable.Range(0, _actions.Count).Where(id => !_recorded.Contains(id));

    /// <summary>The ids of what has been asked for, and neither came nor was cancelled.</summary>
    public IReadOnlyCollection<int> Open => _open.Keys;

    /// <summary>How many waits for events have neither ended nor been cancelled.</summary>
    public int OpenWaits => _waiters.Count;

    /// <summary>What operators see.</summary>
    public string? CustomStatus { get; private set; }

    /// <summary>The input of the next run, where the orchestrator wants to be started anew.</summary>
    public string? NextInput { get; private set; }

    /// <summary>Events for the next run: those that nobody waited for, and those that came when this run was over already.</summary>
    public IReadOnlyList<HistoryEvent.EventRaised> Kept => _keeps ? _unprocessed : [];

    public override TaskName Name => new("OrderOrchestration");

    public override string InstanceId => instanceId;

    public override ParentOrchestrationInstance? Parent => null;

    public override DateTime CurrentUtcDateTime => _now;

    public override bool IsReplaying => throw new NotSupportedException("Decisions must not depend on it.");

    protected override ILoggerFactory LoggerFactory => NullLoggerFactory.Instance;

    public static string ToJson(object? value) => JsonSerializer.Serialize(value, Json);

    public static object? FromJson(string? json, Type type) => json is null ? null : JsonSerializer.Deserialize(json, type, Json);

    /// <summary>Shows the orchestrator the next event of its history.</summary>
    public void Apply(HistoryEvent happened)
    {
        switch (happened)
        {
            case HistoryEvent.EpisodeStarted episode:
                _now = episode.Time;
                break;
            case HistoryEvent.Scheduled scheduled:
                Check(scheduled);
                break;
            case HistoryEvent.Completed completed:
                Take(completed.Id)?.TrySetResult(completed.Result);
                break;
            case HistoryEvent.Failed failed:
                Take(failed.Id)?.TrySetException(new InvalidOperationException(failed.Reason));
                break;
            case HistoryEvent.TimerFired fired:
                Take(fired.Id)?.TrySetResult(null);
                break;
            case HistoryEvent.EventRaised raised when _waiters.FindLastIndex(waiter => waiter.Name == raised.Name) is var at and >= 0:
                var source = _waiters[at].Source;
                _waiters.RemoveAt(at);
                source.TrySetResult(raised.Payload);
                break;
            case HistoryEvent.EventRaised raised:
                _unprocessed.Add(raised);
                break;
        }
    }

    public override T GetInput<T>() => JsonSerializer.Deserialize<T>(input, Json)!;

    public override async Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        var policy = options?.Retry?.Policy;
        var pause = policy?.FirstRetryInterval ?? default;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var result = await AskAsync(new OrchestratorAction.Activity(name.Name, ToJson(input)), CancellationToken.None);
                return result is null ? default! : JsonSerializer.Deserialize<TResult>(result, Json)!;
            }
            catch (InvalidOperationException) when (attempt < policy?.MaxNumberOfAttempts)
            {
                await CreateTimer(_now + pause, CancellationToken.None);
                pause *= policy.BackoffCoefficient;
                if (pause > policy.MaxRetryInterval) pause = policy.MaxRetryInterval;
            }
        }
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken) =>
        AskAsync(new OrchestratorAction.Timer(fireAt), cancellationToken);

    public override async Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        var source = new TaskCompletionSource<string?>();
        if (_unprocessed.Find(raised => raised.Name == eventName) is { } early)
        {
            _unprocessed.Remove(early);
            source.SetResult(early.Payload);
        }
        else
        {
            _waiters.Add((eventName, source));
            cancellationToken.Register(() =>
            {
                _waiters.RemoveAll(waiter => waiter.Source == source);
                source.TrySetCanceled(cancellationToken);
            });
        }

        return await source.Task is { } payload ? JsonSerializer.Deserialize<T>(payload, Json)! : default!;
    }

    public override void SetCustomStatus(object? customStatus) => CustomStatus = customStatus?.ToString();

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true)
    {
        NextInput = ToJson(newInput);
        _keeps = preserveUnprocessedEvents;
    }

    public override void SendEvent(string instanceId, string eventName, object payload) => throw new NotSupportedException();

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null) => throw new NotSupportedException();

    public override Guid NewGuid() => throw new NotSupportedException();

    private Task<string?> AskAsync(OrchestratorAction action, CancellationToken cancellationToken)
    {
        var id = _actions.Count;
        var source = new TaskCompletionSource<string?>();
        _actions.Add(action);
        _open.Add(id, source);
        cancellationToken.Register(() => Take(id)?.TrySetCanceled(cancellationToken));
        return source.Task;
    }

    private TaskCompletionSource<string?>? Take(int id) => _open.Remove(id, out var source) ? source : null;

    private void Check(HistoryEvent.Scheduled scheduled)
    {
        var asked = _actions.ElementAtOrDefault(scheduled.Id);
        if (asked != scheduled.Action)
            throw new NondeterminismException($"At {scheduled.Id} the history says {scheduled.Action}, and the replay {asked?.ToString() ?? "nothing"}.");
        _recorded.Add(scheduled.Id);
    }
}
