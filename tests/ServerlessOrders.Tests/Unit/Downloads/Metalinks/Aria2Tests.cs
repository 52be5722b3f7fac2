using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ServerlessOrders.Naming;

namespace ServerlessOrders.Tests.Unit.Downloads.Metalinks;

/// <summary>The real download manager fetches what a metalink lists, under its names, and checks the hashes.</summary>
public sealed class Aria2Tests
{
    // No ampersand: aria2 (with libxml2) takes one in a name for the text "&#38;", however it is escaped.
    private static readonly string[] Names = ["a.tif", "a.tif", "../été 😀.tif", "<'\">.txt", "vide.bin"];

    [ForeignTheory]
    [InlineData("order.metalink")]
    [InlineData("order.meta4")]
    public async Task Fetch_WholeOrder_GetsEveryFileUnderItsName(string metalink)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var contents = Names
            .Select((name, i) => Enumerable.Range(0, name == "vide.bin" ? 0 : 20_000).Select(it => (byte)(it * (i + 3))).ToArray())
            .ToList();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var server = builder.Build();
        server.Urls.Add("http://127.0.0.1:0");
        server.MapGet("/orders/public/files/{id:int}", (int id, string orderToken) =>
            orderToken == "t" ? Results.Bytes(contents[id], enableRangeProcessing: true) : Results.Unauthorized());
        await server.StartAsync(cancellationToken);
        var zipNames = new ZipNames();
        var files = Names.Select((name, i) => MetalinkSamples.File(
            zipNames.Next(name), contents[i], $"{server.Urls.Single()}/orders/public/files/{i}?orderToken=t&scope=s")).ToList();
        using var folder = new TempFolder();
        await File.WriteAllBytesAsync(
            folder[metalink],
            metalink.EndsWith('4') ? await MetalinkSamples.Metalink4Async(files) : await MetalinkSamples.Metalink3Async(files),
            cancellationToken);

        await ExternalTool.RunAsync("aria2c", "--no-conf", "--check-integrity=true", "--dir", folder["out"], "--metalink-file", folder[metalink]);

        Assert.Equal(
            files.Select(it => it.Name).Order(StringComparer.Ordinal),
            Directory.GetFiles(folder["out"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        foreach (var (file, content) in files.Zip(contents))
            Assert.Equal(content, await File.ReadAllBytesAsync(Path.Combine(folder["out"], file.Name), cancellationToken));
    }
}
