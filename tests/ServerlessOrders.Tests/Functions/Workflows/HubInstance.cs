using Microsoft.DurableTask;

namespace ServerlessOrders.Tests.Functions.Workflows;

/// <summary>One orchestration of a <see cref="TaskHub"/>.</summary>
internal sealed class HubInstance(string id, string input)
{
    private readonly Dictionary<int, DateTime> _timers = [];
    private readonly List<(int Id, OrchestratorAction.Activity Call)> _calls = [];
    private List<HistoryEvent> _history = [];
    private string _input = input;

    public string Id => id;

    /// <summary>The input of its next run, as JSON.</summary>
    public string Input => _input;

    /// <summary>What has happened and was not told to the orchestrator yet.</summary>
    public Queue<HistoryEvent> Inbox { get; } = new();

    /// <summary>What its runs have read so far, each from its beginning: input and history.</summary>
    public List<(string Input, List<HistoryEvent> History)> Runs { get; } = [];

    public string? CustomStatus { get; private set; }

    /// <summary>Every status that operators could see, without repetitions.</summary>
    public List<string?> Statuses { get; } = [];

    public bool HasEnded { get; private set; }

    /// <summary>Why it failed, where it has.</summary>
    public string? Failure { get; private set; }

    /// <summary>An operator has suspended it: it takes events, and does nothing.</summary>
    public bool Suspended { get; set; }

    /// <summary>When it wakes by itself.</summary>
    public IReadOnlyCollection<DateTime> Timers => _timers.Values;

    public bool IsReady => !HasEnded && !Suspended && (Inbox.Count > 0 || _history.Count == 0);

    public void FireTimers(DateTime now)
    {
        foreach (var (timer, _) in _timers.Where(timer => timer.Value <= now).ToList())
        {
            _timers.Remove(timer);
            Inbox.Enqueue(new HistoryEvent.TimerFired(timer));
        }
    }

    /// <summary>The activities to run now.</summary>
    public IReadOnlyList<(int Id, OrchestratorAction.Activity Call)> TakeCalls()
    {
        var calls = _calls.ToList();
        _calls.Clear();
        return calls;
    }

    /// <summary>Tells the orchestrator what has happened: replays it from the beginning, and once more with what it then decided.</summary>
    public void RunEpisode(Func<TaskOrchestrationContext, Task> orchestrator, DateTime now)
    {
        if (_history.Count == 0) Runs.Add((_input, _history));
        _history.Add(new HistoryEvent.EpisodeStarted(now));
        while (Inbox.TryDequeue(out var happened)) _history.Add(happened);
        var (context, run) = Replay.Run(orchestrator, id, _input, _history);
        var asked = context.NewActions.ToList();
        _history.AddRange(asked.Select(action => new HistoryEvent.Scheduled(action, context.Actions[action])));
        Replay.Run(orchestrator, id, _input, _history);

        CustomStatus = context.CustomStatus;
        if (Statuses.Count == 0 || Statuses[^1] != CustomStatus) Statuses.Add(CustomStatus);
        foreach (var cancelled in _timers.Keys.Except(context.Open).ToList()) _timers.Remove(cancelled);
        foreach (var action in asked.Where(context.Open.Contains))
        {
            if (context.Actions[action] is OrchestratorAction.Timer timer) _timers.Add(action, timer.FireAt);
            else _calls.Add((action, (OrchestratorAction.Activity)context.Actions[action]));
        }

        if (run.IsCompleted) End(context, run);
        else Assert.True(context.Open.Count + context.OpenWaits > 0, "The orchestrator waits for something that is not its context's.");
    }

    private void End(ReplayedContext context, Task run)
    {
        // A timer or a wait that is left behind keeps a real instance, and takes events from the next one.
        Assert.Empty(context.Open);
        Assert.Equal(0, context.OpenWaits);
        Failure = run.Exception?.GetBaseException().Message;
        HasEnded = run.IsFaulted || context.NextInput is null;
        if (HasEnded) return;
        (_input, _history) = (context.NextInput!, []);
        foreach (var kept in context.Kept) Inbox.Enqueue(kept);
    }
}
