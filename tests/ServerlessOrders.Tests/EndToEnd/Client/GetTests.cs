using System.Security.Cryptography;
using System.Text;
using Azure.Storage.Blobs.Models;
using ServerlessOrders.Client.Fetch;

namespace ServerlessOrders.Tests.EndToEnd.Client;

/// <summary><c>orders get</c> and <c>orders fetch</c> against a whole server, as their user runs them.</summary>
public sealed class GetTests(AzuriteFixture azurite) : ClientServerTests(azurite)
{
    [Fact]
    public async Task Fetch_OfAnOrderLargerThanThePlaces_SomeOfItArchived_BringsAllOfItInOneCommand()
    {
        var (server, orders) = await StartAsync(
            ("Orders:SubOrderMaxBytes", "3000"), ("Orders:MaxSubOrdersPerUser", "2"), ("Orders:RehydrationCheckInterval", "00:00:01"));
        var products = Enumerable.Range(0, 20).Select(n => ($"product-{n:D2}", Text(1000 + n))).ToArray();
        await server.AddProductsAsync("demo", "survey", products);
        foreach (var (id, _) in products.Where((_, index) => index % 7 == 2)) await (await server.BlobAsync($"{id}.txt")).SetAccessTierAsync(AccessTier.Archive, cancellationToken: Stop);

        var run = (await orders.RunAsync("fetch", "--collection", "survey", Folder["out"])).Well();

        AssertFiles(products, Folder["out"]);
        Assert.Contains("20 files of order 1 are in", run.Output, StringComparison.Ordinal);
        await ExternalTool.RunAsync("bash", "-c", $"cd '{Folder["out"]}' && sha256sum -c --strict manifest-sha256.txt");
        using var client = server.Client();
        var order = await OrderServer.WaitForAsync(client, 1, seen => seen.Available() == 0);
        Assert.Equal("DONE", order.Status());
    }

    [Fact]
    public async Task Get_KilledAgainAndAgainOverALineThatIsCut_BringsAllAndHardlyAByteTwice()
    {
        var (server, _) = await StartAsync();
        var products = Enumerable.Range(0, 20).Select(n => ($"product-{n:D2}", Text(2_000_000 + n))).ToArray();
        await server.AddProductsAsync("demo", "survey", products);
        // Slower than who reads from it, so that little waits in buffers of this machine, however busy that is.
        await using var line = new CuttingProxy(server.Address, cutAfter: 1_500_000, delay: TimeSpan.FromMilliseconds(2));
        var orders = Program(server, line.Address);
        var id = (await orders.RunAsync("create", "--collection", "survey")).Well().Output.Trim();
        string[] get = ["get", id, Folder["out"]];

        var bytes = products.Sum(product => (long)product.Item2.Length);
        double[] kills = [0.05, 0.3, 0.55, 0.8];
        foreach (var share in kills)
            Assert.True(await orders.KillWhenAsync(() => line.Sent > share * bytes, get), $"It ended before {share}.");
        (await orders.RunAsync(get)).Well();

        AssertFiles(products, Folder["out"]);
        Assert.InRange(line.Cuts, 5, 200);
        // What was in the air on each line that was cut, and on all when it was killed, and the lists, which each run reads.
        const int InTheAir = 2 * 64 * 1024 + 64 * 1024;
        var lost = line.Cuts + (kills.Length * new FetchOptions().Connections);
        TestContext.Current.TestOutputHelper?.WriteLine($"{line.Sent - bytes} of {bytes} bytes came twice");
        Assert.InRange(line.Sent - bytes, 0, lost * InTheAir);

        var before = line.Sent;
        Assert.Contains("20 files and", (await orders.RunAsync(get)).Well().Output, StringComparison.Ordinal);
        Assert.InRange(line.Sent - before, 0, 50_000);
    }

    [Fact]
    public async Task Get_OfALargeFile_JoinsWhatSeveralConnectionsBring()
    {
        var (server, _) = await StartAsync();
        (string, string)[] products = [("large", Text(40_000_000))];
        await server.AddProductsAsync("demo", "survey", products);
        await using var line = new CuttingProxy(server.Address, cutAfter: 9_000_000);
        var orders = Program(server, line.Address);
        var id = (await orders.RunAsync("create", "--collection", "survey")).Well().Output.Trim();

        Assert.True(await orders.KillWhenAsync(() => line.Sent > 15_000_000, "get", id, Folder["out"]));
        Assert.True(File.ReadLines(Directory.GetFiles(Folder["out/.orders-1"], "*.ranges").Single()).Count() > 3);
        (await orders.RunAsync("get", id, Folder["out"])).Well();

        AssertFiles(products, Folder["out"]);
        // Once, but for what each connection had in the air, and in its buffers, when the process was killed.
        Assert.InRange(line.Sent, 40_000_000, 55_000_000);
    }

    [Fact]
    public async Task Get_WithJson_TellsEveryFileAndTheEnd()
    {
        var (server, orders) = await StartAsync();
        await server.AddProductsAsync("demo", "survey", ("a", "first"), ("b", "second"));
        var id = (await orders.RunAsync("create", "--collection", "survey")).Well().Output.Trim();

        var run = (await orders.RunAsync("get", id, Folder["out"], "--json")).Well();

        Assert.Equal(["a.txt", "b.txt"], run.Events.Where(one => Is(one, "file")).Select(one => one.GetProperty("name").GetString()).Order(StringComparer.Ordinal));
        Assert.Equal(0, run.Events.Single(one => Is(one, "end")).GetProperty("exitCode").GetInt32());
    }

    [Fact]
    public async Task Get_WithAnotherFileInTheWay_KeepsItAndFetchesTheOthers()
    {
        var (server, orders) = await StartAsync();
        await server.AddProductsAsync("demo", "survey", ("a", "first"), ("b", "second"));
        var id = (await orders.RunAsync("create", "--collection", "survey")).Well().Output.Trim();
        Directory.CreateDirectory(Folder["out"]);
        await File.WriteAllTextAsync(Folder["out/a.txt"], "mine", Stop);

        var run = await orders.RunAsync("get", id, Folder["out"]);

        Assert.Equal(12, run.Code);
        Assert.Contains("a.txt", run.Error, StringComparison.Ordinal);
        Assert.Equal(("mine", "second"), (await File.ReadAllTextAsync(Folder["out/a.txt"], Stop), await File.ReadAllTextAsync(Folder["out/b.txt"], Stop)));

        File.Delete(Folder["out/a.txt"]);
        (await orders.RunAsync("get", id, Folder["out"])).Well();
        Assert.Equal("first", await File.ReadAllTextAsync(Folder["out/a.txt"], Stop));
    }

    [Fact]
    public async Task Get_OfAnOrderThatAFileInTheWayHoldsUp_EndsInsteadOfWaitingForEver()
    {
        var (server, orders) = await StartAsync(("Orders:SubOrderMaxBytes", "1500"), ("Orders:MaxSubOrdersPerUser", "1"));
        var products = Enumerable.Range(0, 3).Select(n => ($"product-{n}", Text(1000))).ToArray();
        await server.AddProductsAsync("demo", "survey", products);
        var id = (await orders.RunAsync("create", "--collection", "survey")).Well().Output.Trim();
        Directory.CreateDirectory(Folder["out"]);
        foreach (var (name, _) in products) await File.WriteAllTextAsync(Folder[$"out/{name}.txt"], "mine", Stop);

        Assert.Equal(12, (await orders.RunAsync("get", id, Folder["out"])).Code);

        foreach (var (name, _) in products) File.Delete(Folder[$"out/{name}.txt"]);
        (await orders.RunAsync("get", id, Folder["out"])).Well();
        AssertFiles(products, Folder["out"]);
    }

    [Fact]
    public async Task Get_OfAnOrderThatWaitsForOthers_EndsWhenItsTimeIsOver()
    {
        var (server, orders) = await StartAsync(("Orders:MaxSubOrdersPerUser", "1"));
        await server.AddProductsAsync("demo", "first", ("a", "first"));
        await server.AddProductsAsync("demo", "second", ("b", "second"));
        (await orders.RunAsync("create", "--collection", "first")).Well();
        using var client = server.Client();
        await OrderServer.WaitForAsync(client, 1, order => order.Available() == 1);
        var id = (await orders.RunAsync("create", "--collection", "second")).Well().Output.Trim();

        var run = await orders.RunAsync("get", id, Folder["out"], "--wait", "2s");

        Assert.Equal(7, run.Code);
        Assert.Single(run.Error.Trim().Split('\n'));
        (await orders.RunAsync("get", "1", Folder["out"])).Well();
        (await orders.RunAsync("get", id, Folder["out"])).Well();
        Assert.Equal("second", await File.ReadAllTextAsync(Folder["out/b.txt"], Stop));
        Assert.Equal(2, (await File.ReadAllLinesAsync(Folder["out/manifest-sha256.txt"], Stop)).Length);
    }

    [Fact]
    public async Task Get_WithZip_KeepsOneZipForEachTimeThatFilesWereReady()
    {
        var (server, orders) = await StartAsync(("Orders:SubOrderMaxBytes", "3000"), ("Orders:MaxSubOrdersPerUser", "1"));
        var products = Enumerable.Range(0, 6).Select(n => ($"product-{n:D2}", Text(1000))).ToArray();
        await server.AddProductsAsync("demo", "survey", products);
        var id = (await orders.RunAsync("create", "--collection", "survey")).Well().Output.Trim();

        (await orders.RunAsync("get", id, Folder["out"], "--zip")).Well();

        var found = new List<string>();
        foreach (var zip in Directory.GetFiles(Folder["out"], "*.zip")) found.AddRange(await Unpackers.All["unzip"](zip));
        Assert.Equal(products.Select(product => Sha(product.Item2)).Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
        Assert.InRange(Directory.GetFiles(Folder["out"], "*.zip").Length, 2, 6);
        Assert.False(Directory.Exists(Folder["out/.orders-1"]));
    }

    [Fact]
    public async Task EveryRefusal_IsOneSentenceAndItsExitCode()
    {
        var (server, orders) = await StartAsync();
        await server.AddProductsAsync("demo", "survey", ("a", "first"));
        var id = (await orders.RunAsync("create", "--collection", "survey")).Well().Output.Trim();
        using var client = server.Client();
        await OrderServer.WaitForAsync(client, 1, order => order.Ended());
        await File.WriteAllTextAsync(Folder["file"], "", Stop);

        Assert.Contains("orders list", await orders.RefusedAsync(4, "get", "99", Folder["out"]), StringComparison.Ordinal);
        await orders.RefusedAsync(10, "get", id, Folder["file/below"]);
        await orders.RefusedAsync(3, "--token", "nonsense", "get", id, Folder["out"]);
        await orders.RefusedAsync(2, "create", "--collection", "none");
        await orders.RefusedAsync(2, "pause", id);
        await orders.RefusedAsync(11, "--url", "http://127.0.0.1:9", "show", id);
        (await orders.RunAsync("delete", id)).Well();
        await orders.RefusedAsync(6, "get", id, Folder["out"]);
    }

    [Fact]
    public async Task Create_ByIdsOnStandardInput_OrdersThese()
    {
        var (server, orders) = await StartAsync();
        await server.AddProductsAsync("demo", "survey", ("a", "first"), ("b", "second"), ("c \"quoted\"", "third"));

        var id = (await orders.RunWithInputAsync("a\nc \"quoted\"\n\n", "create", "--ids", "-")).Well().Output.Trim();
        (await orders.RunAsync("get", id, Folder["out"])).Well();

        Assert.Equal(
            ["a.txt", "c _quoted_.txt", "manifest-sha256.txt"],
            Directory.GetFiles(Folder["out"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private static bool Is(System.Text.Json.JsonElement one, string name) => one.GetProperty("event").GetString() == name;

    private static void AssertFiles((string Id, string Content)[] products, string folder)
    {
        foreach (var (id, content) in products) Assert.Equal(Sha(content), SampleArchive.Sha256Of(Path.Combine(folder, $"{id}.txt")));
        Assert.Equal(products.Length + 1, Directory.GetFileSystemEntries(folder).Length);
    }

    private static string Sha(string content) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
}
