using ServerlessOrders.Benchmarks.Hosting;
using ServerlessOrders.Benchmarks.Reporting;
using ServerlessOrders.Security;

namespace ServerlessOrders.Benchmarks.Scenarios;

/// <summary>What a selection costs in collections of different sizes.</summary>
internal sealed class CatalogSizes : IScenario
{
    private const int BlobLength = 20;
    private const int Rounds = 3;

    private static readonly int[] Sizes = [1_000, 10_000, 100_000];

    public string Name => "catalog-sizes";

    public string Title => "Selections from collections of 1,000, 10,000 and 100,000 products";

    public string Description =>
        "Storage operations and seconds of POST /order/basket/selection, and how far the memory of the host rises meanwhile.";

    public async Task RunAsync(BenchmarkRun run, CancellationToken stop)
    {
        var rows = new List<string[]>();
        foreach (var size in Sizes.Select(size => (int)run.Scaled(size)))
        {
            Report.Progress($"{size} products");
            await using var server = await CountedServer.StartAsync(Path.Combine(run.Data, $"{size}"), null, stop);
            using var user = server.SignIn("ada@example.org", Role.REGISTERED_USER);
            var blobs = await MadeUpArchive.CreateBlobsAsync(server.Storage, "blob", 1, BlobLength, stop);
            await MadeUpArchive.CreateProductsAsync(server.Storage, "many", size, blobs, BlobLength, stop);
            foreach (var (name, query) in new[] { ("by two ids", "productId:(many-000001 OR many-000002)"), ("by a pattern", "productId:*7"), ("all", "*:*") })
                rows.Add(await MeasureAsync(server, user, size, name, query, stop));
        }

        run.Report.Table(["products", "selection", "operations", "products an operation", "median s", "peak MiB more than before"], rows);
        run.Report.Paragraph(
            "Ids lead to their rows; every other query looks at the collection, 1,000 products an operation, and holds one page of it. Seconds "
            + "are those of Azurite, which looks at every row of a table for each page, and sorts what it finds.");
    }

    private static async Task<string[]> MeasureAsync(
        CountedServer server, BenchmarkClient user, int size, string name, string query, CancellationToken stop)
    {
        var memory = new ProcessUsage(Environment.ProcessId);
        var (samples, operations, rise) = (new Samples(), 0, 0L);
        for (var round = 0; round < Rounds; round++)
        {
            await user.SendAsync("DELETE", "/order/basket", null, stop);
            memory.ResetPeak();
            var (before, at) = (memory.Memory, server.Operations.Count);
            await samples.TimeAsync(() => user.SelectAsync(query, stop));
            (operations, rise) = (server.Operations.Count - at, memory.PeakMemory - before);
        }

        return
        [
            ((long)size).Text(), name, ((long)operations).Text(), ((double)size / operations).Text(0), samples.Median.Text(3),
            (rise / 1048576.0).Text(1),
        ];
    }
}
