using System.Globalization;
using System.Text;
using System.Text.Json;
using ServerlessOrders.Benchmarks.Hosting;
using ServerlessOrders.Benchmarks.Reporting;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Stores;
using ServerlessOrders.Security;

namespace ServerlessOrders.Benchmarks.Scenarios;

/// <summary>What the first page of a STAC search costs in collections of different sizes, and what filling them does.</summary>
internal sealed class CatalogSearch : IScenario
{
    private const int Rounds = 9;
    private const int SecondsOfAYear = 31_536_000;

    private static readonly int[] Sizes = [1_000, 100_000];

    private static readonly (string Name, string Query)[] Searches =
    [
        ("by day", "datetime=2025-06-01T00:00:00Z/2025-06-01T23:59:59Z"),
        ("by small box", "bbox=10,40,16,44"),
        ("by id", "ids=many-000017"),
        ("by month and box", "datetime=2025-06-01T00:00:00Z/2025-06-30T23:59:59Z&bbox=0,30,30,50"),
        ("all", ""),
    ];

    public string Name => "catalog-search";

    public string Title => "STAC searches in collections of 1,000 and 100,000 items";

    public string Description => "Storage operations and seconds of the first page of 100 items of GET /stac/search, and of writing the items.";

    public async Task RunAsync(BenchmarkRun run, CancellationToken stop)
    {
        var (rows, writes) = (new List<string[]>(), new List<string[]>());
        foreach (var size in Sizes.Select(size => (int)run.Scaled(size)))
        {
            Report.Progress($"{size} items");
            await using var server = await CountedServer.StartAsync(Path.Combine(run.Data, $"{size}"), null, stop);
            using var user = server.SignIn("ada@example.org", Role.REGISTERED_USER);
            var (before, written) = (server.Operations.Count, new Samples());
            await written.TimeAsync(() => new CatalogStore(server.OpenCounted()).WriteItemsAsync(MadeUpArchive.Tenant, ItemsAsync(size), _ => { }, stop));
            var operations = server.Operations.Count - before;
            writes.Add([((long)size).Text(), ((long)operations).Text(), ((double)operations / size * 100).Text(1), written.Median.Text(1)]);
            foreach (var (name, query) in Searches) rows.Add(await MeasureAsync(server, user, size, name, query, stop));
        }

        run.Report.Table(["items", "first page", "items found", "operations", "median s"], rows);
        run.Report.Table(["items written", "operations", "operations per 100 items", "s"], writes);
        run.Report.Paragraph(
            "Seconds are those of Azurite, which looks at every row of a table for each query. Without the index, 100 items took two operations to "
            + "write, one of them for their URNs; with it they take five: each item has two rows more, and a transaction holds 100 rows.");
    }

    private static async Task<string[]> MeasureAsync(
        CountedServer server, BenchmarkClient user, int size, string name, string query, CancellationToken stop)
    {
        var (samples, operations, found) = (new Samples(), 0, 0L);
        for (var round = 0; round < Rounds; round++)
        {
            var at = server.Operations.Count;
            await samples.TimeAsync(async () =>
            {
                using var answer = await user.Http.GetAsync(new Uri($"/stac/search?collections=many&limit=100&{query}", UriKind.Relative), stop);
                answer.EnsureSuccessStatusCode();
                using var page = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync(stop));
                found = page.RootElement.GetProperty("numberReturned").GetInt64();
            });
            operations = server.Operations.Count - at;
        }

        return [((long)size).Text(), name, found.Text(), ((long)operations).Text(), samples.Median.Text(3)];
    }

    // Scenes of about a degree all over the Earth, through one year.
    private static async IAsyncEnumerable<CatalogItem> ItemsAsync(int count)
    {
        var random = new Random(1);
        for (var index = 0; index < count; index++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"many-{index:D6}");
            var start = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds((long)index * SecondsOfAYear / count);
            var (west, south) = (Math.Round((random.NextDouble() * 359) - 180, 4), Math.Round((random.NextDouble() * 179) - 90, 4));
            var asset = new CatalogAsset("data", $"{id}.tif", DataType.RAWDATA, "image/tiff", $"https://data.example.org/{id}.tif", true, 1, null, null);
            var text = string.Create(CultureInfo.InvariantCulture, $$$"""
                {"type": "Feature", "stac_version": "1.1.0", "stac_extensions": [], "id": "{{{id}}}", "collection": "many",
                 "geometry": {"type": "Polygon", "coordinates": [[[{{{west}}}, {{{south}}}], [{{{west + 1}}}, {{{south}}}], [{{{west + 1}}}, {{{south + 1}}}], [{{{west}}}, {{{south + 1}}}], [{{{west}}}, {{{south}}}]]]},
                 "bbox": [{{{west}}}, {{{south}}}, {{{west + 1}}}, {{{south + 1}}}],
                 "properties": {"datetime": "{{{start:yyyy-MM-ddTHH:mm:ssZ}}}", "platform": "sat-{{{index % 4}}}", "eo:cloud_cover": {{{index % 101}}}, "gsd": 10},
                 "links": [], "assets": {"data": {"href": "https://data.example.org/{{{id}}}.tif", "type": "image/tiff", "roles": ["data"] } } }
                """);
            var properties = JsonDocument.Parse(text).RootElement.GetProperty("properties");
            yield return new CatalogItem(
                "many", id, id, properties, [west, south, west + 1, south + 1], start, start, [asset], StacText.Of(Encoding.UTF8.GetBytes(text)));
        }

        await Task.CompletedTask;
    }
}
