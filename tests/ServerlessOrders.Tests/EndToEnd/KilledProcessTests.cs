using System.Text.Json;
using ServerlessOrders.Local.Azurite;
using ServerlessOrders.Orders;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Tests.EndToEnd;

/// <summary>Processes end by SIGKILL in the middle of an order, and the next start brings it to the same end.</summary>
public sealed class KilledProcessTests : IAsyncDisposable
{
    private const string Tenant = "demo";

    private static readonly (string, string)[] Settings =
        [("Orders__SubOrderMaxBytes", "300000"), ("Orders__MaxSubOrdersPerUser", "500"), ("Orders__RehydrationCheckInterval", "00:00:01")];

    private readonly TempFolder _folder = new();
    private LocalProcess? _server;

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public Task OrderOfAProcessKilledThreeTimes_EndsAsIfNothingHadHappened() => RunAsync([20, 150, 500], files: 150);

    /// <summary>Ten moments: expansion, between its writes, preparation, download.</summary>
    [Fact(Explicit = true)]
    [Trait("Category", "Large")]
    public Task OrderOfAProcessKilledTenTimes_EndsAsIfNothingHadHappened() =>
        RunAsync([5, 15, 30, 60, 100, 160, 250, 400, 700, 1200], files: 3000);

    /// <param name="delays">Milliseconds of each life of the process, from when it serves to its end.</param>
    /// <param name="files">How many files the order has.</param>
    private async Task RunAsync(int[] delays, int files)
    {
        var stop = TestContext.Current.CancellationToken;
        var archive = SampleArchive.Create(_folder["archive"], files, files * 10_000L, 400_000);
        var data = _folder["data"];

        // Keeps the storage alive, as Azurite saves its tables every few seconds only.
        await using var azurite = await AzuriteProcess.StartAsync(Path.Combine(data, "azurite"), cancellationToken: stop);
        await LocalCommand.RunAsync("import", _folder["archive"], "--collection", "survey", "--data", data);
        var token = (await LocalCommand.RunAsync("token", "--user", "ada@example.org", "--role", "REGISTERED_USER", "--data", data)).Trim();

        _server = await LocalProcess.ServeAsync(data, Settings);
        long id;
        using (var client = new ApiClient(_server.Address, token)) id = await client.OrderAsync("*:*");
        foreach (var delay in delays)
        {
            await Task.Delay(delay, stop);
            await _server.KillAsync();
            _server = await LocalProcess.ServeAsync(data, Settings);
        }

        // Killed in the middle of a download too: nothing is DOWNLOADED, the next request begins where this one broke off.
        var fetched = new MemoryStream();
        using (var client = new ApiClient(_server.Address, token))
        {
            await client.UntilAsync(id, OrderJson.Ended, TimeSpan.FromMinutes(2));
            using var response = await client.Http.GetAsync($"/user/orders/{id}/download", HttpCompletionOption.ResponseHeadersRead, stop);
            await using var body = await response.Content.ReadAsStreamAsync(stop);
            var first = new byte[100_000];
            await body.ReadExactlyAsync(first, stop);
            fetched.Write(first);
            await _server.KillAsync();
        }

        _server = await LocalProcess.ServeAsync(data, Settings);
        using (var client = new ApiClient(_server.Address, token))
        {
            Assert.Equal(archive.Files.Count, (await client.GetOrderAsync(id)).Available());
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/user/orders/{id}/download");
            request.Headers.Range = new(fetched.Length, null);
            using var response = await client.Http.SendAsync(request, stop);
            Assert.Equal(System.Net.HttpStatusCode.PartialContent, response.StatusCode);
            await response.Content.CopyToAsync(fetched, stop);

            var zip = _folder["all.zip"];
            await File.WriteAllBytesAsync(zip, fetched.ToArray(), stop);
            Assert.Equal(
                archive.Files.Values.Order(StringComparer.Ordinal),
                (await Unpackers.All["7z"](zip)).Order(StringComparer.Ordinal));

            // What the killed process had sent it could not record: a download in one piece does.
            Assert.True(await client.FetchAsync($"/user/orders/{id}/download", _folder["again.zip"]));
            Assert.Equal(SampleArchive.Sha256Of(zip), SampleArchive.Sha256Of(_folder["again.zip"]));
            AssertDone(await client.GetOrderAsync(id));
        }

        await AssertConsistentAsync(AzuriteFixture.Open(azurite.ConnectionString), new OrderKey(Tenant, id), archive.Files.Count);
    }

    private static void AssertDone(JsonElement order)
    {
        Assert.Equal("DONE", order.Status());
        Assert.Equal(100, order.GetProperty("percentCompleted").GetInt32());
        Assert.Equal(0, order.Available());
        Assert.Equal(0, order.GetProperty("filesInErrorCount").GetInt32());
    }

    /// <summary>Every file once, the counts equal a recount, no slot held.</summary>
    private static async Task AssertConsistentAsync(StorageClients storage, OrderKey key, int expected)
    {
        var stop = TestContext.Current.CancellationToken;
        var files = new FileStore(storage);
        var order = (await new OrderStore(storage).FindAsync(key, stop))!;
        var seen = new HashSet<string>();
        foreach (var sub in order.SubOrders)
        {
            var recount = new FileCounts();
            await foreach (var file in files.ReadAsync(new SubOrderKey(key, sub.First), 0, FileIds.MaxFiles, cancellationToken: stop))
            {
                recount = recount.Add(file.State, file.CountedBytes);
                Assert.True(seen.Add(file.Item), $"{file.Item} is there twice.");
                Assert.Equal(FileState.DOWNLOADED, file.State);
            }

            Assert.Equal(recount, sub.Counts);
            Assert.Equal(recount, (await files.FindSummaryAsync(new SubOrderKey(key, sub.First), stop))!.Value.Counts);
        }

        Assert.Equal(expected, seen.Count);
        Assert.Equal(expected, order.Counts.Total);
        Assert.Empty(await new SlotStore(storage).HoldersAsync(order.Order.SlotOwner, stop));
    }
}
