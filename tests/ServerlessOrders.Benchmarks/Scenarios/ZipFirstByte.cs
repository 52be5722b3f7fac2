using System.Globalization;
using ServerlessOrders.Benchmarks.Hosting;
using ServerlessOrders.Benchmarks.Reporting;
using ServerlessOrders.Security;

namespace ServerlessOrders.Benchmarks.Scenarios;

/// <summary>How long a user waits for the first byte of a ZIP, and whether the number of files matters.</summary>
internal sealed class ZipFirstByte : IScenario
{
    private const int Blobs = 100;
    private const long Length = 10_000;
    private const int Rounds = 21;

    public string Name => "zip-first-byte";

    public string Title => "The first byte of a ZIP, and the last";

    public string Description =>
        "Milliseconds until the first byte of an answer came (curl's time_starttransfer): of the first request for a ZIP, which makes its "
        + "manifest, and then, in turn for both orders, of requests for its first byte, for the byte in its middle and for its last byte.";

    public async Task RunAsync(BenchmarkRun run, CancellationToken stop)
    {
        await using var server = await BenchmarkServer.StartAsync(run.Data, ZipThroughput.Settings, stop);
        using var user = await server.SignInAsync("ada@example.org", Role.REGISTERED_USER, stop);
        var blobs = await MadeUpArchive.CreateBlobsAsync(server.Storage, "blob", Blobs, Length, stop);
        // Both take the very same ways through host and storage, but for the number of files.
        var zips = new List<Zip>();
        foreach (var count in (int[])[10, (int)run.Scaled(50_000)])
        {
            var collection = $"files-{count}";
            Report.Progress($"ordering {count} files");
            await MadeUpArchive.CreateProductsAsync(server.Storage, collection, count, blobs, Length, stop);
            var id = await user.OrderAsync($"collection:{collection}", stop);
            await user.CompleteAsync(id, stop);
            var zip = new Zip(count, $"{server.Address}user/orders/{id}/download");
            using var request = new HttpRequestMessage(HttpMethod.Head, zip.Address);
            await zip.Creation.TimeAsync(async () =>
            {
                using var answer = await user.Http.SendAsync(request, stop);
                zip.Bytes = answer.EnsureSuccessStatusCode().Content.Headers.ContentLength!.Value;
            });
            zips.Add(zip);
        }

        for (var round = 0; round <= Rounds; round++)
        {
            foreach (var zip in zips)
            {
                foreach (var (samples, offset) in (IEnumerable<(Samples, long)>)[(zip.First, 0), (zip.Middle, zip.Bytes / 2), (zip.Last, zip.Bytes - 1)])
                {
                    string[] headers = [$"Authorization: Bearer {user.Token}", string.Create(CultureInfo.InvariantCulture, $"Range: bytes={offset}-{offset}")];
                    var fetched = await Curl.FetchAsync([zip.Address], headers, run.Data, stop);
                    if (round > 0) samples.Add(fetched.FirstByteSeconds);
                }
            }
        }

        run.Report.Table(
            ["files", "bytes of the ZIP", "manifest made ms", "first byte ms", "middle ms", "last byte ms"],
            zips.Select(zip => (string[])
            [
                ((long)zip.Files).Text(), zip.Bytes.Text(), Milliseconds(zip.Creation), Milliseconds(zip.First), Milliseconds(zip.Middle),
                Milliseconds(zip.Last),
            ]));
        run.Report.Paragraph(
            $"Medians of {Rounds}. The first byte of the larger ZIP takes {(zips[1].First.Median / zips[0].First.Median).Text()} times as long as "
            + $"that of the smaller one; its last byte {(zips[1].Last.Median / zips[1].First.Median).Text()} times as long as its first.");
    }

    private static string Milliseconds(Samples seconds) => (seconds.Median * 1000).Text(1);

    private sealed class Zip(int files, string address)
    {
        public int Files => files;

        public string Address => address;

        public long Bytes { get; set; }

        public Samples Creation { get; } = new();

        public Samples First { get; } = new();

        public Samples Middle { get; } = new();

        public Samples Last { get; } = new();
    }
}
