using System.Globalization;
using Azure.Storage.Sas;
using ServerlessOrders.Benchmarks.Hosting;
using ServerlessOrders.Benchmarks.Reporting;
using ServerlessOrders.Benchmarks.Rivals;
using ServerlessOrders.Security;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Benchmarks.Scenarios;

/// <summary>The same bytes by every way that leads from the storage to a user.</summary>
internal sealed class ZipThroughput : IScenario
{
    private const int Rounds = 10;
    // Until then the runtime still compiles what it runs.
    private const int WarmUp = 4;

    // All of an order at once; the default lets a user have two sub-orders of 100 MiB.
    internal static readonly Dictionary<string, string> Settings = new()
    {
        ["Orders__SubOrderMaxBytes"] = "1000000000000",
        ["Orders__MaxSubOrdersPerUser"] = "1000",
    };

    private readonly Mix _mix;

    private ZipThroughput(Mix mix) => _mix = mix;

    /// <summary>One scenario for each size of files, so that none takes more than some minutes.</summary>
    public static IReadOnlyList<IScenario> All { get; } =
    [
        new ZipThroughput(new Mix("large", 10, 100_000_000)),
        new ZipThroughput(new Mix("middle", 500, 1_000_000)),
        new ZipThroughput(new Mix("small", 1000, 50_000)),
    ];

    public string Name => $"zip-of-{_mix.Name}-files";

    public string Title => $"The ZIP of {_mix.Count} files of {_mix.Length.Text()} bytes beside other ways to the same bytes";

    public string Description =>
        "Seconds to fetch the files of an order with curl, into nothing: as one ZIP from the local host, as single files from it, by "
        + "its direct links (a redirect to each blob), the same blobs straight from Azurite, and as a stored ZIP from two other servers fed from "
        + "the same Azurite (npm archiver, .NET ZipArchive); and, as the limit of any server between, the blobs through two proxies that do "
        + "nothing else (an HttpClient's answer copied in pieces of 256 KiB, Yarp.ReverseProxy). Every round fetches by every way, one after "
        + "another, each round beginning with another one; each round has new orders, so the host also records what was delivered.";

    public async Task RunAsync(BenchmarkRun run, CancellationToken stop)
    {
        var settings = new Dictionary<string, string>(Settings) { ["Orders__DirectDownloads"] = "opt-in" };
        await using var server = await BenchmarkServer.StartAsync(run.Data, settings, stop);
        using var user = await server.SignInAsync("ada@example.org", Role.REGISTERED_USER, stop);
        await MeasureAsync(run, server, user, _mix with { Count = (int)run.Scaled(_mix.Count) }, stop);
    }

    private static async Task MeasureAsync(
        BenchmarkRun run, BenchmarkServer server, BenchmarkClient user, Mix mix, CancellationToken stop)
    {
        Report.Progress($"{mix.Name}: making {mix.Count} blobs");
        var blobs = await MadeUpArchive.CreateBlobsAsync(server.Storage, mix.Name, mix.Count, mix.Length, stop);
        await MadeUpArchive.CreateProductsAsync(server.Storage, mix.Name, mix.Count, blobs, mix.Length, stop);
        var direct = blobs.Select(blob => Signed(server, blob)).ToList();
        var list = Path.Combine(run.Data, $"{mix.Name}.list");
        await File.WriteAllLinesAsync(list, direct.Select((address, index) => $"{address}\t{index:D6}.dat"), stop);
        await using var archiver = await Rival.StartArchiverAsync(list, stop);
        await using var zipArchive = await Rival.StartZipArchiveAsync(list, stop);
        await using var plainProxy = await Rival.StartPlainProxyAsync(list, stop);
        await using var yarpProxy = await Rival.StartYarpAsync(list, stop);
        string[] token = [$"Authorization: Bearer {user.Token}"];

        var zip = new Way("ZIP of the host", server.Usage, server.StorageUsage);
        var singles = new Way("single files of the host", server.Usage, server.StorageUsage);
        var links = new Way("direct links of the host", server.Usage, server.StorageUsage);
        var straight = new Way("blobs from Azurite", null, server.StorageUsage);
        var node = new Way("npm archiver", archiver.Usage, server.StorageUsage);
        var dotnet = new Way(".NET ZipArchive", zipArchive.Usage, server.StorageUsage);
        var plain = new Way("plain proxy", plainProxy.Usage, server.StorageUsage);
        var yarp = new Way("Yarp.ReverseProxy", yarpProxy.Usage, server.StorageUsage);
        Way[] ways = [zip, straight, singles, links, node, dotnet, plain, yarp];
        for (var round = 0; round < WarmUp + Rounds; round++)
        {
            var first = await OrderAsync(user, mix, stop);
            var files = FilesOf(await OrderAsync(user, mix, stop), "");
            var redirects = FilesOf(await OrderAsync(user, mix, stop), "?direct=true");
            IReadOnlyCollection<string>[] addresses =
            [
                [$"{server.Address}user/orders/{first}/download"], direct, files, redirects,
                [archiver.Address], [zipArchive.Address], Through(plainProxy), Through(yarpProxy),
            ];

            // Whoever comes first has what the orders left to do beside him, so each does in turn.
            for (var turn = 0; turn < ways.Length; turn++)
            {
                var way = (round + turn) % ways.Length;
                var isOurs = ways[way] == zip || ways[way] == singles || ways[way] == links;
                await ways[way].FetchAsync(addresses[way], isOurs ? token : [], (run.Data, round >= WarmUp, mix.Bytes), stop);
            }
        }

        run.Report.Table(
            ["way", "median s", "least s", "most s", "MB/s", "the ZIP is … times as fast (medians)", "(least)", "CPU s per GB of the server", "of Azurite"],
            ways.Select(way => way.Row(zip, mix.Bytes)));

        List<string> FilesOf(long order, string query) =>
            [.. Enumerable.Range(0, mix.Count).Select(position =>
                $"{server.Address}orders/files/{FileIds.Of(order, position).ToString(CultureInfo.InvariantCulture)}{query}")];

        List<string> Through(Rival proxy) =>
            [.. Enumerable.Range(0, mix.Count).Select(index => $"{proxy.Address}/{index.ToString(CultureInfo.InvariantCulture)}")];
    }

    private static async Task<long> OrderAsync(BenchmarkClient user, Mix mix, CancellationToken stop)
    {
        var id = await user.OrderAsync($"collection:{mix.Name}", stop);
        await user.CompleteAsync(id, stop);
        return id;
    }

    private static string Signed(BenchmarkServer server, string address)
    {
        var location = BlobLocation.Parse(address);
        return server.Storage.Blobs.GetBlobContainerClient(location.Container).GetBlobClient(location.Name)
            .GenerateSasUri(BlobSasPermissions.Read, TimeProvider.System.GetUtcNow().AddDays(1)).AbsoluteUri;
    }

    private sealed record Mix(string Name, int Count, long Length)
    {
        public long Bytes => Count * Length;
    }

    private sealed class Way(string name, ProcessUsage? usage, ProcessUsage storage)
    {
        private readonly Samples _seconds = new();
        private readonly Samples _cpu = new();
        private readonly Samples _storageCpu = new();

        public async Task FetchAsync(
            IReadOnlyCollection<string> addresses, IReadOnlyList<string> headers, (string Folder, bool Counts, long Bytes) measured,
            CancellationToken stop)
        {
            var (folder, counts, bytes) = measured;
            var (before, storageBefore) = (usage?.CpuSeconds ?? 0, storage.CpuSeconds);
            var fetched = await Curl.FetchAsync(addresses, headers, folder, stop);
            if (fetched.Bytes < bytes) throw new InvalidOperationException($"{name}: {fetched.Bytes} bytes came, of {bytes}.");
            Report.Progress($"{name}: {fetched.Seconds.Text()} s");
            if (!counts) return;
            _seconds.Add(fetched.Seconds);
            _storageCpu.Add((storage.CpuSeconds - storageBefore) / (bytes / 1e9));
            if (usage is not null) _cpu.Add((usage.CpuSeconds - before) / (bytes / 1e9));
        }

        public IReadOnlyList<string> Row(Way zip, long bytes) =>
        [
            name, _seconds.Median.Text(), _seconds.Least.Text(), _seconds.Most.Text(), (bytes / _seconds.Median / 1e6).Text(0),
            (_seconds.Median / zip._seconds.Median).Text(), (_seconds.Least / zip._seconds.Least).Text(),
            usage is null ? "" : _cpu.Median.Text(), _storageCpu.Median.Text(),
        ];
    }
}
