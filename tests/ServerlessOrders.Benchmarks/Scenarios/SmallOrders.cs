using System.Diagnostics;
using ServerlessOrders.Benchmarks.Hosting;
using ServerlessOrders.Benchmarks.Reporting;
using ServerlessOrders.Orders;
using ServerlessOrders.Security;

namespace ServerlessOrders.Benchmarks.Scenarios;

/// <summary>How long a small order takes from its creation until its files can be fetched, and what it asks of storage.</summary>
internal sealed class SmallOrders : IScenario
{
    private const int Files = 6;
    private const int BlobLength = 10_000;
    private const int Rounds = 40;
    private const int WarmUp = 10;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);

    public string Name => "small-orders";

    public string Title => $"An order of {Files} small files, from its creation until it is DONE";

    public string Description =>
        $"{Rounds} orders of {Files} files of {BlobLength} bytes, one after another, each of blobs that nobody has ordered before: until the creation is answered, and "
        + "until the order is DONE, with every request that the host sends to storage. What Azurite takes to read one row, alone and in the same run, "
        + "is the measure of the machine.";

    public async Task RunAsync(BenchmarkRun run, CancellationToken stop)
    {
        var rounds = (int)run.Scaled(Rounds);
        // Nothing is fetched, so each order keeps its place.
        await using var server = await CountedServer.StartAsync(
            run.Data, new Dictionary<string, string> { ["Orders:MaxSubOrdersPerUser"] = "1000" }, stop);
        var log = new OperationLog();
        server.Operations.Hold = log.NoteAsync;
        using var user = server.SignIn("ada@example.org", Role.REGISTERED_USER);
        var (answered, done, row) = (new Samples(), new Samples(), new Samples());
        var operations = new List<IReadOnlyList<Operation>>();
        for (var round = 0; round < WarmUp + rounds; round++)
        {
            var collection = $"small{round}";
            var blobs = await MadeUpArchive.CreateBlobsAsync(server.Storage, collection, Files, BlobLength, stop);
            await MadeUpArchive.CreateProductsAsync(server.Storage, collection, Files, blobs, BlobLength, stop);
            await user.SelectAsync($"collection:{collection}", stop);
            log.Clear();
            var began = Stopwatch.GetTimestamp();
            var id = await user.OrderAsync(stop);
            var created = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            await server.UntilDoneAsync(id, stop, Poll);
            var ended = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            // What an order does after its end belongs to it.
            await Task.Delay(TimeSpan.FromMilliseconds(300), stop);
            if (round < WarmUp) continue;
            answered.Add(created);
            done.Add(ended);
            operations.Add([.. log.Operations.Where(operation => operation.Kind != "lease")]);
            await row.TimeAsync(() => new OrderStore(server.Storage).FindOrderAsync(new OrderKey(MadeUpArchive.Tenant, id), stop));
        }

        run.Report.Table(
            ["", "median ms", "least ms", "most ms", "times the reading of a row (medians)"],
            [Row("answered", answered, row), Row("DONE", done, row)]);
        var counts = operations.Select(of => of.Count).Order().ToList();
        run.Report.Paragraph($"One row read alone: {(1000 * row.Median).Text()} ms. Storage operations of an order: {counts[counts.Count / 2]} at the median, {counts[0]} to {counts[^1]}:");
        run.Report.Table(
            ["where", "what", "operations an order"],
            operations.SelectMany(of => of).CountBy(operation => operation).OrderByDescending(count => count.Value)
                .Select(count => (IReadOnlyList<string>)[count.Key.Service, count.Key.Kind, ((double)count.Value / operations.Count).Text(1)]));
    }

    private static string[] Row(string what, Samples samples, Samples row) =>
    [
        what, samples.Median.Text(0), samples.Least.Text(0), samples.Most.Text(0), (samples.Median / (1000 * row.Median)).Text(0),
    ];
}
