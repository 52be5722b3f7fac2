using System.Diagnostics;
using ServerlessOrders.Local.Azurite;

namespace ServerlessOrders.Tests.EndToEnd;

/// <summary>Two processes on one storage.</summary>
public sealed class TwoProcessesTests : IDisposable
{
    private static readonly (string, string)[] Settings =
        [("Orders__SubOrderMaxBytes", "100000"), ("Orders__MaxSubOrdersPerUser", "500"), ("Orders__RehydrationCheckInterval", "00:00:01")];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task KillingTheOneThatDrives_LeavesNoOrderStuckForAMinute()
    {
        var stop = TestContext.Current.CancellationToken;
        var data = _folder["data"];
        await using var azurite = await AzuriteProcess.StartAsync(Path.Combine(data, "azurite"), cancellationToken: stop);
        SampleArchive.Create(_folder["archive"], 120, 1_200_000, 100_000);
        await LocalCommand.RunAsync("import", _folder["archive"], "--collection", "survey", "--data", data);
        var token = (await LocalCommand.RunAsync("token", "--user", "ada@example.org", "--role", "REGISTERED_USER", "--data", data)).Trim();

        // The first drives everything, since it came first; the second answers and takes its orders to it.
        var driving = await LocalProcess.ServeAsync(data, Settings);
        await using var other = await LocalProcess.ServeAsync(data, Settings);
        using var first = new ApiClient(driving.Address, token);
        using var second = new ApiClient(other.Address, token);
        var viaOther = await second.OrderAsync("*:*");
        await first.UntilAsync(viaOther, OrderJson.Ended, TimeSpan.FromSeconds(30));

        var orders = new List<long>();
        for (var index = 0; index < 5; index++) orders.Add(await first.OrderAsync("*:*"));
        await driving.KillAsync();
        var killed = Stopwatch.GetTimestamp();
        foreach (var order in orders) await second.UntilAsync(order, OrderJson.Ended, TimeSpan.FromMinutes(1));
        Assert.True(Stopwatch.GetElapsedTime(killed) < TimeSpan.FromMinutes(1));

        var zip = _folder["order.zip"];
        Assert.True(await second.FetchAsync($"/user/orders/{orders[^1]}/download", zip));
        Assert.Equal(120, (await Unpackers.All["unzip"](zip)).Count);
    }
}
