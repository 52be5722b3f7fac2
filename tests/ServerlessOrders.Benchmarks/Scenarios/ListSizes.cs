using System.Diagnostics;
using ServerlessOrders.Benchmarks.Hosting;
using ServerlessOrders.Benchmarks.Reporting;
using ServerlessOrders.Security;
using ServerlessOrders.Tests;

namespace ServerlessOrders.Benchmarks.Scenarios;

/// <summary>What lists, searches and the CSV of orders cost among few and among many orders.</summary>
internal sealed class ListSizes : IScenario
{
    private const string Owner = "ada@example.org";
    private const int Rounds = 3;
    private const int Few = 100;
    private const int Many = 100_000;

    private static readonly (string Name, string Method, string Path, string? Body)[] Lists =
    [
        ("own orders, page 0", "GET", "/user/orders", null),
        ("own orders, last page", "GET", "/user/orders?page={last}", null),
        ("orders of the tenant, page 0", "GET", "/orders", null),
        ("orders of the tenant, page in the middle", "GET", "/orders?page={middle}", null),
        ("search by owner, page 0", "POST", "/orders/search", $$"""{"owner":"{{Owner}}"}"""),
        ("search by status, page 0", "POST", "/orders/search", """{"statuses":{"values":["DONE"],"mode":"INCLUDE"}}"""),
        ("search by status in the last hour, page 0", "POST", "/orders/search", """{"statuses":{"values":["DONE"],"mode":"INCLUDE"},"creationDate":{"after":"{hour}"}}"""),
    ];

    public string Name => "list-sizes";

    public string Title => "Lists, searches and CSV among 100 and 100,000 orders";

    public string Description => "Storage operations and seconds of one answer; of the CSV also the first byte and the memory of the host.";

    public async Task RunAsync(BenchmarkRun run, CancellationToken stop)
    {
        await using var server = await CountedServer.StartAsync(run.Data, null, stop);
        var (few, many) = ((int)run.Scaled(Few), (int)run.Scaled(Many));
        Report.Progress($"Writing {few} and {many} orders");
        await ManyOrders.WriteAsync(server.Storage, "few", Owner, few, stop);
        await ManyOrders.WriteAsync(server.Storage, "many", Owner, many, stop);
        using var fewClient = server.SignIn(Owner, Role.ADMIN, "few");
        using var manyClient = server.SignIn(Owner, Role.ADMIN, "many");

        var rows = new List<string[]>();
        foreach (var list in Lists)
        {
            Report.Progress(list.Name);
            var (a, b) = (await MeasureAsync(server, fewClient, list, few, stop), await MeasureAsync(server, manyClient, list, many, stop));
            rows.Add([list.Name, $"{a.Operations}", $"{b.Operations}", ((double)b.Operations / a.Operations).Text(), a.Seconds.Text(3), b.Seconds.Text(3)]);
        }

        run.Report.Section("Pages");
        run.Report.Table(
            ["list", $"operations among {((long)few).Text()}", $"among {((long)many).Text()}", "ratio", "median s among few", "among many"], rows);
        run.Report.Paragraph(
            "Lists by owner or tenant read the heads of their buckets, the numbers of one or two buckets, and each order of the page. Filters by "
            + "status, date or waitingForUser look at orders, 1,000 an operation; creation dates narrow that. Seconds are those of Azurite, which "
            + "looks at every row of a table for each query.");

        Report.Progress("CSV");
        var csv = new List<string[]>();
        foreach (var (client, count) in new[] { (fewClient, few), (manyClient, many) }) csv.Add(await MeasureCsvAsync(server, client, count, stop));
        run.Report.Section("CSV");
        run.Report.Table(["orders", "operations", "orders an operation", "first byte s", "all s", "peak MiB more than before"], csv);
    }

    private static async Task<(int Operations, double Seconds)> MeasureAsync(
        CountedServer server, BenchmarkClient client, (string Name, string Method, string Path, string? Body) list, int count, CancellationToken stop)
    {
        var pages = count / 20;
        var path = list.Path.Replace("{last}", $"{Math.Max(pages - 1, 0)}", StringComparison.Ordinal)
            .Replace("{middle}", $"{pages / 2}", StringComparison.Ordinal);
        var hour = ManyOrders.Order("", Owner, Math.Max(count - 60, 1)).CreationDate;
        var body = list.Body?.Replace("{hour}", $"{hour.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}", StringComparison.Ordinal);
        var (samples, operations) = (new Samples(), 0);
        for (var round = 0; round < Rounds; round++)
        {
            var before = server.Operations.Count;
            await samples.TimeAsync(() => client.SendAsync(list.Method, path, body, stop));
            operations = server.Operations.Count - before;
        }

        return (operations, samples.Median);
    }

    private static async Task<string[]> MeasureCsvAsync(CountedServer server, BenchmarkClient client, int count, CancellationToken stop)
    {
        var memory = new ProcessUsage(Environment.ProcessId);
        memory.ResetPeak();
        var (before, at, began) = (memory.Memory, server.Operations.Count, Stopwatch.GetTimestamp());
        using var response = await client.Http.GetAsync("/orders/csv", HttpCompletionOption.ResponseHeadersRead, stop);
        using var lines = new StreamReader(await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync(stop));
        await lines.ReadLineAsync(stop);
        var first = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var orders = 0;
        while (await lines.ReadLineAsync(stop) is not null) orders++;
        if (orders != count) throw new InvalidOperationException($"The CSV has {orders} orders instead of {count}.");
        var operations = server.Operations.Count - at;
        return
        [
            ((long)count).Text(), ((long)operations).Text(), ((double)count / operations).Text(0), first.Text(3),
            Stopwatch.GetElapsedTime(began).TotalSeconds.Text(1), ((memory.PeakMemory - before) / 1048576.0).Text(1),
        ];
    }
}
