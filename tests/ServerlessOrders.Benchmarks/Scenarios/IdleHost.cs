using ServerlessOrders.Benchmarks.Hosting;
using ServerlessOrders.Benchmarks.Reporting;

namespace ServerlessOrders.Benchmarks.Scenarios;

/// <summary>What a local host asks of storage that has nothing to do.</summary>
internal sealed class IdleHost : IScenario
{
    private const int Seconds = 120;

    public string Name => "idle-host";

    public string Title => "What a host without orders asks of storage";

    public string Description =>
        $"Every request that the local host sends in {Seconds} seconds without orders, beginning ten seconds after its start, and those of a second host beside it that "
        + "waits to take over.";

    public async Task RunAsync(BenchmarkRun run, CancellationToken stop)
    {
        var time = TimeSpan.FromSeconds(run.Scaled(Seconds));
        await using var server = await CountedServer.StartAsync(run.Data, null, stop);
        var log = new OperationLog();
        server.Operations.Hold = log.NoteAsync;
        var alone = await CountAsync(log, time, stop);
        await using var second = await server.StartSecondAsync(stop);
        var waiting = new OperationLog();
        second.Operations.Hold = waiting.NoteAsync;
        var beside = await CountAsync(waiting, time, stop);
        run.Report.Table(["host", "requests a second"], [Row("alone, or the first", alone), Row("a second one, which waits", beside)]);
        run.Report.Table(
            ["where", "what", "requests a second of the first", "of the second"],
            alone.Union(beside).Distinct().Select(kind => (IReadOnlyList<string>)
                [kind.Service, kind.Kind, Rate(alone.Count(of => of == kind)), Rate(beside.Count(of => of == kind))]));

        string[] Row(string name, IReadOnlyList<Operation> operations) => [name, Rate(operations.Count)];
        string Rate(int count) => (count / time.TotalSeconds).Text();
    }

    private static async Task<IReadOnlyList<Operation>> CountAsync(OperationLog log, TimeSpan time, CancellationToken stop)
    {
        await Task.Delay(TimeSpan.FromSeconds(10), stop);
        log.Clear();
        await Task.Delay(time, stop);
        return log.Operations;
    }
}
