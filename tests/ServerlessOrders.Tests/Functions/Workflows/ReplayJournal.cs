using System.Collections.Concurrent;

namespace ServerlessOrders.Tests.Functions.Workflows;

/// <summary>
/// What each run of an orchestration asked its context for. The engine runs an orchestrator from its beginning at each step, so every
/// run is seen several times, and must ask for the same each time.
/// </summary>
internal sealed class ReplayJournal
{
    private readonly ConcurrentDictionary<(string Instance, DateTime Begun), Run> _runs = new();
    private readonly ConcurrentQueue<string> _faults = [];
    private int _replays;

    /// <summary>Where a replay asked for something else.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>How often an orchestrator began.</summary>
    public int Replays => _replays;

    /// <summary>The runs of an instance, one after another: what each asked for, as text.</summary>
    public IReadOnlyList<IReadOnlyList<string>> RunsOf(string instance) =>
        [.. _runs.Where(run => run.Key.Instance == instance).OrderBy(run => run.Key.Begun).Select(run => run.Value.Asked)];

    /// <summary>Every status that operators could see, without repetitions.</summary>
    public IReadOnlyList<string> StatusesOf(string instance)
    {
        var all = RunsOf(instance).SelectMany(run => run).Where(asked => asked.StartsWith("status ", StringComparison.Ordinal)).ToList();
        return [.. all.Where((status, at) => at == 0 || status != all[at - 1]).Select(status => status["status ".Length..])];
    }

    /// <summary>A replay begins.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="begun">When the run began: in a replay the time of the first time.</param>
    public Run Begin(string instance, DateTime begun)
    {
        Interlocked.Increment(ref _replays);
        return _runs.GetOrAdd((instance, begun), _ => new Run(_faults));
    }

    /// <summary>One run.</summary>
    internal sealed class Run(ConcurrentQueue<string> faults)
    {
        private readonly List<string> _asked = [];

        public IReadOnlyList<string> Asked
        {
            get
            {
                lock (_asked) return [.. _asked];
            }
        }

        /// <summary>Takes down what the run asks for, as its n-th, or compares it with what an earlier replay asked for there.</summary>
        /// <exception cref="InvalidOperationException">It asks for something else; the engine then fails the instance in its own words.</exception>
        public void Ask(int n, string what)
        {
            lock (_asked)
            {
                if (n == _asked.Count) _asked.Add(what);
                if (_asked[n] == what) return;
                faults.Enqueue($"At {n} the orchestration asked for {_asked[n]}, and its replay for {what}.");
                throw new InvalidOperationException("This replay differs.");
            }
        }
    }
}
