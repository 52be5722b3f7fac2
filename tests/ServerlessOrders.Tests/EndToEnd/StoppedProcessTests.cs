using System.Diagnostics;
using Azure.Storage.Blobs.Models;
using ServerlessOrders.Local.Azurite;
using ServerlessOrders.Workflow;

namespace ServerlessOrders.Tests.EndToEnd;

/// <summary>A process ends by SIGTERM, as at every deployment, in the middle of its work: the next one goes on at once.</summary>
public sealed class StoppedProcessTests : IAsyncDisposable
{
    private static readonly (string, string)[] Settings = [("Orders__SubOrderMaxBytes", "300000"), ("Orders__MaxSubOrdersPerUser", "500")];

    private readonly TempFolder _folder = new();
    private LocalProcess? _server;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task StopInMidPreparationAndDownload_GivesTheLeaseUp_EndsTheDownloadWhole_AndTheNextProcessGoesOnAtOnce()
    {
        var data = _folder["data"];
        await using var azurite = await AzuriteProcess.StartAsync(Path.Combine(data, "azurite"), cancellationToken: Stop);
        var archive = SampleArchive.Create(_folder["archive"], 800, 9_000_000, 4_000_000);
        await LocalCommand.RunAsync("import", _folder["archive"], "--collection", "survey", "--data", data);
        var token = (await LocalCommand.RunAsync("token", "--user", "ada@example.org", "--role", "REGISTERED_USER", "--data", data)).Trim();
        _server = await LocalProcess.ServeAsync(data, Settings);
        var client = new ApiClient(_server.Address, token);

        // One order to fetch, one in preparation.
        var fetched = await client.OrderAsync("productId:*large*");
        await client.UntilAsync(fetched, OrderJson.Ended, TimeSpan.FromSeconds(30));
        using var response = await client.Http.GetAsync($"/user/orders/{fetched}/download", HttpCompletionOption.ResponseHeadersRead, Stop);
        await using var body = await response.Content.ReadAsStreamAsync(Stop);
        await body.ReadExactlyAsync(new byte[100_000], Stop);
        var prepared = await client.OrderAsync("*:*");
        var before = await client.UntilAsync(prepared, order => order.Available() > 0, TimeSpan.FromSeconds(30));
        Assert.Equal("RUNNING", before.Status());

        var stopping = _server.StopAsync();
        var began = Stopwatch.GetTimestamp();
        // A slow client has some seconds to come to its end.
        await Task.Delay(TimeSpan.FromSeconds(1), Stop);
        var rest = new MemoryStream();
        await body.CopyToAsync(rest, Stop);
        Assert.Equal(response.Content.Headers.ContentLength, rest.Length + 100_000);
        Assert.Equal(0, await stopping);
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(12));
        client.Dispose();

        var storage = AzuriteFixture.Open(azurite.ConnectionString);
        var lease = await storage.Own.GetBlobClient("leases/driver").GetPropertiesAsync(cancellationToken: Stop);
        Assert.Equal(LeaseState.Available, lease.Value.LeaseState);

        // Work goes on before the leases would have ended by themselves.
        _server = await LocalProcess.ServeAsync(data, Settings);
        var started = Stopwatch.GetTimestamp();
        using var next = new ApiClient(_server.Address, token);
        Assert.Equal(0, (await next.GetOrderAsync(fetched)).Available());
        await next.UntilAsync(prepared, order => order.Available() > before.Available(), DriverLeaseStore.Duration / 2);
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, DriverLeaseStore.Duration / 2);
        var done = await next.UntilAsync(prepared, OrderJson.Ended, TimeSpan.FromMinutes(1));
        Assert.Equal(("DONE", archive.Files.Count), (done.Status(), done.Available()));
    }
}
