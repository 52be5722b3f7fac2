using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Stores;
using ServerlessOrders.Tests.Unit.Orders;

namespace ServerlessOrders.Tests.Faults.Load;

/// <summary>
/// Records how long the preparations of real orders take: whole servers over the storage emulator, users who order side by side and in
/// waves, orders of 1 to 60 files of up to 1 MiB, every fourth of archived files. What it writes is the history that
/// <see cref="EstimateReplayTests"/> plays again.
/// </summary>
public sealed partial class EstimateRecordingTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    private const int Waves = 14;
    private const int MostUsers = 5;
    private const int OrdersPerWave = 5;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    [Trait("Category", "Large")]
    public async Task Preparations_AreRecorded()
    {
        var logs = new LogCollector();
        await using var server = await OrderServer.StartAsync(azurite, configure: builder =>
        {
            builder.Configuration["Logging:LogLevel:ServerlessOrders.Workflow"] = "Debug";
            builder.Configuration["Orders:RehydrationCheckInterval"] = "00:00:01";
            builder.Configuration["Orders:MaxSubOrdersPerUser"] = "1000";
            builder.Logging.ClearProviders().AddProvider(logs);
        });
        var random = new Random(20260301);
        for (var wave = 0; wave < Waves; wave++)
        {
            // More users at once make storage slower, as on a real day.
            var users = 1 + random.Next(MostUsers);
            var collections = new List<string>();
            for (var number = 0; number < users * OrdersPerWave; number++)
            {
                collections.Add($"w{wave:D2}n{number:D2}");
                await AddAsync(server, collections[^1], 1 + random.Next(60), random.Next(1, 1024) * 1024, isArchived: random.Next(4) == 0);
            }

            await Task.WhenAll(Enumerable.Range(0, users).Select(user => OrderAsync(server, $"user{user}@example.org", collections.Skip(user * OrdersPerWave).Take(OrdersPerWave))));
        }

        var lines = logs.Lines.Select(line => Took().Match(line.Message)).Where(match => match.Success).Select(Line).ToList();
        output.WriteLine($"{lines.Count} preparations were recorded");
        Assert.InRange(lines.Count, Waves * OrdersPerWave, int.MaxValue);
        await File.WriteAllLinesAsync(RecordedHistory.Path, ["begun;seconds;work;archived", .. lines], Stop);
    }

    private static async Task AddAsync(OrderServer server, string collection, int files, int bytes, bool isArchived)
    {
        var container = server.Storage.Blobs.GetBlobContainerClient(collection);
        await container.CreateIfNotExistsAsync(cancellationToken: Stop);
        var content = BinaryData.FromBytes(new byte[bytes]);
        var upload = new BlobUploadOptions { AccessTier = isArchived ? AccessTier.Archive : default(AccessTier?) };
        await Parallel.ForAsync(0, files, Stop, async (file, stop) => await container.GetBlobClient($"{file}.bin").UploadAsync(content, upload, stop));
        var items = Enumerable.Range(0, files).Select(file => new CatalogItem(
            collection, $"{collection}p{file}", $"{file}", JsonDocument.Parse("{}").RootElement, null, null, null,
            [new CatalogAsset("data", $"{file}.bin", DataType.RAWDATA, "application/octet-stream", $"{collection}/{file}.bin", false, bytes, null, null)]));
        await new CatalogStore(server.Storage).WriteItemsAsync("demo", items.ToAsyncEnumerable(), _ => { }, Stop);
    }

    private static async Task OrderAsync(OrderServer server, string user, IEnumerable<string> collections)
    {
        using var client = server.Client(user: user);
        var orders = new List<long>();
        foreach (var collection in collections)
        {
            using var answer = await client.PostAsJsonAsync("/user/orders/apply", new { queries = new[] { $"productId:{collection}*" } }, Stop);
            orders.Add((await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("content").GetProperty("orderId").GetInt64());
        }

        foreach (var order in orders)
            await OrderServer.WaitForAsync(client, order, content => content.GetProperty("status").GetString() == "DONE", TimeSpan.FromMinutes(3));
    }

    private static string Line(Match took)
    {
        var (begun, ended) = (Instant(took.Groups[1]), Instant(took.Groups[2]));
        return string.Create(CultureInfo.InvariantCulture, $"{begun:O};{(ended - begun).TotalSeconds:0.000};{took.Groups[3].Value};{took.Groups[4].Value}");
    }

    private static DateTimeOffset Instant(Group text) => DateTimeOffset.Parse(text.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"took from (\S+) to (\S+), for (\d+) bytes of work, archived: (\w+)")]
    private static partial Regex Took();
}
