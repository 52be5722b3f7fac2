using System.Diagnostics;
using System.Globalization;
using ServerlessOrders.Benchmarks.Hosting;
using ServerlessOrders.Benchmarks.Reporting;
using ServerlessOrders.Security;

namespace ServerlessOrders.Benchmarks.Scenarios;

/// <summary>What an order costs for each of its files, from small orders to large ones.</summary>
internal sealed class OrderSizes(string name, params int[] sizes) : IScenario
{
    private const int Blobs = 500;
    private const int BlobLength = 20;

    public string Name => name;

    public string Title => $"Orders of {string.Join(", ", sizes.Select(size => ((long)size).Text()))} small files";

    public string Description =>
        "Storage operations and seconds for each file, from the creation of the order until all is prepared, and from the first byte of "
        + "its ZIP until all is DOWNLOADED. Each size has a storage of its own.";

    public async Task RunAsync(BenchmarkRun run, CancellationToken stop)
    {
        var rows = new List<(int Files, Cost Prepared, Cost Fetched)>();
        foreach (var size in sizes.Select(size => (int)run.Scaled(size)))
        {
            Report.Progress($"An order of {size} files");
            var (prepared, fetched) = await MeasureAsync(Path.Combine(run.Data, size.ToString(CultureInfo.InvariantCulture)), size, stop);
            rows.Add((size, prepared, fetched));
        }

        run.Report.Section("Created and prepared");
        run.Report.Table(Headings, rows.Select(row => Row(row.Files, row.Prepared, rows[^1].Prepared.OperationsOf(rows[^1].Files))));
        run.Report.Paragraph(
            "A file costs the request that reads its blob, and its part of the transactions of 99 files that write it: when the selection is "
            + "expanded, when the check of its blob is remembered, and when it becomes AVAILABLE. What an order costs as a whole is spread over its files.");
        run.Report.Section("Fetched as one ZIP");
        run.Report.Table(Headings, rows.Select(row => Row(row.Files, row.Fetched, rows[^1].Fetched.OperationsOf(rows[^1].Files))));
        run.Report.Paragraph(
            "Up to 2,000 files are looked at before a ZIP starts, so that a missing one is left out: from listings, or by a request each if they are few.");
        run.Report.Paragraph(
            "Operations include what the host does meanwhile whether there are orders or not (lease, wake-ups: two in three seconds). "
            + "Seconds are those of Azurite, one thread of Node.js that looks at every row of a table for each query. Table Storage finds "
            + "rows by their key, so there the number of operations decides.");
    }

    private static IReadOnlyList<string> Headings => ["files", "operations", "operations a file", "largest / this", "s", "ms a file"];

    private static string[] Row(int files, Cost cost, double ofLargest) =>
    [
        ((long)files).Text(), ((long)cost.Operations).Text(), cost.OperationsOf(files).Text(3), (ofLargest / cost.OperationsOf(files)).Text(),
        cost.Seconds.Text(1), (1000 * cost.Seconds / files).Text(),
    ];

    private static async Task<(Cost Prepared, Cost Fetched)> MeasureAsync(string data, int files, CancellationToken stop)
    {
        // All sub-orders at once, so that one ZIP holds the order.
        await using var server = await CountedServer.StartAsync(
            data, new Dictionary<string, string> { ["Orders:MaxSubOrdersPerUser"] = "1000" }, stop);
        using var user = server.SignIn("ada@example.org", Role.REGISTERED_USER);
        var blobs = await MadeUpArchive.CreateBlobsAsync(server.Storage, "small", Blobs, BlobLength, stop);
        await MadeUpArchive.CreateProductsAsync(server.Storage, "small", files, blobs, BlobLength, stop);

        // The first order of a process compiles its code; it is one of three files.
        await user.CompleteAsync(await user.OrderAsync("productId:(small-000000 OR small-000001 OR small-000002)", stop), stop);
        await user.SelectAsync("*:*", stop);
        var (began, before) = (Stopwatch.GetTimestamp(), server.Operations.Count);
        var id = await user.OrderAsync(stop);
        await server.UntilDoneAsync(id, stop);
        var prepared = new Cost(server.Operations.Count - before, Stopwatch.GetElapsedTime(began).TotalSeconds);

        (began, before) = (Stopwatch.GetTimestamp(), server.Operations.Count);
        await user.FetchAsync($"/user/orders/{id}/download", stop);
        return (prepared, new Cost(server.Operations.Count - before, Stopwatch.GetElapsedTime(began).TotalSeconds));
    }

    private sealed record Cost(int Operations, double Seconds)
    {
        public double OperationsOf(int files) => (double)Operations / files;
    }
}
