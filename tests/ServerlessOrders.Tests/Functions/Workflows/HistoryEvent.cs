namespace ServerlessOrders.Tests.Functions.Workflows;

/// <summary>What Durable Functions write down of an orchestration: all that a replay knows.</summary>
internal abstract record HistoryEvent
{
    /// <summary>The orchestrator runs; the time it is shown from here on.</summary>
    internal sealed record EpisodeStarted(DateTime Time) : HistoryEvent;

    /// <summary>The orchestrator has asked for something.</summary>
    internal sealed record Scheduled(int Id, OrchestratorAction Action) : HistoryEvent;

    /// <summary>An activity has returned.</summary>
    internal sealed record Completed(int Id, string? Result) : HistoryEvent;

    /// <summary>An activity has failed.</summary>
    internal sealed record Failed(int Id, string Reason) : HistoryEvent;

    /// <summary>A timer's time has come.</summary>
    internal sealed record TimerFired(int Id) : HistoryEvent;

    /// <summary>An event has arrived.</summary>
    internal sealed record EventRaised(string Name, string? Payload) : HistoryEvent;
}

/// <summary>What an orchestrator can ask for.</summary>
internal abstract record OrchestratorAction
{
    internal sealed record Activity(string Name, string? Input) : OrchestratorAction;

    internal sealed record Timer(DateTime FireAt) : OrchestratorAction;
}
