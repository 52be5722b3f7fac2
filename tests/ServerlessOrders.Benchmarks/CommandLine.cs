using System.CommandLine;
using System.Diagnostics;
using ServerlessOrders.Benchmarks.Reporting;
using ServerlessOrders.Benchmarks.Rivals;
using ServerlessOrders.Benchmarks.Scenarios;

namespace ServerlessOrders.Benchmarks;

/// <summary>The command line: one command a scenario. Exit codes: 0 measured and reported, 1 failed or wrong usage.</summary>
internal static class CommandLine
{
    // A new scenario is a file in Scenarios/ and a line here.
    private static readonly IReadOnlyList<IScenario> Scenarios =
    [
        .. ZipThroughput.All,
        .. ClientThroughput.All,
        new ZipMemory(),
        new ZipFirstByte(),
        new OrderSizes("order-sizes", 100, 1_000, 10_000),
        new OrderSizes("large-order", 1_000, 100_000),
        new SmallOrders(),
        new IdleHost(),
        new Preparation(),
        new Scale(),
        new ListSizes(),
        new CatalogSizes(),
        new CatalogSearch(),
    ];

    private static readonly Option<string> Reports = new("--reports")
    {
        Description = "Folder that gets the report, as Markdown named after the scenario.",
        HelpName = "DIR",
        DefaultValueFactory = _ => Path.Combine("tests", "ServerlessOrders.Benchmarks", "reports"),
        Recursive = true,
    };

    private static readonly Option<string?> Data = new("--data")
    {
        Description = "Folder for the storage while it is measured, deleted afterwards; default: one in the temporary folder.",
        HelpName = "DIR",
        Recursive = true,
    };

    private static readonly Option<double> Scale = new("--scale")
    {
        Description = "Measure with this part of the usual number of bytes and files, to try a scenario (0.1: a tenth).",
        DefaultValueFactory = _ => 1,
        Recursive = true,
    };

    public static Task<int> RunAsync(string[] arguments)
    {
        var root = new RootCommand(
            "Measures ServerlessOrders on this machine (Linux): starts Azurite and the local host as a user does, and writes a report. "
            + "Run it with -c Release, from the root of the checkout, on a machine that does nothing else.")
        {
            Reports, Data, Scale,
        };
        foreach (var scenario in Scenarios)
        {
            var command = new Command(scenario.Name, scenario.Description);
            command.SetAction((parsed, stop) => RunAsync(scenario, parsed, stop));
            root.Add(command);
        }

        root.Add(All());
        var list = new Argument<string>("LIST");
        AddRival(ZipArchiveServer.Command, ZipArchiveServer.RunAsync);
        AddRival(ProxyServer.PlainCommand, (path, stop) => ProxyServer.RunAsync(path, yarp: false, stop));
        AddRival(ProxyServer.YarpCommand, (path, stop) => ProxyServer.RunAsync(path, yarp: true, stop));

        // A scenario that is stopped ends its servers, which may be saving what they have.
        return root.Parse(arguments).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });

        void AddRival(string name, Func<string, CancellationToken, Task> run)
        {
            var rival = new Command(name) { list };
            rival.Hidden = true;
            rival.SetAction((parsed, stop) => run(parsed.GetRequiredValue(list), stop));
            root.Add(rival);
        }
    }

    private static Command All()
    {
        var skip = new Option<string[]>("--skip") { Description = "Scenarios to leave out.", HelpName = "NAME", AllowMultipleArgumentsPerToken = true };
        skip.AcceptOnlyFromAmong([.. Scenarios.Select(scenario => scenario.Name)]);
        var all = new Command("all", "Every scenario, one after another; goes on behind one that fails, and says at the end how long each took.") { skip };
        all.SetAction(async (parsed, stop) =>
        {
            var ends = new List<string>();
            foreach (var scenario in Scenarios.Where(scenario => parsed.GetValue(skip)?.Contains(scenario.Name) != true))
            {
                var began = Stopwatch.GetTimestamp();
                var outcome = "";
                try
                {
                    if (await RunAsync(scenario, parsed, stop) != 0) return 1;
                }
                catch (Exception fault) when (!stop.IsCancellationRequested)
                {
                    await Console.Error.WriteLineAsync($"{scenario.Name}: {fault}");
                    outcome = " FAILED";
                }

                ends.Add($"{scenario.Name}: {Stopwatch.GetElapsedTime(began).TotalSeconds.Text(0)} s{outcome}");
            }

            ends.ForEach(Console.WriteLine);
            return ends.Any(end => end.EndsWith("FAILED", StringComparison.Ordinal)) ? 1 : 0;
        });
        return all;
    }

    private static async Task<int> RunAsync(IScenario scenario, ParseResult parsed, CancellationToken stop)
    {
        var data = Path.GetFullPath(parsed.GetValue(Data) ?? Path.Combine(Path.GetTempPath(), $"serverless-orders-benchmark-{Guid.NewGuid():N}"));
        if (Directory.Exists(data) && Directory.EnumerateFileSystemEntries(data).Any())
        {
            await Console.Error.WriteLineAsync($"{data} is not empty; name a folder that can be deleted afterwards.");
            return 1;
        }

        try
        {
            var report = new Report(scenario, await Machine.DescribeAsync(stop));
            await scenario.RunAsync(new BenchmarkRun(data, parsed.GetValue(Scale), report), stop);
            var path = await report.WriteAsync(parsed.GetRequiredValue(Reports), stop);
            Console.WriteLine($"Report: {path}");
            return 0;
        }
        finally
        {
            if (Directory.Exists(data)) Directory.Delete(data, recursive: true);
        }
    }
}
