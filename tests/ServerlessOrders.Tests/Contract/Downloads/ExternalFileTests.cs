using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using ServerlessOrders.Orders;
using ServerlessOrders.SubOrders;
using ServerlessOrders.Tests.Integration.Outbound;

namespace ServerlessOrders.Tests.Contract.Downloads;

/// <summary>What clients see of an external file whose host behaves, and what becomes of it.</summary>
public sealed class ExternalFileTests(ExternalServer server) : IClassFixture<ExternalServer>
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 200_000).Select(i => (byte)(i * 31 % 251))];

    private readonly string _path = Guid.NewGuid().ToString("N");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private ForeignHost Host => server.Host;

    [Fact]
    public async Task Get_StreamsTheFile_AndItIsDownloadedWhenItsLastByteArrives()
    {
        Host.AnswerFile(_path, Bytes);
        var order = await server.OrderAsync(Host.Address(_path), Bytes.Length);
        Assert.Equal((FileState.AVAILABLE, null, OrderStatus.DONE, 1), await order.StateAsync());

        using var response = await order.SendAsync(HttpMethod.Get, headers => headers.Add("Cookie", "a=b"));
        var received = await response.Content.ReadAsByteArrayAsync(Stop);

        Assert.Equal((FileState.DOWNLOADED, null, OrderStatus.DONE, 0), await order.StateAsync());
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Bytes, received);
        Assert.Equal(Bytes.Length, response.Content.Headers.ContentLength);
        Assert.Equal("image/tiff", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("\"v1\"", response.Headers.ETag!.ToString());
        Assert.Equal("bytes", response.Headers.AcceptRanges.ToString());
        Assert.Equal(new DateTimeOffset(2020, 1, 2, 3, 4, 5, TimeSpan.Zero), response.Content.Headers.LastModified);
        var seen = Assert.Single(Host.Seen(_path));
        Assert.Equal("bytes=0-", seen.Range);
        Assert.Equal(["Accept", "Accept-Encoding", "Host", "Range", "User-Agent"], seen.Headers.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task SignedAddress_IsFetchedWithItsSignature_AndShownWithout()
    {
        Host.AnswerFile(_path, Bytes);
        var order = await server.OrderAsync(Host.Address(_path) + "?sv=2024-11-04&sig=SECRET%2B", Bytes.Length);

        using var listed = await order.SendAsync(HttpMethod.Get, path: $"/orders/{order.Key.Id}/dataset/{order.Path.Split('/')[^1]}/files");
        var page = await listed.Content.ReadAsStringAsync(Stop);
        using var response = await order.SendAsync(HttpMethod.Get);

        Assert.Equal(Bytes, await response.Content.ReadAsByteArrayAsync(Stop));
        Assert.Contains($"\"uri\":\"{Host.Address(_path)}?sv=2024-11-04&sig=hidden\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Head_TellsTheSame_AndChangesNothing()
    {
        Host.AnswerFile(_path, Bytes);
        var order = await server.OrderAsync(Host.Address(_path));

        using var response = await order.SendAsync(HttpMethod.Head);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Bytes.Length, response.Content.Headers.ContentLength);
        Assert.Equal("\"v1\"", response.Headers.ETag!.ToString());
        Assert.Equal("bytes=0-0", Assert.Single(Host.Seen(_path)).Range);
        Assert.Equal(FileState.AVAILABLE, (await order.StateAsync()).State);
    }

    [Fact]
    public async Task Get_ByTheAddressesOfTheToken_ServesTheSameFile()
    {
        Host.AnswerFile(_path, Bytes);
        var order = await server.OrderAsync(Host.Address(_path), Bytes.Length);

        foreach (var path in new[] { order.PublicPath, order.AipPath })
        {
            using var response = await order.SendAsync(HttpMethod.Get, path: path);
            Assert.Equal(Bytes, await response.Content.ReadAsByteArrayAsync(Stop));
        }

        Assert.Equal(FileState.DOWNLOADED, (await order.StateAsync()).State);
    }

    [Fact]
    public async Task Ranges_GoToTheHostAsTheyAre_AndTheLastOneCounts()
    {
        Host.AnswerFile(_path, Bytes);
        var order = await server.OrderAsync(Host.Address(_path), Bytes.Length);

        using var middle = await order.GetAsync("bytes=1000-1999");
        Assert.Equal(HttpStatusCode.PartialContent, middle.StatusCode);
        Assert.Equal($"bytes 1000-1999/{Bytes.Length}", middle.Content.Headers.ContentRange!.ToString());
        Assert.Equal(Bytes[1000..2000], await middle.Content.ReadAsByteArrayAsync(Stop));
        Assert.Equal(FileState.AVAILABLE, (await order.StateAsync()).State);

        using var rest = await order.GetAsync("bytes=2000-");
        Assert.Equal(Bytes[2000..], await rest.Content.ReadAsByteArrayAsync(Stop));
        Assert.Equal(FileState.DOWNLOADED, (await order.StateAsync()).State);
        Assert.Equal(["bytes=1000-1999", "bytes=2000-"], Host.Seen(_path).Select(one => one.Range));
    }

    [Fact]
    public async Task Range_OfTheLastBytes_IsServed()
    {
        Host.AnswerFile(_path, Bytes);
        var order = await server.OrderAsync(Host.Address(_path));

        using var response = await order.GetAsync("bytes=-5");

        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal(Bytes[^5..], await response.Content.ReadAsByteArrayAsync(Stop));
    }

    [Fact]
    public async Task Range_BehindTheEnd_Is416_AndChangesNothing()
    {
        Host.AnswerFile(_path, Bytes);
        var order = await server.OrderAsync(Host.Address(_path));

        using var response = await order.GetAsync($"bytes={Bytes.Length}-");

        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, response.StatusCode);
        Assert.Equal($"bytes */{Bytes.Length}", response.Content.Headers.ContentRange!.ToString());
        Assert.Equal(FileState.AVAILABLE, (await order.StateAsync()).State);
    }

    [Theory]
    [InlineData("\"v1\"", "\"v1\"", true)]
    [InlineData("\"v1\"", "\"v0\"", false)]
    [InlineData("W/\"v1\"", "W/\"v1\"", false)]
    public async Task IfRange_ServesTheRangeOnlyOfThatVersion(string etag, string ifRange, bool isRange)
    {
        Host.AnswerFile(_path, Bytes, etag);
        var order = await server.OrderAsync(Host.Address(_path), Bytes.Length);

        using var response = await order.SendAsync(HttpMethod.Get, headers =>
        {
            headers.Range = new RangeHeaderValue(1000, null);
            headers.TryAddWithoutValidation("If-Range", ifRange);
        });

        Assert.Equal(isRange ? HttpStatusCode.PartialContent : HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(isRange ? Bytes[1000..] : Bytes, await response.Content.ReadAsByteArrayAsync(Stop));
    }

    [Fact]
    public async Task IfNoneMatch_OfThisVersion_Is304_AndChangesNothing()
    {
        Host.AnswerFile(_path, Bytes);
        var order = await server.OrderAsync(Host.Address(_path));

        using var response = await order.SendAsync(HttpMethod.Get, headers => headers.IfNoneMatch.ParseAdd("\"v1\""));

        Assert.Equal(HttpStatusCode.NotModified, response.StatusCode);
        Assert.Equal(FileState.AVAILABLE, (await order.StateAsync()).State);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("bytes=1000-")]
    public async Task HostWithoutRanges_TheWholeFileIsServedWithItsLength(string? range)
    {
        Host.AnswerWhole(_path, Bytes, Bytes.Length);
        var order = await server.OrderAsync(Host.Address(_path));

        using (var head = await order.SendAsync(HttpMethod.Head)) Assert.Equal(Bytes.Length, head.Content.Headers.ContentLength);
        using var response = await order.GetAsync(range);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(response.Headers.AcceptRanges);
        Assert.Equal(Bytes.Length, response.Content.Headers.ContentLength);
        Assert.Equal(Bytes, await response.Content.ReadAsByteArrayAsync(Stop));
        Assert.Equal(FileState.DOWNLOADED, (await order.StateAsync()).State);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_536)]
    [InlineData(200_000)]
    public async Task UnknownSize_IsServedInChunksWithoutRanges(int size)
    {
        Host.AnswerWhole(_path, Bytes[..size]);
        var order = await server.OrderAsync(Host.Address(_path));

        using var response = await order.GetAsync("bytes=0-9");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        // Where nothing follows the headers, they can still say so.
        Assert.Equal(size == 0 ? 0 : null, response.Content.Headers.ContentLength);
        Assert.Empty(response.Headers.AcceptRanges);
        Assert.Equal(Bytes[..size], await response.Content.ReadAsByteArrayAsync(Stop));
        Assert.Equal(FileState.DOWNLOADED, (await order.StateAsync()).State);
    }

    [Fact]
    public async Task SizeThatOnlyTheCatalogKnows_IsTheContentLength()
    {
        Host.AnswerWhole(_path, Bytes);
        var order = await server.OrderAsync(Host.Address(_path), Bytes.Length);

        using var response = await order.GetAsync();

        Assert.Equal(Bytes.Length, response.Content.Headers.ContentLength);
        Assert.Equal(Bytes, await response.Content.ReadAsByteArrayAsync(Stop));
        Assert.Equal(FileState.DOWNLOADED, (await order.StateAsync()).State);
    }

    [Fact]
    public async Task EmptyFile_IsDownloadedOnceFetched()
    {
        Host.AnswerFile(_path, []);
        var order = await server.OrderAsync(Host.Address(_path), 0);

        using (var head = await order.SendAsync(HttpMethod.Head)) Assert.Equal(0, head.Content.Headers.ContentLength);
        Assert.Equal(FileState.AVAILABLE, (await order.StateAsync()).State);
        using var response = await order.GetAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(Stop));
        Assert.Equal(FileState.DOWNLOADED, (await order.StateAsync()).State);
    }

    [Fact]
    public async Task HostThatSendsLessThanTheRange_IsAskedForTheRest()
    {
        Host.Answer(_path, http =>
        {
            var from = (int)http.Request.GetTypedHeaders().Range!.Ranges.Single().From!.Value;
            var to = Math.Min(from + 70_000, Bytes.Length);
            http.Response.StatusCode = 206;
            http.Response.Headers.ContentRange = $"bytes {from}-{to - 1}/{Bytes.Length}";
            return http.Response.Body.WriteAsync(Bytes.AsMemory(from..to)).AsTask();
        });
        var order = await server.OrderAsync(Host.Address(_path));

        using var response = await order.GetAsync();

        Assert.Equal(Bytes, await response.Content.ReadAsByteArrayAsync(Stop));
        Assert.Equal(["bytes=0-", "bytes=70000-", "bytes=140000-"], Host.Seen(_path).Select(one => one.Range));
    }

    [Theory]
    [InlineData("text/plain; charset=utf-8", "text/plain; charset=utf-8")]
    [InlineData("text/plain\r\nX-Evil: 1", "application/octet-stream")]
    [InlineData("nonsense", "application/octet-stream")]
    public async Task ContentType_IsTheCatalogs_WhereItIsOne(string catalog, string expected)
    {
        Host.AnswerFile(_path, Bytes);
        var order = await server.OrderAsync(Host.Address(_path), mime: catalog);

        using var response = await order.SendAsync(HttpMethod.Head);

        Assert.Equal(expected, response.Content.Headers.ContentType!.ToString());
        Assert.False(response.Headers.Contains("X-Evil"));
    }
}
