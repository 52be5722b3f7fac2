using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ServerlessOrders.Orders;
using static ServerlessOrders.SubOrders.FileState;

namespace ServerlessOrders.Tests.Contract.Downloads;

/// <summary>Requests that begin a ZIP, or find that there is nothing to begin, over real HTTP.</summary>
public sealed class ZipRequestTests(StillServer server) : IClassFixture<StillServer>
{
    private readonly World _world = new(server);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Head_TellsWhatGetWouldSend_AndDeliversNothing()
    {
        var zip = await BegunZip.BeginAsync(_world);

        using var head = await zip.SendAsync(HttpMethod.Head);

        Assert.Equal((HttpStatusCode.OK, zip.Bytes.Length), (head.StatusCode, head.Content.Headers.ContentLength));
        Assert.Matches("^\"[0-9a-f]{32}\"$", head.Headers.ETag!.ToString());
        Assert.Equal("bytes", head.Headers.AcceptRanges.ToString());
        Assert.NotNull(head.Content.Headers.LastModified);
        // Every byte was sent meanwhile, and no other file is AVAILABLE.
        using var again = await zip.SendAsync(HttpMethod.Head, plain: true);
        Assert.Equal(HttpStatusCode.NoContent, again.StatusCode);
    }

    [Fact]
    public async Task PlainAddress_OfARangeThatBeginsLater_Is410WithoutAVersion_AndNoneIsMade()
    {
        var order = await _world.OrderAsync(OrderStatus.DONE, AVAILABLE);
        foreach (var range in (string[])["bytes=5-", "BYTES=5-", "bytes=5-9"])
        {
            using var request = _world.Ask("GET", $"/user/orders/{order.Id}/download");
            request.Headers.TryAddWithoutValidation("Range", range);
            using var answer = await server.Http.SendAsync(request, Stop);
            Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
            Assert.Contains("you have begun none", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        }
    }

    /// <summary>A reader that begins with the directory, one that is told to fetch everything, and one whose condition cannot hold.</summary>
    [Theory]
    [InlineData("bytes=-22", null, 206)]
    [InlineData("bytes=-1", null, 206)]
    [InlineData("bytes=-99999999", null, 206)]
    [InlineData("bytes=5-9,20-29", null, 200)]
    [InlineData("bytes=5-", "unquoted", 200)]
    [InlineData("bytes=5-", "\"of yesterday\"", 200)]
    [InlineData("bytes=5-", "W/\"weak\"", 200)]
    [InlineData("bytes=5-", "Tue, 01 Jan 2019 00:00:00 GMT", 200)]
    public async Task PlainAddress_OfARequestThatContinuesNothing_BeginsAZip(string range, string? ifRange, int status)
    {
        var order = await _world.OrderAsync(OrderStatus.DONE, AVAILABLE, AVAILABLE);
        using var request = _world.Ask("GET", $"/user/orders/{order.Id}/download");
        request.Headers.TryAddWithoutValidation("Range", range);
        if (ifRange is not null) request.Headers.TryAddWithoutValidation("If-Range", ifRange);

        using var answer = await server.Http.SendAsync(request, Stop);

        var bytes = await answer.Content.ReadAsByteArrayAsync(Stop);
        Assert.Equal((status, $"/user/orders/{order.Id}/download/1"), ((int)answer.StatusCode, answer.Content.Headers.ContentLocation!.AbsolutePath));
        var directoryEnd = Encoding.Latin1.GetString(bytes).LastIndexOf("PK\u0005\u0006", StringComparison.Ordinal);
        Assert.Equal(bytes.Length < 22 ? -1 : bytes.Length - 22, directoryEnd);
    }

    [Theory]
    [InlineData("bytes=0-9")]
    [InlineData("bytes=5-")]
    [InlineData("bytes=-22")]
    [InlineData("bytes=99999999-")]
    [InlineData("bytes=-0")]
    public async Task Head_WithARange_IsAnsweredAsWithout(string range)
    {
        var fresh = await _world.OrderAsync(OrderStatus.DONE, AVAILABLE);
        var external = await _world.ExternalOrderAsync();
        foreach (var path in (string[])[$"/user/orders/{fresh.Id}/download", $"/user/orders/{fresh.Id}/download/1", $"/orders/files/{World.FileId(fresh)}", $"/orders/files/{World.FileId(external)}"])
        {
            using var request = _world.Ask("HEAD", path);
            request.Headers.TryAddWithoutValidation("Range", range);
            using var answer = await server.Http.SendAsync(request, Stop);
            using var plain = await server.Http.SendAsync(_world.Ask("HEAD", path), Stop);
            Assert.Equal((path, HttpStatusCode.OK), (path, answer.StatusCode));
            Assert.True(answer.Content.Headers.ContentLength >= 10);
            Assert.Equal(plain.Content.Headers.ContentLength, answer.Content.Headers.ContentLength);
            Assert.Null(answer.Content.Headers.ContentRange);
        }
    }

    [Theory]
    [InlineData("unquoted")]
    [InlineData("W/\"weak\"")]
    [InlineData("\"half")]
    [InlineData("2026-03-04")]
    public async Task File_WithAnIfRangeThatCannotBeTrue_IsSentWhole(string ifRange)
    {
        var own = await _world.OrderAsync(OrderStatus.DONE, AVAILABLE);
        foreach (var order in (Order[])[own, await _world.ExternalOrderAsync()])
        {
            using var request = _world.Ask("GET", $"/orders/files/{World.FileId(order)}");
            request.Headers.TryAddWithoutValidation("Range", "bytes=2-4");
            request.Headers.TryAddWithoutValidation("If-Range", ifRange);
            using var answer = await server.Http.SendAsync(request, Stop);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(10, (await answer.Content.ReadAsByteArrayAsync(Stop)).Length);
        }
    }

    [Fact]
    public async Task NothingToFetch_NamesTheZipThatWasFetchedLast_AndSoDoesTheOrder()
    {
        var never = await _world.OrderAsync(OrderStatus.DONE, DOWNLOADED);
        using var nothing = await server.Http.SendAsync(_world.Ask("GET", $"/user/orders/{never.Id}/download"), Stop);
        Assert.Equal((HttpStatusCode.NoContent, false), (nothing.StatusCode, nothing.Headers.Contains("Link")));

        var zip = await BegunZip.BeginAsync(_world);
        foreach (var method in (string[])["GET", "HEAD"])
        {
            using var again = await zip.SendAsync(new HttpMethod(method), plain: true);
            Assert.Equal(HttpStatusCode.NoContent, again.StatusCode);
            Assert.Equal($"<{zip.Location}>; rel=\"download-again\"", Assert.Single(again.Headers.GetValues("Link")));
            Assert.Equal(zip.Location, again.Content.Headers.ContentLocation);
        }

        using var order = await server.Http.SendAsync(_world.Ask("GET", $"/user/orders/{zip.Order.Id}"), Stop);
        var links = JsonNode.Parse(await order.Content.ReadAsStringAsync(Stop))!["links"]!.AsArray();
        Assert.Equal(("download-again", zip.Location.ToString()), ((string)links[^1]!["rel"]!, (string)links[^1]!["href"]!));
        using var whole = await server.Http.SendAsync(_world.Ask("GET", zip.Location.AbsolutePath), Stop);
        Assert.Equal(zip.Bytes, await whole.Content.ReadAsByteArrayAsync(Stop));
    }

    [Theory]
    [InlineData("Tree")]
    [InlineData("nested")]
    [InlineData("flat&layout=tree")]
    public async Task Layout_ThatIsNone_IsRefused(string layout)
    {
        var order = await _world.OrderAsync(OrderStatus.DONE, AVAILABLE);
        using var answer = await server.Http.SendAsync(_world.Ask("GET", $"/user/orders/{order.Id}/download?layout={layout}"), Stop);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("'layout'", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_OfAnotherUser_OrOfNoNumber_Is404()
    {
        var zip = await BegunZip.BeginAsync(_world);
        foreach (var number in (string[])["2", "0", "-1", "1x", "99999999999999999999"])
        {
            using var request = _world.Ask("GET", $"/user/orders/{zip.Order.Id}/download/{number}");
            using var answer = await server.Http.SendAsync(request, Stop);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        using var foreign = _world.Ask("GET", $"/user/orders/{zip.Order.Id}/download/1", user: "root@example.org", role: Security.Role.ADMIN);
        using var refused = await server.Http.SendAsync(foreign, Stop);
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
    }
}
