using System.Net;
using System.Net.Http.Headers;
using System.Xml.Linq;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ServerlessOrders.Downloads.Metalinks;
using ServerlessOrders.Orders;

namespace ServerlessOrders.Tests.Contract.Downloads;

/// <summary>Files fetched from storage itself (contract, section 13).</summary>
public sealed class DirectDownloadTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private const string Content = "what storage sends";

    private readonly HttpClient _plain = new();
    private OrderServer _server = null!;
    private HttpClient _client = null!;
    private long _order;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private OrdersOptions Options => _server.Services.GetRequiredService<IOptions<OrdersOptions>>().Value;

    [Theory]
    [InlineData("off", "?direct=true", null, false)]
    [InlineData("off", "", "direct", false)]
    [InlineData("opt-in", "", null, false)]
    [InlineData("opt-in", "?direct=true", null, true)]
    [InlineData("opt-in", "?direct=false", "direct", false)]
    [InlineData("opt-in", "", "respond-async, DIRECT; x=1", true)]
    [InlineData("opt-in", "", "directly", false)]
    [InlineData("always", "", null, true)]
    [InlineData("always", "?direct=false", null, false)]
    public async Task Redirects_WhomTheSettingAllows_AndWhoAsks(string mode, string query, string? prefer, bool redirected)
    {
        Options.DirectDownloads = mode;
        using var answer = await GetAsync(0, query, prefer);

        Assert.Equal(redirected ? HttpStatusCode.TemporaryRedirect : HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(redirected && prefer is not null ? "direct" : null, answer.Headers.TryGetValues("Preference-Applied", out var applied) ? applied.Single() : null);
        Assert.Equal(mode != "off", answer.Headers.Vary.Contains("Prefer"));
    }

    [Fact]
    public async Task Address_ReadsThatBlobUnderItsName_AndNothingElse_AndTheFileIsDownloaded()
    {
        using var head = await SendAsync(HttpMethod.Head, 0, "?direct=true");
        Assert.Equal((HttpStatusCode.TemporaryRedirect, "AVAILABLE"), (head.StatusCode, await StateAsync(0)));

        using var answer = await GetAsync(0, "?direct=true");
        Assert.Equal("DOWNLOADED", await StateAsync(0));
        Assert.Contains("no-store", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        var address = answer.Headers.Location!;
        using var content = await _plain.GetAsync(address, Stop);
        Assert.Equal(Content, await content.Content.ReadAsStringAsync(Stop));
        Assert.Equal(("attachment", "p0.txt"), (content.Content.Headers.ContentDisposition!.DispositionType, content.Content.Headers.ContentDisposition.FileName));
        Assert.Equal("text/plain", content.Content.Headers.ContentType!.MediaType);
        using var range = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { Range = new RangeHeaderValue(5, 11) } };
        using var part = await _plain.SendAsync(range, Stop);
        Assert.Equal((HttpStatusCode.PartialContent, Content[5..12]), (part.StatusCode, await part.Content.ReadAsStringAsync(Stop)));

        var another = new Uri(address.AbsoluteUri.Replace("p0.txt", "p1.txt", StringComparison.Ordinal));
        using var refused = await _plain.GetAsync(another, Stop);
        using var written = await _plain.PutAsync(address, new StringContent("x"), Stop);
        using var listed = await _plain.GetAsync(new Uri(address.AbsoluteUri.Replace("/p0.txt", "", StringComparison.Ordinal) + "&restype=container&comp=list"), Stop);
        Assert.All([refused, written, listed], response => Assert.False(response.IsSuccessStatusCode));
    }

    [Fact]
    public async Task Address_LastsAnHour_AndNeverLongerThanItsOrder()
    {
        var now = TimeProvider.System.GetUtcNow();
        using (var answer = await GetAsync(0, "?direct=true"))
            Assert.InRange(Expires(answer.Headers.Location!), now.AddMinutes(55), now.AddMinutes(62));

        var orders = _server.Services.GetRequiredService<OrderStore>();
        var key = new OrderKey("demo", _order);
        var soon = now.AddMinutes(10);
        while (await orders.FindOrderAsync(key, Stop) is { } read
               && await orders.TryCommitAsync(read.Value with { ExpirationDate = soon }, read.ETag, Stop) is null)
        {
            // The workflow wrote.
        }

        using var shorter = await GetAsync(0, "?direct=true");
        Assert.Equal(soon, Expires(shorter.Headers.Location!), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task File_ThatIsGoneFromStorage_IsAnErrorAsEver_AndNoAddress()
    {
        using (var before = await GetAsync(1, "?direct=true"))
        {
            var blob = new Uri(before.Headers.Location!.GetLeftPart(UriPartial.Path)).AbsolutePath.Split('/');
            await _server.Storage.Blobs.GetBlobContainerClient(blob[^2]).DeleteBlobAsync(blob[^1], cancellationToken: Stop);
        }

        using var answer = await GetAsync(1, "?direct=true");
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "DOWNLOAD_ERROR"), (answer.StatusCode, await StateAsync(1)));
        using var bad = await GetAsync(0, "?direct=yes");
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
    }

    [Fact]
    public async Task File_IsAsOldAsItsBlob_AndConditionsOnDatesYieldToThoseOnTags()
    {
        using var there = await GetAsync(0, "?direct=true");
        using var blob = await _plain.GetAsync(there.Headers.Location!, Stop);
        using var head = await SendAsync(HttpMethod.Head, 1, "");
        using var whole = await GetAsync(0, "");
        var (changed, tag) = (whole.Content.Headers.LastModified!.Value, whole.Headers.ETag!);
        Assert.Equal((blob.Content.Headers.LastModified, true), (changed, head.Content.Headers.LastModified is not null));

        var (before, other) = (changed.AddSeconds(-1), new EntityTagHeaderValue("\"other\""));
        async Task<HttpStatusCode> AnswerAsync(Action<HttpRequestHeaders> conditions)
        {
            using var answer = await SendAsync(HttpMethod.Get, 0, "", conditions: conditions);
            return answer.StatusCode;
        }

        Assert.Equal(HttpStatusCode.NotModified, await AnswerAsync(asked => asked.IfModifiedSince = changed));
        Assert.Equal(HttpStatusCode.OK, await AnswerAsync(asked => asked.IfModifiedSince = before));
        Assert.Equal(HttpStatusCode.PreconditionFailed, await AnswerAsync(asked => asked.IfUnmodifiedSince = before));
        Assert.Equal(HttpStatusCode.OK, await AnswerAsync(asked => { asked.IfNoneMatch.Add(other); asked.IfModifiedSince = changed; }));
        Assert.Equal(HttpStatusCode.NotModified, await AnswerAsync(asked => { asked.IfNoneMatch.Add(tag); asked.IfModifiedSince = before; }));
        Assert.Equal(HttpStatusCode.OK, await AnswerAsync(asked => { asked.IfMatch.Add(tag); asked.IfUnmodifiedSince = before; }));
        Assert.Equal(HttpStatusCode.PartialContent, await AnswerAsync(asked => { asked.Range = new RangeHeaderValue(1, 2); asked.IfRange = new RangeConditionHeaderValue(tag); }));
        Assert.Equal(HttpStatusCode.OK, await AnswerAsync(asked => { asked.Range = new RangeHeaderValue(1, 2); asked.IfRange = new RangeConditionHeaderValue(changed); }));
    }

    [Fact]
    public async Task Metalink4_AskedForDirect_NamesTheBlobFirst_AndItsFilesAreDownloaded()
    {
        XNamespace ns = Metalink4Writer.Namespace;
        var plain = await MetalinkAsync("");
        Assert.All(plain.Descendants(ns + "file"), file => Assert.Single(file.Elements(ns + "url")));
        Assert.Equal("AVAILABLE", await StateAsync(0));

        var direct = await MetalinkAsync("?direct=true");

        Assert.Equal(["DOWNLOADED", "DOWNLOADED"], [await StateAsync(0), await StateAsync(1)]);
        foreach (var file in direct.Descendants(ns + "file"))
        {
            var addresses = file.Elements(ns + "url").OrderBy(url => (int)url.Attribute("priority")!).Select(url => new Uri(url.Value)).ToList();
            Assert.Equal(2, addresses.Count);
            Assert.Equal((Content, Content), (await _plain.GetStringAsync(addresses[0], Stop), await _plain.GetStringAsync(addresses[1], Stop)));
            Assert.NotEqual(_server.Address.Port, addresses[0].Port);
            Assert.Equal(_server.Address.Port, addresses[1].Port);
        }
    }

    public async ValueTask InitializeAsync()
    {
        _server = await OrderServer.StartAsync(azurite, configure: builder => builder.Configuration["Orders:DirectDownloads"] = "opt-in");
        await _server.AddProductsAsync("demo", "c", ("p0", Content), ("p1", Content));
        using var following = _server.Client();
        _client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = _server.Address };
        _client.DefaultRequestHeaders.Authorization = following.DefaultRequestHeaders.Authorization;
        _order = await OrderServer.OrderAllAsync(_client);
        await OrderServer.WaitForAsync(_client, _order, order => order.GetProperty("status").GetString() == "DONE");
    }

    public async ValueTask DisposeAsync()
    {
        _plain.Dispose();
        _client.Dispose();
        await _server.DisposeAsync();
    }

    private static DateTimeOffset Expires(Uri address) =>
        DateTimeOffset.Parse(System.Web.HttpUtility.ParseQueryString(address.Query)["se"]!, System.Globalization.CultureInfo.InvariantCulture);

    private Task<HttpResponseMessage> GetAsync(int position, string query, string? prefer = null) => SendAsync(HttpMethod.Get, position, query, prefer);

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, int position, string query, string? prefer = null, Action<HttpRequestHeaders>? conditions = null)
    {
        using var request = new HttpRequestMessage(method, $"/orders/files/{FileIds.Of(_order, position)}{query}");
        conditions?.Invoke(request.Headers);
        if (prefer is not null) request.Headers.Add("Prefer", prefer);
        return await _client.SendAsync(request, Stop);
    }

    private async Task<XDocument> MetalinkAsync(string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/user/orders/{_order}/metalink/download{query}");
        request.Headers.Accept.ParseAdd(Metalink4Writer.MediaType);
        using var answer = await _client.SendAsync(request, Stop);
        return XDocument.Parse(await answer.Content.ReadAsStringAsync(Stop));
    }

    private async Task<string> StateAsync(int position)
    {
        var store = _server.Services.GetRequiredService<SubOrders.FileStore>();
        return (await store.FindFileAsync(new SubOrders.SubOrderKey(new OrderKey("demo", _order), 0), position, Stop))!.State.ToString();
    }
}
