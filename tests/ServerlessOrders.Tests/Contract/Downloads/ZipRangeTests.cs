using System.Globalization;
using System.Net;

namespace ServerlessOrders.Tests.Contract.Downloads;

/// <summary>
/// Ranges and conditions of requests for a ZIP that was begun (RFC 9110, sections 13 and 14), over real HTTP. All of them read the same
/// one, and change nothing of it.
/// </summary>
public sealed class ZipRangeTests(ZipRangeTests.OneZip one) : IClassFixture<ZipRangeTests.OneZip>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private BegunZip Zip => one.Zip;

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
        using var answer = await Zip.SendAsync(("Range", range));

        var bytes = await answer.Content.ReadAsByteArrayAsync(Stop);
        var (first, last) = (from < 0 ? Zip.Bytes.Length + from : from, to < 0 ? Zip.Bytes.Length + to : to);
        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal($"bytes {first}-{last}/{Zip.Bytes.Length}", answer.Content.Headers.ContentRange!.ToString());
        Assert.Equal(Zip.Bytes[first..(last + 1)], bytes);
        Assert.Equal(Zip.ETag, answer.Headers.ETag!.ToString());
        Assert.Equal("bytes", answer.Headers.AcceptRanges.ToString());
        Assert.Equal(Zip.Location, answer.Content.Headers.ContentLocation);
    }

    [Theory]
    [InlineData("bytes={0}-")]
    [InlineData("bytes={0}-{0}")]
    [InlineData("bytes=99999999999-")]
    [InlineData("bytes=-0")]
    public async Task Range_BehindTheEnd_Is416WithTheLength(string range)
    {
        using var answer = await Zip.SendAsync(("Range", string.Format(CultureInfo.InvariantCulture, range, Zip.Bytes.Length)));

        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, answer.StatusCode);
        Assert.Equal($"bytes */{Zip.Bytes.Length}", answer.Content.Headers.ContentRange!.ToString());
        Assert.Equal(
            $$"""{"messages":["The requested range holds no byte of the content, which has {{Zip.Bytes.Length}} bytes."]}""",
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
        using var answer = await Zip.SendAsync((header, value));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(Zip.Bytes, await answer.Content.ReadAsByteArrayAsync(Stop));
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
        using var answer = await Zip.SendAsync((header, value));

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(
            status == 304 ? "" : """{"messages":["The content is not, or no longer, the version that If-Match or If-Unmodified-Since asks for. Ask without the condition to get the current version."]}""",
            await answer.Content.ReadAsStringAsync(Stop));
    }

    [Theory]
    [InlineData("{T}", 206)]
    [InlineData("{D}", 206)]
    [InlineData("\"other\"", 200)]
    [InlineData("W/{T}", 200)]
    [InlineData("Tue, 01 Jan 2019 00:00:00 GMT", 200)]
    [InlineData("Wed, 01 Jan 2098 00:00:00 GMT", 200)]
    [InlineData("{t}", 200)]
    [InlineData("'{t}'", 200)]
    [InlineData("\"{t}", 200)]
    [InlineData("{T}, {T}", 200)]
    [InlineData("*", 200)]
    [InlineData("", 200)]
    [InlineData("yesterday", 200)]
    [InlineData("1772627696", 200)]
    public async Task IfRange_IsTheRangeForTheVeryVersionOnly_ElseTheWholeZip(string value, int status)
    {
        using var answer = await Zip.SendAsync(("Range", "bytes=10-19"), ("If-Range", value));

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(status == 206 ? Zip.Bytes[10..20] : Zip.Bytes, await answer.Content.ReadAsByteArrayAsync(Stop));
    }

    /// <summary>A server with an order whose ZIP was begun.</summary>
    public sealed class OneZip(AzuriteFixture azurite) : IAsyncLifetime
    {
        private readonly StillServer _server = new(azurite);
        private BegunZip? _zip;

        internal BegunZip Zip => _zip!;

        public async ValueTask InitializeAsync()
        {
            await _server.InitializeAsync();
            _zip = await BegunZip.BeginAsync(new World(_server));
        }

        public ValueTask DisposeAsync() => _server.DisposeAsync();
    }
}
