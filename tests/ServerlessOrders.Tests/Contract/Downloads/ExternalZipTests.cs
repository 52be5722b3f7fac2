using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using ServerlessOrders.Catalog;
using ServerlessOrders.Tests.Integration.Outbound;

namespace ServerlessOrders.Tests.Contract.Downloads;

/// <summary>External files in the ZIP of their order.</summary>
public sealed class ExternalZipTests(ExternalServer server) : IClassFixture<ExternalServer>
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 200_000).Select(i => (byte)(i * 31 % 251))];

    private readonly string _path = Guid.NewGuid().ToString("N");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private ForeignHost Host => server.Host;

    /// <summary>Hosts that send ranges, hosts that do not, and one that does not even say how long the file is.</summary>
    [Theory]
    [InlineData("ranges")]
    [InlineData("length")]
    [InlineData("chunks")]
    public async Task Zip_HoldsExternalFilesToo_AndResumesInTheMiddleOfThem(string kind)
    {
        if (kind == "ranges") Host.AnswerFile(_path, Bytes);
        else Host.AnswerWhole(_path, Bytes, kind == "length" ? Bytes.Length : null);
        var order = await server.OrderAsync(await server.ArchiveAsync("here.tif", Bytes), External("there.tif", _path));

        using var head = await order.SendAsync(HttpMethod.Head, path: order.ZipPath);
        var length = head.Content.Headers.ContentLength!.Value;
        var bytes = new byte[length];
        foreach (var (from, to) in ((long, long)[])[(0, 299_999), (300_000, length - 1)])
        {
            using var part = await order.SendAsync(HttpMethod.Get, headers => headers.Range = new RangeHeaderValue(from, to), order.ZipPath);
            Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
            await (await part.Content.ReadAsStreamAsync(Stop)).ReadExactlyAsync(bytes.AsMemory((int)from, (int)(to - from + 1)), Stop);
        }

        using var zip = new ZipArchive(new MemoryStream(bytes));
        Assert.Equal(["here.tif", "there.tif"], zip.Entries.Select(entry => entry.FullName));
        Assert.All(zip.Entries, entry => Assert.Equal(Bytes, Content(entry)));
        Assert.Equal(0, (await order.ReadAsync()).AvailableFilesCount);
    }

    [Fact]
    public async Task Zip_LeavesOutWhatItsHostDoesNotGive_OrIsNotWhatTheCatalogSays()
    {
        Host.AnswerFile(_path, Bytes);
        var wrong = External("wrong.tif", _path) with { Key = "wrong", Checksum = new string('0', 32), DigestAlgorithm = "MD5" };
        var gone = External("gone.tif", _path + "-gone") with { Key = "gone" };
        var order = await server.OrderAsync(await server.ArchiveAsync("here.tif", Bytes), wrong, gone);

        using var response = await order.SendAsync(HttpMethod.Get, path: order.ZipPath);
        using var zip = new ZipArchive(new MemoryStream(await response.Content.ReadAsByteArrayAsync(Stop)));

        Assert.Equal(["here.tif", "NOTICE.txt"], zip.Entries.Select(entry => entry.FullName));
        Assert.Equal(
            """
            Failed to download file (wrong.tif): Its content at its host does not match the checksum of the catalog.
            Failed to download file (gone.tif): The file does not exist at its host (404).

            """,
            System.Text.Encoding.UTF8.GetString(Content(zip.GetEntry("NOTICE.txt")!)));
        Assert.Equal((0, 2), ((await order.ReadAsync()).AvailableFilesCount, (await order.ReadAsync()).SubOrders.Sum(sub => sub.Counts.DownloadError)));
        using var again = await order.SendAsync(HttpMethod.Get, path: order.ZipPath);
        Assert.Equal(HttpStatusCode.NoContent, again.StatusCode);
    }

    [Fact]
    public async Task Zip_WhoseExternalFileChangesAfterItsStart_Breaks_AndTheNextLeavesItOut()
    {
        Host.AnswerFile(_path, Bytes);
        var order = await server.OrderAsync(await server.ArchiveAsync("here.tif", Bytes), External("there.tif", _path));
        using (var head = await order.SendAsync(HttpMethod.Head, path: order.ZipPath)) Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Host.AnswerFile(_path, Bytes, "\"v2\"");

        using var broken = await order.SendAsync(HttpMethod.Get, path: order.ZipPath);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => broken.Content.ReadAsByteArrayAsync(Stop));

        using var next = await order.SendAsync(HttpMethod.Get, path: order.ZipPath);
        using var zip = new ZipArchive(new MemoryStream(await next.Content.ReadAsByteArrayAsync(Stop)));
        Assert.Equal(["here.tif", "NOTICE.txt"], zip.Entries.Select(entry => entry.FullName));
        Assert.Contains("changed at its host", System.Text.Encoding.UTF8.GetString(Content(zip.GetEntry("NOTICE.txt")!)), StringComparison.Ordinal);
    }

    private CatalogAsset External(string name, string path) =>
        new("data", name, DataType.RAWDATA, "image/tiff", Host.Address(path), true, null, null, null);

    private static byte[] Content(ZipArchiveEntry entry)
    {
        using var content = new MemoryStream();
        using (var stream = entry.Open()) stream.CopyTo(content);
        return content.ToArray();
    }
}
