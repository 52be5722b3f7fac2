using Microsoft.DurableTask;

namespace ServerlessOrders.Tests.Functions.Workflows;

/// <summary>Runs an orchestrator over a history, from its beginning.</summary>
internal static class Replay
{
    /// <summary>Runs it as far as the history goes.</summary>
    /// <exception cref="NondeterminismException">It decided otherwise than the history says.</exception>
    public static Replayed Run(
        Func<TaskOrchestrationContext, Task> orchestrator, string instanceId, string input, IEnumerable<HistoryEvent> history)
    {
        // Everything happens on this thread, at once, as in the worker.
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            var context = new ReplayedContext(instanceId, input);
            Task? run = null;
            foreach (var happened in history)
            {
                context.Apply(happened);
                run ??= orchestrator(context);
            }

            return new Replayed(context, run ?? throw new ArgumentException("A history begins with an episode.", nameof(history)));
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }
}

/// <summary>Where a replay ended.</summary>
/// <param name="Context">What the orchestrator asked of it.</param>
/// <param name="Run">The orchestrator.</param>
internal sealed record Replayed(ReplayedContext Context, Task Run);
