using ServerlessOrders.Benchmarks.Reporting;

namespace ServerlessOrders.Benchmarks.Scenarios;

/// <summary>One thing that is measured, with all that it is compared with, in one run.</summary>
internal interface IScenario
{
    /// <summary>Name of its command and of its report.</summary>
    string Name { get; }

    /// <summary>Heading of its report.</summary>
    string Title { get; }

    /// <summary>What it measures, in a sentence.</summary>
    string Description { get; }

    /// <summary>Measures, and says what it found in the report of the run.</summary>
    Task RunAsync(BenchmarkRun run, CancellationToken stop);
}

/// <summary>What a scenario gets.</summary>
/// <param name="Data">A folder of its own, deleted afterwards; not made yet.</param>
/// <param name="Scale">Part of the usual number of bytes and files; 1 is what reports are made with.</param>
/// <param name="Report">Takes the figures.</param>
internal sealed record BenchmarkRun(string Data, double Scale, Report Report)
{
    /// <summary>A number of bytes or files, scaled; at least 1.</summary>
    public long Scaled(long usual) => Math.Max(1, (long)(usual * Scale));
}
