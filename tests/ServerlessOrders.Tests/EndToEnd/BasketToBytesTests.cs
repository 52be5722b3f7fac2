using System.Net.Http.Json;
using System.Text.Json;

namespace ServerlessOrders.Tests.EndToEnd;

/// <summary>From a folder of files to the same bytes at the user's: import, order, sub-orders, ZIPs, metalink, over real HTTP.</summary>
public sealed class BasketToBytesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [ForeignFact]
    public Task OrderedFolder_ArrivesByteForByte() =>
        RunAsync(count: 40, archived: 5, bytes: 12_000_000, largest: 5_000_000, subOrderBytes: 1_500_000);

    /// <summary>The full size: 300 files, 600 MB, one of 150 MiB, 20 archived.</summary>
    [Fact(Explicit = true)]
    [Trait("Category", "Large")]
    public Task OrderedFolderOf600Megabytes_ArrivesByteForByte() =>
        RunAsync(count: 280, archived: 20, bytes: 580_000_000, largest: 150L << 20, subOrderBytes: 100L << 20);

    private async Task RunAsync(int count, int archived, long bytes, long largest, long subOrderBytes)
    {
        var online = SampleArchive.Create(InFolder("online"), count, bytes, largest);
        var offline = SampleArchive.Create(InFolder("offline/old"), archived, archived * 1_000_000, 100_000, seed: 2);
        var expected = online.Files.Values.Concat(offline.Files.Values).Order(StringComparer.Ordinal).ToList();
        var data = InFolder("data");

        await using var server = await LocalProcess.ServeAsync(
            data,
            ("Orders__SubOrderMaxBytes", $"{subOrderBytes}"),
            ("Orders__RehydrationCheckInterval", "00:00:01"));
        await LocalProcess.RunAsync("import", InFolder("online"), "--collection", "survey", "--data", data);
        await LocalProcess.RunAsync("import", InFolder("offline"), "--collection", "survey", "--archive", "--data", data);
        var token = (await LocalProcess.RunAsync(
            "token", "--user", "ada@example.org", "--role", "REGISTERED_USER", "--data", data)).Trim();
        using var client = new ApiClient(server.Address, token);

        var id = await client.OrderAsync("datasetUrn:survey", "all of it");

        // Two sub-orders at a time: the order waits for its user again and again.
        var unpacked = new List<string>();
        var waits = 0;
        while (true)
        {
            var order = await client.UntilAsync(
                id, seen => seen.GetProperty("waitingForUser").GetBoolean() || seen.Ended(), TimeSpan.FromMinutes(3));
            if (order.Available() == 0) break;
            if (!order.Ended()) waits++;
            await AssertTwoAtATimeAsync(client, order);

            var zip = InFolder($"part-{waits}.zip");
            if (!await client.FetchAsync($"/user/orders/{id}/download", zip)) continue;
            unpacked.AddRange(await UnpackByAllAsync(zip));
            File.Delete(zip);
        }

        Assert.True(waits > 1, "The order never waited for a slot.");
        Assert.Equal(expected, unpacked.Order(StringComparer.Ordinal));
        var done = await client.GetOrderAsync(id);
        Assert.Equal("DONE", done.Status());
        Assert.Equal(100, done.GetProperty("percentCompleted").GetInt32());

        Assert.Equal(expected, (await FetchByMetalinkAsync(client, id)).Order(StringComparer.Ordinal));
    }

    /// <summary>At most two sub-orders hold files that can be fetched and were not.</summary>
    private static async Task AssertTwoAtATimeAsync(ApiClient client, JsonElement order)
    {
        var task = order.GetProperty("datasetTasks")[0].GetProperty("id").GetInt64();
        var page = await client.Http.GetFromJsonAsync<JsonElement>(
            $"/orders/{order.GetProperty("id").GetInt64()}/dataset/{task}/files?size=2000", TestContext.Current.CancellationToken);
        var subOrders = page.GetProperty("content").EnumerateArray()
            .Select(file => file.GetProperty("content"))
            .Where(file => file.GetProperty("state").GetString() == "AVAILABLE")
            .Select(file => file.GetProperty("filesTaskId").GetInt64())
            .Distinct();
        Assert.InRange(subOrders.Count(), 0, 2);
    }

    private static async Task<List<string>> UnpackByAllAsync(string zip)
    {
        List<string>? first = null;
        foreach (var (tool, unpack) in Unpackers.All)
        {
            var files = (await unpack(zip)).Order(StringComparer.Ordinal).ToList();
            first ??= files;
            Assert.True(first.SequenceEqual(files), $"{tool} unpacked {files.Count} files, unzip {first.Count}, or other bytes.");
        }

        return first!;
    }

    private async Task<IEnumerable<string>> FetchByMetalinkAsync(ApiClient client, long id)
    {
        var metalink = InFolder("order.metalink");
        using (var response = await client.Http.GetAsync($"/user/orders/{id}/metalink/download", TestContext.Current.CancellationToken))
        {
            response.EnsureSuccessStatusCode();
            await File.WriteAllBytesAsync(
                metalink, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        }

        var folder = InFolder("fetched");
        var printed = await ExternalTool.RunAsync(
            "aria2c", "-M", metalink, "-d", folder, "--check-integrity=true", "--console-log-level=notice", "--no-conf=true");
        Assert.DoesNotContain("ERR", printed, StringComparison.Ordinal);
        return Directory.EnumerateFiles(folder, "*", new EnumerationOptions { AttributesToSkip = 0 }).Select(SampleArchive.Sha256Of);
    }

    private string InFolder(string name) => Path.Combine(_folder.Path, name);
}
