using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Stores;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Tests.EndToEnd;

/// <summary>Orders of many small files: what they cost in table writes, memory and time.</summary>
public sealed class LargeOrderTests(AzuriteFixture azurite, ITestOutputHelper output) : IDisposable
{
    private const int Blobs = 500;
    private const int SubOrderFiles = 5000;

    private readonly TempFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task EveryPassOverTheFiles_WritesNinetyNineFilesATransaction() => CountWritesAsync(990);

    [Fact(Explicit = true)]
    [Trait("Category", "Large")]
    public Task EveryPassOver100000Files_WritesNinetyNineFilesATransaction() => CountWritesAsync(100_000);

    [Fact(Explicit = true)]
    [Trait("Category", "Large")]
    public async Task OrderOf100000Files_IsCompletedBelow300Megabytes()
    {
        // An Azurite that keeps its tables in memory: one on disk writes all of them anew every few seconds.
        var data = _folder["data"];
        var storage = await azurite.NewAccountAsync();
        await SeedAsync(AzuriteFixture.Open(storage), "demo", 100_000);
        await using var server = await LocalProcess.ServeStorageAsync(data, storage, ("Orders__MaxSubOrdersPerUser", "100"));
        var token = (await LocalProcess.RunAsync("token", "--user", "ada@example.org", "--role", "REGISTERED_USER", "--data", data)).Trim();
        using var client = new ApiClient(server.Address, token);

        var began = Stopwatch.GetTimestamp();
        var id = await client.OrderAsync("*:*");
        await client.UntilAsync(id, OrderJson.Ended, TimeSpan.FromMinutes(30));
        Report("created and prepared in", began);
        began = Stopwatch.GetTimestamp();
        Assert.True(await client.FetchAsync($"/user/orders/{id}/download", _folder["all.zip"]));
        Report("ZIP fetched in", began);
        output.WriteLine($"peak memory {server.PeakMemory / 1_000_000} MB");

        var order = await client.GetOrderAsync(id);
        Assert.Equal("DONE", order.Status());
        Assert.Equal(0, order.Available());
        Assert.InRange(server.PeakMemory, 0, 300_000_000);
    }

    private async Task CountWritesAsync(int files)
    {
        var writes = new TableWrites();
        var server = await OrderServer.StartAsync(
            azurite, writes.Open(await azurite.NewAccountAsync()), builder => builder.Configuration["Orders:MaxSubOrdersPerUser"] = "100");
        await using (server)
        {
            await SeedAsync(server.Storage, "demo", files);
            using var client = server.Client();
            client.Timeout = TimeSpan.FromMinutes(30);

            writes.Reset();
            var id = await OrderServer.OrderAllAsync(client);
            await OrderServer.WaitForAsync(client, id, order => order.Ended(), TimeSpan.FromMinutes(30));
            var prepared = writes.Reset();
            await client.GetByteArrayAsync($"/user/orders/{id}/download", Stop);
            var fetched = writes.Reset();

            // Expansion, verification (the files, and what is remembered of their blobs), delivery: four passes.
            output.WriteLine($"{files} files: {prepared} table writes to create and prepare, {fetched} to mark all DOWNLOADED");
            var pass = (int)Math.Ceiling(files / 99.0) + (files / SubOrderFiles);
            Assert.InRange(prepared, 3 * pass * 9 / 10, (3 * pass) + 30 + (files / 100));
            Assert.InRange(fetched, pass, pass + 20 + (files / 1000));
        }
    }

    /// <summary>Puts a collection of so many small files into the catalog; their blobs are shared.</summary>
    internal static async Task SeedAsync(StorageClients storage, string tenant, int files)
    {
        var container = storage.Blobs.GetBlobContainerClient("small-files");
        await container.CreateIfNotExistsAsync(cancellationToken: Stop);
        await Parallel.ForAsync(0, Blobs, Stop, async (index, stop) =>
            await container.UploadBlobAsync($"blob-{index}", BinaryData.FromString(Content(index)), stop));
        await new CatalogStore(storage).WriteItemsAsync(tenant, ItemsAsync(files), _ => { }, Stop);
    }

    private static async IAsyncEnumerable<CatalogItem> ItemsAsync(int files)
    {
        var none = JsonDocument.Parse("{}").RootElement;
        for (var index = 0; index < files; index++)
        {
            var id = index.ToString("D6", CultureInfo.InvariantCulture);
            var asset = new CatalogAsset(
                "data", $"file-{id}.txt", DataType.RAWDATA, "text/plain", $"small-files/blob-{index % Blobs}", false,
                Content(index % Blobs).Length, null, null);
            yield return new CatalogItem("many", id, id, none, null, null, null, [asset]);
        }

        await Task.CompletedTask;
    }

    private static string Content(int blob) => $"content of blob {blob}\n";

    private void Report(string what, long began) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what} {Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s"));

    /// <summary>Counts the requests that write to tables; a transaction is one.</summary>
    private sealed class TableWrites : HttpPipelineSynchronousPolicy
    {
        private int _count;

        public int Reset() => Interlocked.Exchange(ref _count, 0);

        public StorageClients Open(string connection)
        {
            var tables = new TableClientOptions();
            tables.AddPolicy(this, HttpPipelinePosition.PerCall);
            return new StorageClients(new TableServiceClient(connection, tables), new BlobServiceClient(connection));
        }

        public override void OnSendingRequest(HttpMessage message)
        {
            if (message.Request.Method != RequestMethod.Get) Interlocked.Increment(ref _count);
        }
    }
}
