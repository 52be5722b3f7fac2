using ServerlessOrders.Benchmarks.Hosting;
using ServerlessOrders.Benchmarks.Reporting;
using ServerlessOrders.Security;

namespace ServerlessOrders.Benchmarks.Scenarios;

/// <summary>How much memory the host needs for ZIPs: of any length, and many at once.</summary>
internal sealed class ZipMemory : IScenario
{
    private const int Downloads = 20;
    private const long Length = 100_000_000;

    public string Name => "zip-memory";

    public string Title => "Memory of the host while it sends ZIPs";

    public string Description =>
        "The most memory that the host has had resident (VmHWM): since its start up to the end of a ZIP of 200 MB and of one of 5 GB, each "
        + $"fetched from a host started for it, and while {Downloads} ZIPs of 200 MB are fetched at once from a third one. Before each, one "
        + "small ZIP is fetched. The client is curl, which keeps nothing.";

    public async Task RunAsync(BenchmarkRun run, CancellationToken stop)
    {
        var (small, large) = ((int)run.Scaled(2), (int)run.Scaled(50));
        IReadOnlyList<string> blobs;
        await using (var server = await BenchmarkServer.StartAsync(run.Data, ZipThroughput.Settings, stop))
        {
            Report.Progress($"making {large} blobs");
            blobs = await MadeUpArchive.CreateBlobsAsync(server.Storage, "blob", large, Length, stop);
            await MadeUpArchive.CreateProductsAsync(server.Storage, "warm", 1, blobs, Length, stop);
            await MadeUpArchive.CreateProductsAsync(server.Storage, "small", small, blobs, Length, stop);
            await MadeUpArchive.CreateProductsAsync(server.Storage, "large", large, blobs, Length, stop);
            // The preparation reads every blob once; the hosts that are measured find it done.
            using var user = await server.SignInAsync("ada@example.org", Role.REGISTERED_USER, stop);
            await user.CompleteAsync(await user.OrderAsync("collection:large", stop), stop);
        }

        var of200 = await MeasureAsync(run, "small", 1, stop);
        var of5000 = await MeasureAsync(run, "large", 1, stop);
        var atOnce = await MeasureAsync(run, "small", Downloads, stop);
        run.Report.Table(
            ["what is fetched", "peak MB", "MB before", "bytes fetched", "s"],
            [
                Row($"a ZIP of {small} files of {Length.Text()} bytes", of200),
                Row($"a ZIP of {large} files of {Length.Text()} bytes", of5000),
                Row($"{Downloads} ZIPs of {small} such files at once", atOnce),
            ]);
        run.Report.Paragraph($"The peaks of the two single ZIPs differ by {(Math.Abs(of5000.Peak - of200.Peak) / 1e6).Text(1)} MB.");
    }

    private static async Task<Memory> MeasureAsync(BenchmarkRun run, string collection, int downloads, CancellationToken stop)
    {
        await using var server = await BenchmarkServer.StartAsync(run.Data, ZipThroughput.Settings, stop);
        using var user = await server.SignInAsync("ada@example.org", Role.REGISTERED_USER, stop);
        await FetchAsync(await OrderAsync("warm"));
        var orders = new List<long>();
        for (var index = 0; index < downloads; index++) orders.Add(await OrderAsync(collection));
        var before = server.Usage.Memory;
        var fetching = orders.Select(FetchAsync).ToList();
        var fetched = await Task.WhenAll(fetching);
        Report.Progress($"{collection}: {(server.Usage.PeakMemory / 1e6).Text(0)} MB");
        return new Memory(server.Usage.PeakMemory, before, fetched.Sum(one => one.Bytes), fetched.Max(one => one.Seconds));

        async Task<long> OrderAsync(string query)
        {
            var id = await user.OrderAsync($"collection:{query}", stop);
            await user.CompleteAsync(id, stop);
            return id;
        }

        Task<Fetched> FetchAsync(long order) => Curl.FetchAsync(
            [$"{server.Address}user/orders/{order}/download"], [$"Authorization: Bearer {user.Token}"], run.Data, stop);
    }

    private static string[] Row(string what, Memory memory) =>
        [what, (memory.Peak / 1e6).Text(1), (memory.Before / 1e6).Text(1), memory.Bytes.Text(), memory.Seconds.Text(1)];

    private sealed record Memory(long Peak, long Before, long Bytes, double Seconds);
}
