using System.IO.Compression;

namespace ServerlessOrders.Tests.EndToEnd.Client;

/// <summary><c>orders get --zip</c> of an order of which something is lost, and the time stamps of what <c>orders get</c> brings.</summary>
public sealed class ZipAndTimeTests(AzuriteFixture azurite) : ClientServerTests(azurite)
{
    [Fact]
    public async Task Get_WithZip_OfAFileThatIsDeleted_LeavesItOut_SaysSo_AndEndsWithItsCode()
    {
        var (server, orders, id) = await OrderAsync(("a", "first"), ("b", "second"));
        await (await server.BlobAsync("b.txt")).DeleteAsync(cancellationToken: Stop);

        var run = await orders.RunAsync("get", id, Folder["out"], "--zip");

        Assert.Equal((5, 1), (run.Code, run.Error.Trim().Split('\n').Length));
        Assert.Contains("NOTICE.txt", run.Error, StringComparison.Ordinal);
        AssertZip(("a.txt", "first"));

        // The same again: the ZIP is fetched again, and the answer is the same.
        Assert.Equal(5, (await orders.RunAsync("get", id, Folder["out"], "--zip")).Code);
        AssertZip(("a.txt", "first"));
    }

    [Fact]
    public async Task Get_WithZip_OfAFileThatIsDeletedOnTheWay_BeginsAnewWithoutIt()
    {
        var large = Text(6_000_000);
        var (server, _, id) = await OrderAsync(("a", large), ("b", "second"));
        await using var line = new CuttingProxy(server.Address, cutAfter: 2_000_000, TimeSpan.FromMilliseconds(10));

        var get = Program(server, line.Address).RunAsync("get", id, Folder["out"], "--zip");
        while (line.Sent < 1_000_000 && !get.IsCompleted) await Task.Delay(5, Stop);
        await (await server.BlobAsync("b.txt")).DeleteAsync(cancellationToken: Stop);
        var run = await get;

        Assert.Equal(5, run.Code);
        Assert.Contains("NOTICE.txt", run.Error, StringComparison.Ordinal);
        AssertZip(("a.txt", large));
    }

    [Fact]
    public async Task Get_WithZip_OfAnOrderThatExpiresOnTheWay_EndsWithItsCode_AndKeepsNoHalfZip()
    {
        var (server, _, id) = await OrderAsync(("a", Text(6_000_000)));
        await using var line = new CuttingProxy(server.Address, cutAfter: 2_000_000, TimeSpan.FromMilliseconds(10));

        var get = Program(server, line.Address).RunAsync("get", id, Folder["out"], "--zip");
        while (line.Sent < 1_000_000 && !get.IsCompleted) await Task.Delay(5, Stop);
        await server.ExpireAsync(new OrderKey("demo", 1));
        var run = await get;

        Assert.Equal((6, 1), (run.Code, run.Error.Trim().Split('\n').Length));
        Assert.Empty(Directory.GetFiles(Folder["out"], "*.zip"));
    }

    [Fact]
    public async Task Get_SetsTheTimeOfEachFile_WhetherItCameByItselfOrInAZip()
    {
        var many = Enumerable.Range(0, 17).Select(n => ($"product-{n:D2}", $"{n}")).ToArray();
        var (server, orders, id) = await OrderAsync(many);
        var time = (await (await server.BlobAsync("product-03.txt")).GetPropertiesAsync(cancellationToken: Stop)).Value.LastModified;

        (await orders.RunAsync("get", id, Folder["out"])).Well();
        var few = (await orders.RunWithInputAsync("product-03\n", "create", "--ids", "-")).Well().Output.Trim();
        (await orders.RunAsync("get", few, Folder["few"])).Well();

        Assert.Equal(time.UtcDateTime, File.GetLastWriteTimeUtc(Folder["out/product-03.txt"]));
        Assert.Equal(time.UtcDateTime, File.GetLastWriteTimeUtc(Folder["few/product-03.txt"]));
    }

    private void AssertZip(params (string Name, string Content)[] files)
    {
        using var zip = ZipFile.OpenRead(Directory.GetFiles(Folder["out"], "*.zip").Single());
        Assert.Equal(files.Select(file => file.Name).Append("NOTICE.txt"), zip.Entries.Select(entry => entry.FullName));
        foreach (var (name, content) in files)
        {
            using var text = new StreamReader(zip.GetEntry(name)!.Open());
            Assert.Equal(content, text.ReadToEnd());
        }
    }

    private async Task<(OrderServer Server, OrdersProgram Orders, string Order)> OrderAsync(params (string Id, string Content)[] products)
    {
        var (server, orders) = await StartAsync();
        await server.AddProductsAsync("demo", "survey", products);
        var id = (await orders.RunAsync("create", "--collection", "survey")).Well().Output.Trim();
        using var client = server.Client();
        await OrderServer.WaitForAsync(client, 1, order => order.Ended());
        return (server, orders, id);
    }
}
