using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using ServerlessOrders.Benchmarks.Hosting;
using ServerlessOrders.Benchmarks.Reporting;
using ServerlessOrders.Security;

namespace ServerlessOrders.Benchmarks.Scenarios;

/// <summary>An order into files on a disk, by the programs that users have for it.</summary>
internal sealed class ClientThroughput : IScenario
{
    private const int Rounds = 5;
    private const int WarmUp = 1;

    private readonly string _name;
    private readonly int _count;
    private readonly long _length;
    private readonly bool _isFar;

    private ClientThroughput(string name, int count, long length, bool isFar = false) => (_name, _count, _length, _isFar) = (name, count, length, isFar);

    /// <summary>Large files, and many small ones, from this machine, and the small ones from far away.</summary>
    public static IReadOnlyList<IScenario> All { get; } =
    [
        new ClientThroughput("large", 6, 100_000_000), new ClientThroughput("small", 500, 50_000), new ClientThroughput("small", 500, 50_000, isFar: true),
    ];

    public string Name => $"client-of-{_name}-files{(_isFar ? "-from-afar" : "")}";

    public string Title => $"An order of {_count} files of {_length.Text()} bytes by orders, aria2 and curl{(_isFar ? ", over a long line" : "")}";

    public string Description =>
        "Seconds and bytes until the files of an order are on the disk: with orders get (its published file; single files, verified), with "
        + "aria2c by the metalink (single files, verified), with curl as one ZIP that is then unpacked with unzip and verified with sha256sum by "
        + "the digests of the metalink, and with curl as one ZIP and nothing more: neither unpacked nor verified, so the least that the service "
        + "and the line take. Each round has new orders and begins with another program; start-up of the programs is counted."
        + (_isFar ? " The line has a round trip of 30 ms, and brings 4 MB/s to each connection." : "");

    public async Task RunAsync(BenchmarkRun run, CancellationToken stop)
    {
        await using var server = await BenchmarkServer.StartAsync(run.Data, ZipThroughput.Settings, stop);
        using var user = await server.SignInAsync("ada@example.org", Role.REGISTERED_USER, stop);
        var count = (int)run.Scaled(_count);
        Report.Progress($"{_name}: making {count} blobs");
        var blobs = await MadeUpArchive.CreateBlobsAsync(server.Storage, _name, count, _length, stop);
        await MadeUpArchive.CreateProductsAsync(server.Storage, _name, count, blobs, _length, stop);

        Report.Progress("publishing orders");
        var orders = await PublishAsync(Path.Combine(run.Data, "published"), stop);
        await using var line = _isFar ? new SlowLine(server.Address, roundTrip: TimeSpan.FromMilliseconds(30), bytesPerSecond: 4e6) : null;
        var address = (line?.Address ?? server.Address).ToString().TrimEnd('/');
        Way[] ways =
        [
            new("orders get", (id, folder) => (orders, ["get", id, folder, "--plain"])),
            new("aria2c, metalink", (id, folder) => ("bash",
                ["-c", $"curl -sf -o '{folder}.metalink' -H \"Authorization: Bearer $ORDERS_TOKEN\" {address}/user/orders/{id}/metalink/download && aria2c -q -M '{folder}.metalink' -d '{folder}' -x8 --check-integrity=true --file-allocation=none"])),
            new("curl, ZIP; unzip; sha256sum", (id, folder) => ("bash", ["-c", Verified(address, id, folder)])),
            new("curl, ZIP alone", (id, folder) => ("bash",
                ["-c", $"mkdir '{folder}' && curl -sf -o '{folder}/order.zip' -H \"Authorization: Bearer $ORDERS_TOKEN\" {address}/user/orders/{id}/download"])),
        ];
        for (var round = 0; round < WarmUp + Rounds; round++)
        {
            for (var turn = 0; turn < ways.Length; turn++)
            {
                var id = await user.OrderAsync($"collection:{_name}", stop);
                await user.CompleteAsync(id, stop);
                var way = ways[(round + turn) % ways.Length];
                await way.FetchAsync(id, Path.Combine(run.Data, $"fetched-{id}"), (address, user.Token), (round >= WarmUp, count * _length), stop);
            }
        }

        run.Report.Table(
            ["program", "median s", "least s", "most s", "MB/s", "bytes on the disk", "times orders get (medians)"],
            ways.Select(way => way.Row(ways[0], count * _length)));
    }

    /// <summary>What <c>orders get</c> does, with the programs that every system has: the ZIP, its files, and their digests from the metalink.</summary>
    private static string Verified(string address, string id, string folder) => $$"""
        set -e
        mkdir '{{folder}}' && cd '{{folder}}'
        curl -sf -o ../{{id}}.zip -H "Authorization: Bearer $ORDERS_TOKEN" {{address}}/user/orders/{{id}}/download
        curl -sf -o ../{{id}}.metalink -H "Authorization: Bearer $ORDERS_TOKEN" {{address}}/user/orders/{{id}}/metalink/download
        unzip -q ../{{id}}.zip
        grep -oE '<file name="[^"]*"|<hash type="sha256">[0-9a-f]*' ../{{id}}.metalink \
          | sed -E 'N; s/.*name="(.*)"\n.*>(.*)/\2  \1/' > ../{{id}}.sha256
        [ "$(wc -l < ../{{id}}.sha256)" -eq "$(ls | wc -l)" ]
        sha256sum -c --quiet ../{{id}}.sha256
        rm ../{{id}}.zip
        """;

    /// <summary>The one file of machine code that users get; returns where it is.</summary>
    private static async Task<string> PublishAsync(string folder, CancellationToken stop)
    {
        var profile = "linux-" + RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant();
        string[] arguments =
        [
            "publish", Path.Combine("src", "ServerlessOrders.Client"), "-p:PublishProfile=" + profile, "-o", folder, "-v", "quiet",
            "--artifacts-path", $"{folder}-artifacts",
        ];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(stop);
        await process.WaitForExitAsync(stop);
        return process.ExitCode == 0 ? Path.Combine(folder, "orders") : throw new InvalidOperationException($"orders cannot be published: {output}");
    }

    private sealed class Way(string name, Func<string, string, (string Program, string[] Arguments)> command)
    {
        private readonly Samples _seconds = new();
        private long _bytes;

        public async Task FetchAsync(long id, string folder, (string Address, string Token) service, (bool Counts, long Bytes) measured, CancellationToken stop)
        {
            var (program, arguments) = command(id.ToString(CultureInfo.InvariantCulture), folder);
            var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
            (start.Environment["ORDERS_URL"], start.Environment["ORDERS_TOKEN"]) = service;
            var began = Stopwatch.GetTimestamp();
            using var process = Process.Start(start)!;
            await process.StandardOutput.ReadToEndAsync(stop);
            await process.WaitForExitAsync(stop);
            var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            if (process.ExitCode != 0) throw new InvalidOperationException($"{name} ended with {process.ExitCode}.");
            _bytes = new DirectoryInfo(folder).EnumerateFiles().Sum(file => file.Length);
            if (_bytes < measured.Bytes) throw new InvalidOperationException($"{name}: {_bytes} bytes came, of {measured.Bytes}.");
            // Their bytes go, their names stay until all is measured: ext4 makes new files slowly while it remembers deleted ones, which
            // only the next program would pay for.
            foreach (var file in new DirectoryInfo(folder).EnumerateFiles()) File.WriteAllBytes(file.FullName, []);
            Report.Progress($"{name}: {seconds.Text()} s");
            if (measured.Counts) _seconds.Add(seconds);
        }

        public IReadOnlyList<string> Row(Way ours, long bytes) =>
        [
            name, _seconds.Median.Text(), _seconds.Least.Text(), _seconds.Most.Text(), (bytes / _seconds.Median / 1e6).Text(0), _bytes.Text(),
            (_seconds.Median / ours._seconds.Median).Text(),
        ];
    }
}
