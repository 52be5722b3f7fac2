using System.IO.Compression;

namespace ServerlessOrders.Tests.Browser;

/// <summary>An order on its page, as it changes.</summary>
[Collection(PagesCollection.Name)]
public sealed class OrderPageTests(PagesFixture pages)
{
    [Fact]
    public Task Order_IsPausedResumedAndFetchedPartByPart_AndThePageFollows() => pages.VisitAsync(async visitor =>
    {
        using var client = pages.Server.Client(visitor.Tenant, Visitor.User);
        var order = await OrderServer.OrderAllAsync(client);
        await visitor.SignInAsync($"#/orders/{order}");
        await visitor.SeesAsync("Waits until you fetch what is ready");

        await visitor.Button("Pause").ClickAsync();
        await visitor.SeesAsync("Paused by you");
        await visitor.Button("Resume").ClickAsync();
        await visitor.SeesAsync("6 files are ready.");

        var files = new List<string>();
        files.AddRange(await DownloadAsync(visitor));
        // The page tells by itself when the second part is there.
        await visitor.SeesAsync("6 fetched");
        await visitor.SeesAsync("6 files are ready.");
        files.AddRange(await DownloadAsync(visitor));
        await visitor.SeesAsync("12 fetched");
        await visitor.SeesAsync("Everything was fetched.");

        Assert.Equal(Sample.Files.Order(StringComparer.Ordinal), files.Order(StringComparer.Ordinal));
    });

    /// <summary>Downloads the ZIP by its button, and returns its files, each with what is in it.</summary>
    private static async Task<IEnumerable<string>> DownloadAsync(Visitor visitor)
    {
        var download = await visitor.Page.RunAndWaitForDownloadAsync(() => visitor.Button("Download ZIP").ClickAsync());
        await using var content = File.OpenRead(await download.PathAsync());
        using var zip = new ZipArchive(content);
        return [.. zip.Entries.Select(Sample.Describe)];
    }
}
