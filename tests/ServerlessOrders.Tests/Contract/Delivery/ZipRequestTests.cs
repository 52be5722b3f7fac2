using System.Globalization;
using System.Net;
using ServerlessOrders.Orders;
using static ServerlessOrders.Files.FileState;

namespace ServerlessOrders.Tests.Contract.Delivery;

/// <summary>Ranges and conditions of requests for a ZIP (RFC 9110, sections 13 and 14), over real HTTP.</summary>
public sealed class ZipRequestTests(StillServer server) : IClassFixture<StillServer>
{
    private readonly World _world = new(server);

    private StillServer Server => server;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // {0} is the length of the ZIP, {T} its ETag, {D} its date.
    [Theory]
    [InlineData("bytes=0-9", 0, 9)]
    [InlineData("bytes=5-", 5, -1)]
    [InlineData("bytes=-10", -10, -1)]
    [InlineData("bytes=7-7", 7, 7)]
    [InlineData("bytes=20-99999999999", 20, -1)]
    [InlineData("bytes=-99999999999", 0, -1)]
    [InlineData("bytes=0-", 0, -1)]
    public async Task Range_ThatCanBeSatisfied_IsThatSlice(string range, int from, int to)
    {
        var zip = await StartAsync();

        using var answer = await zip.SendAsync(("Range", range));

        var bytes = await answer.Content.ReadAsByteArrayAsync(Stop);
        var (first, last) = (from < 0 ? zip.Bytes.Length + from : from, to < 0 ? zip.Bytes.Length + to : to);
        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal($"bytes {first}-{last}/{zip.Bytes.Length}", answer.Content.Headers.ContentRange!.ToString());
        Assert.Equal(zip.Bytes[first..(last + 1)], bytes);
        Assert.Equal(zip.ETag, answer.Headers.ETag!.ToString());
        Assert.Equal("bytes", answer.Headers.AcceptRanges.ToString());
        Assert.Equal(zip.Location, answer.Content.Headers.ContentLocation);
    }

    [Theory]
    [InlineData("bytes={0}-")]
    [InlineData("bytes={0}-{0}")]
    [InlineData("bytes=99999999999-")]
    [InlineData("bytes=-0")]
    public async Task Range_BehindTheEnd_Is416WithTheLength(string range)
    {
        var zip = await StartAsync();

        using var answer = await zip.SendAsync(("Range", string.Format(CultureInfo.InvariantCulture, range, zip.Bytes.Length)));

        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, answer.StatusCode);
        Assert.Equal($"bytes */{zip.Bytes.Length}", answer.Content.Headers.ContentRange!.ToString());
        Assert.Equal(
            $$"""{"messages":["No byte lies in the asked-for range: there are {{zip.Bytes.Length}} bytes."]}""",
            await answer.Content.ReadAsStringAsync(Stop));
    }

    [Theory]
    [InlineData("Range", "bytes=9-5")]
    [InlineData("Range", "bytes=x-")]
    [InlineData("Range", "bytes=0-1,5-6")]
    [InlineData("Range", "lines=0-1")]
    [InlineData("If-None-Match", "\"other\"")]
    [InlineData("If-Match", "*")]
    [InlineData("If-Match", "\"other\", {T}")]
    [InlineData("If-Modified-Since", "Tue, 01 Jan 2019 00:00:00 GMT")]
    [InlineData("If-Unmodified-Since", "{D}")]
    public async Task Get_WithARangeThatIsNone_OrAConditionThatHolds_IsTheWholeZip(string header, string value)
    {
        var zip = await StartAsync();

        using var answer = await zip.SendAsync((header, value));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(zip.Bytes, await answer.Content.ReadAsByteArrayAsync(Stop));
    }

    [Theory]
    [InlineData("If-None-Match", "{T}", 304)]
    [InlineData("If-None-Match", "W/{T}", 304)]
    [InlineData("If-None-Match", "*", 304)]
    [InlineData("If-Modified-Since", "{D}", 304)]
    [InlineData("If-Match", "\"other\"", 412)]
    [InlineData("If-Match", "W/{T}", 412)]
    [InlineData("If-Unmodified-Since", "Tue, 01 Jan 2019 00:00:00 GMT", 412)]
    public async Task Condition_ThatDoesNotHold_SendsNothingOfTheZip(string header, string value, int status)
    {
        var zip = await StartAsync();

        using var answer = await zip.SendAsync((header, value));

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(
            status == 304 ? "" : """{"messages":["What there is is not the version that If-Match or If-Unmodified-Since names; ETag names it."]}""",
            await answer.Content.ReadAsStringAsync(Stop));
    }

    [Theory]
    [InlineData("{T}", 206)]
    [InlineData("{D}", 206)]
    [InlineData("\"other\"", 200)]
    [InlineData("W/{T}", 200)]
    [InlineData("Tue, 01 Jan 2019 00:00:00 GMT", 200)]
    [InlineData("Wed, 01 Jan 2098 00:00:00 GMT", 200)]
    public async Task IfRange_IsTheRangeForTheVeryVersionOnly_ElseTheWholeZip(string value, int status)
    {
        var zip = await StartAsync();

        using var answer = await zip.SendAsync(("Range", "bytes=10-19"), ("If-Range", value));

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(status == 206 ? zip.Bytes[10..20] : zip.Bytes, await answer.Content.ReadAsByteArrayAsync(Stop));
    }

    [Fact]
    public async Task Head_TellsWhatGetWouldSend_AndDeliversNothing()
    {
        var zip = await StartAsync();

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
        foreach (var range in (string[])["bytes=5-", "bytes=-5", "bytes=5-9"])
        {
            using var request = _world.Ask("GET", $"/user/orders/{order.Id}/download");
            request.Headers.TryAddWithoutValidation("Range", range);
            using var answer = await server.Http.SendAsync(request, Stop);
            Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Version_OfAnotherUser_OrOfNoNumber_Is404()
    {
        var zip = await StartAsync();
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

    /// <summary>A ZIP that was begun, and all its bytes.</summary>
    private async Task<StartedZip> StartAsync()
    {
        var order = await _world.OrderAsync(OrderStatus.DONE, AVAILABLE, AVAILABLE, AVAILABLE);
        using var head = await server.Http.SendAsync(_world.Ask("HEAD", $"/user/orders/{order.Id}/download"), Stop);
        using var whole = await server.Http.SendAsync(_world.Ask("GET", $"/user/orders/{order.Id}/download/1"), Stop);
        return new StartedZip(
            this, order, await whole.Content.ReadAsByteArrayAsync(Stop), head.Headers.ETag!.ToString(),
            head.Content.Headers.LastModified!.Value.ToString("r"), head.Content.Headers.ContentLocation!);
    }

    private sealed record StartedZip(ZipRequestTests Tests, Order Order, byte[] Bytes, string ETag, string Date, Uri Location)
    {
        public Task<HttpResponseMessage> SendAsync(params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, headers: headers);

        public async Task<HttpResponseMessage> SendAsync(HttpMethod method, bool plain = false, params (string Name, string Value)[] headers)
        {
            var path = $"/user/orders/{Order.Id}/download{(plain ? "" : "/1")}";
            using var request = Tests._world.Ask(method.Method, path);
            foreach (var (name, value) in headers)
                request.Headers.TryAddWithoutValidation(name, value.Replace("{T}", ETag, StringComparison.Ordinal).Replace("{D}", Date, StringComparison.Ordinal));
            return await Tests.Server.Http.SendAsync(request, Stop);
        }
    }
}
