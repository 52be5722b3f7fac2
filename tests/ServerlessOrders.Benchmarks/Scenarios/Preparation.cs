using System.Diagnostics;
using System.Globalization;
using Azure.Data.Tables;
using ServerlessOrders.Benchmarks.Hosting;
using ServerlessOrders.Benchmarks.Reporting;
using ServerlessOrders.Security;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Benchmarks.Scenarios;

/// <summary>What it takes to prepare the files of an order, small ones and large ones, beside the mere reading of the same blobs.</summary>
internal sealed class Preparation : IScenario
{
    private const int SmallFiles = 5_000;
    private const int SmallLength = 10_000;
    private const int LargeFiles = 6;
    private const long LargeLength = 200_000_000;
    private const int ReadAtOnce = 32;
    private const int RowsAtOnce = 99;

    public string Name => "preparation";

    public string Title => $"Orders of {((long)SmallFiles).Text()} files of {((long)SmallLength).Text()} bytes and of {LargeFiles} files of {LargeLength.Text()}, prepared";

    public string Description =>
        "From the creation of the order until all its files are verified: with blobs that nobody has ordered before, and the same order again, "
        + "whose verification is remembered. Beside it, as what the emulator takes for its part: every blob read once, "
        + $"{ReadAtOnce} at a time, and as many rows as the files of the order written once, {RowsAtOnce} in a transaction.";

    public async Task RunAsync(BenchmarkRun run, CancellationToken stop)
    {
        var rows = new List<IReadOnlyList<string>>();
        await MeasureAsync(run, "small", (int)run.Scaled(SmallFiles), SmallLength, rows, stop);
        await MeasureAsync(run, "large", LargeFiles, run.Scaled(LargeLength), rows, stop);
        run.Report.Table(
            ["", "files", "s", "ms a file", "MB/s", "operations a file", "times the reading of the blobs"], rows);
    }

    private static async Task MeasureAsync(
        BenchmarkRun run, string name, int files, long length, List<IReadOnlyList<string>> rows, CancellationToken stop)
    {
        Report.Progress($"{name}: making {files} blobs");
        await using var server = await CountedServer.StartAsync(
            Path.Combine(run.Data, name),
            new Dictionary<string, string> { ["Orders:MaxSubOrdersPerUser"] = "1000", ["Orders:SubOrderMaxBytes"] = "1000000000000" }, stop);
        using var user = server.SignIn("ada@example.org", Role.REGISTERED_USER);
        var blobs = await MadeUpArchive.CreateBlobsAsync(server.Storage, name, files, length, stop);
        await MadeUpArchive.CreateProductsAsync(server.Storage, name, files, blobs, length, stop);

        // The first order of a process compiles its code.
        var others = await MadeUpArchive.CreateBlobsAsync(server.Storage, "first", 200, 100, stop);
        await MadeUpArchive.CreateProductsAsync(server.Storage, "first", 200, others, 100, stop);
        await user.CompleteAsync(await user.OrderAsync("collection:first", stop), stop);

        var reading = await TimeAsync(() => ReadAsync(server.Storage, blobs, stop));
        var writing = await TimeAsync(() => WriteAsync(server.Storage, files, stop));
        await user.SelectAsync($"collection:{name}", stop);
        var (first, firstOperations) = await OrderAsync(server, user, stop);
        await user.SelectAsync($"collection:{name}", stop);
        var (again, againOperations) = await OrderAsync(server, user, stop);

        rows.Add(Row($"{name}: the blobs read", reading, files));
        rows.Add(Row($"{name}: a row a file written", writing, 0));
        rows.Add(Row($"{name}: ordered", first, firstOperations));
        rows.Add(Row($"{name}: ordered again", again, againOperations));

        string[] Row(string what, double seconds, int operations) =>
        [
            what, ((long)files).Text(), seconds.Text(), (1000 * seconds / files).Text(), (files * length / seconds / 1e6).Text(0),
            ((double)operations / files).Text(3), (seconds / reading).Text(),
        ];
    }

    private static async Task<(double Seconds, int Operations)> OrderAsync(CountedServer server, BenchmarkClient user, CancellationToken stop)
    {
        var before = server.Operations.Count;
        var seconds = await TimeAsync(async () => await server.UntilDoneAsync(await user.OrderAsync(stop), stop));
        return (seconds, server.Operations.Count - before);
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var began = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static Task ReadAsync(StorageClients storage, IReadOnlyList<string> blobs, CancellationToken stop)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = ReadAtOnce, CancellationToken = stop };
        return Parallel.ForEachAsync(blobs, parallel, async (address, cancel) =>
        {
            var location = BlobLocation.Parse(address);
            var blob = storage.Blobs.GetBlobContainerClient(location.Container).GetBlobClient(location.Name);
            await using var content = (await blob.DownloadStreamingAsync(cancellationToken: cancel)).Value.Content;
            await content.CopyToAsync(Stream.Null, cancel);
        });
    }

    private static async Task WriteAsync(StorageClients storage, int rows, CancellationToken stop)
    {
        var text = new string('x', 500);
        foreach (var batch in Enumerable.Range(0, rows).Chunk(RowsAtOnce))
        {
            var actions = batch.Select(row => new TableTransactionAction(
                TableTransactionActionType.UpsertReplace,
                new TableEntity("benchmark", row.ToString("D7", CultureInfo.InvariantCulture)) { ["Body"] = text }));
            await storage.Checks.SubmitTransactionAsync(actions, stop);
        }
    }
}
