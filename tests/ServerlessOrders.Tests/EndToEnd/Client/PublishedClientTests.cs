using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ServerlessOrders.Tests.EndToEnd.Client;

/// <summary>The one file that users get, and the full form of what it promises. Slow: it is compiled ahead of time first.</summary>
public sealed class PublishedClientTests : IDisposable
{
    private const int Kills = 20;

    private readonly TempFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact(Explicit = true)]
    [Trait("Category", "Large")]
    public Task OrderOfTwoGigabytes_KilledTwentyTimesOverABadLine_IsFetchedRight() => RunAsync(files: 500, bytes: 2_000_000_000, cutAfter: 5_000_000);

    [Fact(Explicit = true)]
    [Trait("Category", "Published")]
    public Task OrderOfTwoHundredMegabytes_KilledTwentyTimesOverABadLine_IsFetchedRight() => RunAsync(files: 50, bytes: 200_000_000, cutAfter: 5_000_000);

    private async Task RunAsync(int files, long bytes, long cutAfter)
    {
        var published = await PublishAsync();
        var archive = SampleArchive.Create(_folder["archive"], files, bytes, bytes / 20);
        var data = _folder["data"];
        // Ten sub-orders or more for two places; a part of the files has to be restored first.
        await using var server = await LocalProcess.ServeAsync(
            data, ("Orders__SubOrderMaxBytes", $"{bytes / 10}"), ("Orders__RehydrationCheckInterval", "00:00:01"));
        await LocalProcess.RunAsync("import", _folder["archive"], "--collection", "survey", "--archive", "--data", data);
        var token = (await LocalProcess.RunAsync("token", "--user", "ada@example.org", "--role", "REGISTERED_USER", "--data", data)).Trim();
        await using var line = new CuttingProxy(new Uri(server.Address), cutAfter, TimeSpan.FromMilliseconds(10));
        var orders = new OrdersProgram(line.Address, token, _folder["settings"]) { Published = published };
        var id = (await orders.RunAsync("create", "--collection", "survey")).Well().Output.Trim();
        string[] get = ["get", id, _folder["out"]];

        var random = new Random(17);
        foreach (var share in Enumerable.Range(0, Kills).Select(_ => random.NextDouble()).Order())
            Assert.True(await orders.KillWhenAsync(() => line.Sent > share * bytes, get));
        (await orders.RunAsync(get)).Well();

        var fetched = Directory.GetFiles(_folder["out"]).Where(file => Path.GetFileName(file) != "manifest-sha256.txt").Select(SampleArchive.Sha256Of);
        Assert.Equal(archive.Files.Values.Order(StringComparer.Ordinal), fetched.Order(StringComparer.Ordinal));
        Assert.Empty(Directory.GetDirectories(_folder["out"]));
        // A run with nothing left to fetch tells what the lists cost that every run reads.
        var sent = line.Sent;
        (await orders.RunAsync(get)).Well();
        var twice = sent - archive.Files.Keys.Sum(name => new FileInfo(_folder[$"archive/{name}"]).Length) - ((Kills + 1) * (line.Sent - sent));
        TestContext.Current.TestOutputHelper?.WriteLine($"{twice} bytes of {bytes} came twice, over {line.Cuts} cuts");
        // Less than a hundredth, and of an order that is small for so many kills what six connections hold at each of them.
        Assert.InRange(twice, long.MinValue, Math.Max(bytes / 100, Kills * 256 * 1024L));
    }

    private async Task<string> PublishAsync()
    {
        var profile = $"linux-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
        await ExternalTool.RunAsync(
            "dotnet", "publish", Project(), "-p:PublishProfile=" + profile, "-o", _folder["published"], "--artifacts-path", _folder["artifacts"]);
        return _folder["published/orders"];
    }

    private static string Project([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "..", "src", "ServerlessOrders.Client", "ServerlessOrders.Client.csproj");
}
