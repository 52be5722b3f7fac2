
namespace ServerlessOrders.Tests.EndToEnd.Client;

/// <summary><c>orders get</c> of what is no longer what was ordered, before it begins and while it is on its way.</summary>
public sealed class GoneAndChangedTests(AzuriteFixture azurite) : ClientServerTests(azurite)
{
    [Fact]
    public async Task Get_OfAnOrderThatExpires_OrOfAFileThatChanges_SaysSoInItsOwnWay()
    {
        var (server, orders) = await StartAsync();
        await server.AddProductsAsync("demo", "survey", ("a", "first"), ("b", "second"));
        var id = (await orders.RunAsync("create", "--collection", "survey")).Well().Output.Trim();
        using var client = server.Client();
        await OrderServer.WaitForAsync(client, 1, order => order.Ended());

        // Of the same length, and only the digest tells.
        await (await server.BlobAsync("b.txt")).UploadAsync(BinaryData.FromString("SECOND"), overwrite: true, Stop);
        var changed = await orders.RunAsync("get", id, Folder["out"]);
        Assert.Equal((8, 1), (changed.Code, changed.Error.Trim().Split('\n').Length));
        Assert.Contains("b.txt: it was refused: The file has changed", changed.Error, StringComparison.Ordinal);
        Assert.Equal("first", await File.ReadAllTextAsync(Folder["out/a.txt"], Stop));

        await server.ExpireAsync(new OrderKey("demo", 1));
        await orders.RefusedAsync(6, "get", id, Folder["out"]);
        var again = (await orders.RunAsync("restart", id)).Well().Output.Trim();
        (await orders.RunAsync("get", again, Folder["again"])).Well();
    }

    [Fact]
    public async Task Get_OfAFileThatChangesOnItsWay_EndsWithItsOwnCode_AndKeepsNothingOfIt()
    {
        var (server, _) = await StartAsync();
        (string Id, string Content)[] products = [("a", "first"), ("large", Text(6_000_000))];
        await server.AddProductsAsync("demo", "survey", products);
        var blob = await server.BlobAsync("large.txt");
        await using var line = new CuttingProxy(server.Address, cutAfter: 2_000_000, TimeSpan.FromMilliseconds(10));
        var orders = Program(server, line.Address);
        var id = (await orders.RunAsync("create", "--collection", "survey")).Well().Output.Trim();

        var get = orders.RunAsync("get", id, Folder["out"]);
        while (line.Sent < 1_000_000 && !get.IsCompleted) await Task.Delay(5, Stop);
        await blob.UploadAsync(BinaryData.FromString(Text(6_000_000)), overwrite: true, Stop);
        var run = await get;

        Assert.Equal((8, 1), (run.Code, run.Error.Trim().Split('\n').Length));
        Assert.Contains("large.txt: it was refused: The file has changed", run.Error, StringComparison.Ordinal);
        Assert.Equal(["a.txt", "manifest-sha256.txt"], Directory.GetFiles(Folder["out"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Get_OfAnOrderThatExpiresOnTheWay_EndsWithOneSentence_AndLeavesOnlyWhatIsRight()
    {
        var (server, _) = await StartAsync();
        var products = Enumerable.Range(0, 6).Select(n => ($"product-{n}", Text(1_200_000 + n))).ToArray();
        await server.AddProductsAsync("demo", "survey", products);
        await using var line = new CuttingProxy(server.Address, cutAfter: 4_000_000, TimeSpan.FromMilliseconds(10));
        var orders = Program(server, line.Address);
        var id = (await orders.RunAsync("create", "--collection", "survey")).Well().Output.Trim();

        var get = orders.RunAsync("get", id, Folder["out"], "--connections", "1");
        while (line.Sent < 1_800_000 && !get.IsCompleted) await Task.Delay(5, Stop);
        await server.ExpireAsync(new OrderKey("demo", 1));
        var run = await get;

        Assert.Equal((6, "The files of order 1 are gone: it is EXPIRED; orders restart 1 orders them anew."), (run.Code, run.Error.Trim()));
        var left = Directory.GetFileSystemEntries(Folder["out"]).Select(Path.GetFileName).ToList();
        Assert.Contains("manifest-sha256.txt", left);
        Assert.DoesNotContain(left, name => name!.StartsWith(".orders", StringComparison.Ordinal));
        await ExternalTool.RunAsync("bash", "-c", $"cd '{Folder["out"]}' && sha256sum -c --strict manifest-sha256.txt");

        // Of the order that takes its place only what is missing comes.
        var again = (await orders.RunAsync("restart", id)).Well().Output.Trim();
        (await orders.RunAsync("get", again, Folder["out"])).Well();
        foreach (var (name, content) in products) Assert.Equal(content, await File.ReadAllTextAsync(Folder[$"out/{name}.txt"], Stop));
        Assert.Equal(products.Length + 1, Directory.GetFileSystemEntries(Folder["out"]).Length);
    }
}
