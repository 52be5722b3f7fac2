using ServerlessOrders.Tests.EndToEnd;

namespace ServerlessOrders.Tests.Faults;

/// <summary>SIGKILL while an order waits for files of the Archive tier: nothing is tidied up, and nothing may be lost.</summary>
public sealed class KilledHostTests : IDisposable
{
    private const int Files = 20;

    // The second look comes after the kill, so it is not the killed host that finishes the order.
    private static readonly (string, string) Slowly = ("Orders__RehydrationCheckInterval", "00:00:05");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task OrderOfAKilledHost_IsDrivenOnByTheOther_WithinAMinute()
    {
        await using var victim = await LocalProcess.ServeAsync(_folder["data"], Slowly);
        await using var survivor = await LocalProcess.ServeAsync(_folder["data"], Slowly);

        var (id, token) = await OrderAndKillAsync(victim);

        await AssertFinishesAsync(survivor, token, id);
    }

    [Fact]
    public async Task OrderOfAKilledHost_IsThereAtTheNextStart_AndIsDrivenOn()
    {
        await using var first = await LocalProcess.ServeAsync(_folder["data"], Slowly);
        var (id, token) = await OrderAndKillAsync(first);

        await using var second = await LocalProcess.ServeAsync(_folder["data"], Slowly);

        await AssertFinishesAsync(second, token, id);
    }

    private async Task<(long Id, string Token)> OrderAndKillAsync(LocalProcess victim)
    {
        Directory.CreateDirectory(_folder["files"]);
        for (var i = 0; i < Files; i++)
            await File.WriteAllTextAsync(_folder[$"files/f{i:D2}.txt"], $"file {i}", TestContext.Current.CancellationToken);
        await LocalProcess.RunAsync("import", _folder["files"], "--collection", "c", "--archive", "--data", _folder["data"]);
        var token = (await LocalProcess.RunAsync("token", "--user", "ada@example.org", "--data", _folder["data"])).Trim();
        using var client = new ApiClient(victim.Address, token);
        var id = await client.OrderAsync("datasetUrn:c");
        var running = await client.UntilAsync(id, order => order.Status() == "RUNNING", TimeSpan.FromSeconds(20));
        await victim.KillAsync();
        Assert.Equal(0, running.Available());
        return (id, token);
    }

    private static async Task AssertFinishesAsync(LocalProcess host, string token, long id)
    {
        using var client = new ApiClient(host.Address, token);
        var order = await client.UntilAsync(id, seen => seen.Available() == Files, TimeSpan.FromMinutes(1));
        Assert.Equal("DONE", order.Status());
        Assert.Equal(100, order.GetProperty("percentCompleted").GetInt32());
    }
}
