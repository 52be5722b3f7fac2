using System.Net;
using Microsoft.Extensions.Options;
using ServerlessOrders.Outbound;
using ServerlessOrders.Tests.Integration.Downloads;

namespace ServerlessOrders.Tests.Integration.Outbound;

public sealed class ExternalClientTests : IAsyncLifetime
{
    private ForeignHost _host = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await ForeignHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Get_SendsNothingButWhatTheRequestNeeds()
    {
        _host.AnswerFile("a", [1, 2, 3]);
        _host.Answer("cookie", http =>
        {
            http.Response.Cookies.Append("session", "1");
            return Task.CompletedTask;
        });
        using var activity = new System.Diagnostics.Activity("ours").Start();
        using var client = Client(ForeignNetwork.Create());

        (await client.GetAsync(_host.Address("cookie"), null, Stop)).Dispose();
        using var response = await client.GetAsync(_host.Address("a"), new ByteSpan(1, 2), Stop);

        var seen = Assert.Single(_host.Seen("a"));
        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal(["Accept", "Accept-Encoding", "Host", "Range", "User-Agent"], seen.Headers.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("identity", seen.Headers["Accept-Encoding"]);
        Assert.Equal("bytes=1-2", seen.Range);
    }

    // Only addresses of this machine: if the check ever fails, the test must not reach out. Unit/Catalog has all other forms.
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    public async Task Get_OfANameThatLeadsToThisMachine_ConnectsToNothing(string resolved)
    {
        await using var victim = new RawHost("HTTP/1.1 200 OK\nContent-Length: 1\n\nx");
        var network = ForeignNetwork.Create(resolved) with { Forbids = ExternalNetwork.Internet.Forbids };

        var reason = await ReasonAsync(victim.Address(), network);

        Assert.Equal("The host 'data.example.org' has only private, local or reserved addresses", reason);
        Assert.Equal(0, victim.Connections);
    }

    [Theory]
    [InlineData("http://user:secret@data.example.org/a", "credentials")]
    [InlineData("http://127.0.0.1/a", "private, local or reserved")]
    [InlineData("http://[::1]/a", "private, local or reserved")]
    [InlineData("http://[::ffff:127.0.0.1]/a", "private, local or reserved")]
    [InlineData("http://2130706433/a", "private, local or reserved")]
    [InlineData("http://localhost/a", "this machine")]
    [InlineData("ftp://data.example.org/a", "only http and https")]
    [InlineData("http://elsewhere.example.org/a", "not among the allowed")]
    [InlineData("http://data.example.org.evil.example/a", "not among the allowed")]
    public async Task Get_OfAnAddressThatIsNotAllowed_IsRefused(string href, string reason) =>
        Assert.Contains(reason, await ReasonAsync(href), StringComparison.Ordinal);

    [Fact]
    public async Task Get_ChoosesTheAllowedOnesOfSeveralAddresses()
    {
        _host.AnswerFile("a", [1]);
        using var client = Client(ForeignNetwork.Create("127.0.0.2", "::1", "127.0.0.1"));

        using var response = await client.GetAsync(_host.Address("a"), null, Stop);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Get_OfAnUnknownName_SaysSo() => Assert.Equal(
        "The host 'unknown.example.org' cannot be found", await ReasonAsync($"http://{ForeignNetwork.Unknown}/a"));

    [Fact]
    public async Task Get_WhereNobodyListens_SaysSo()
    {
        var address = _host.Address("a");
        await _host.DisposeAsync();

        Assert.Equal("The host 'data.example.org' cannot be reached", await ReasonAsync(address));
    }

    [Fact]
    public async Task Get_ByTlsWithoutACertificateOfTrust_IsRefused()
    {
        await using var tls = await ForeignHost.StartAsync(tls: true);

        Assert.Equal(
            "The host 'data.example.org' has no certificate that can be trusted", await ReasonAsync($"https://{ForeignNetwork.Host}:{tls.Port}/a"));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Redirect_OnTheSameHost_IsFollowedWithTheRange(int status)
    {
        _host.AnswerFile("b/c", [1, 2, 3]);
        _host.AnswerRedirect("a", "/b/c", status);
        using var client = Client(ForeignNetwork.Create());

        using var response = await client.GetAsync(_host.Address("a"), new ByteSpan(2, null), Stop);

        Assert.Equal([3], await response.Content.ReadAsByteArrayAsync(Stop));
        Assert.Equal("bytes=2-", Assert.Single(_host.Seen("b/c")).Range);
    }

    [Theory]
    [InlineData("http://other.example.org:{0}/b", "redirects elsewhere ('http://other.example.org:")]
    [InlineData("//other.example.org:{0}/b", "redirects elsewhere")]
    [InlineData("http://data.example.org/b", "redirects elsewhere")]
    [InlineData("https://data.example.org:{0}/b", "redirects elsewhere")]
    [InlineData("http://127.0.0.1:{0}/b", "redirects elsewhere")]
    [InlineData("ftp://data.example.org:{0}/b", "redirects elsewhere")]
    [InlineData("file:///etc/passwd", "redirects elsewhere")]
    [InlineData("http://user:secret@data.example.org:{0}/b", "credentials")]
    [InlineData("", "redirects")]
    public async Task Redirect_Elsewhere_IsNotFollowed(string location, string reason)
    {
        _host.AnswerFile("b", [1]);
        _host.AnswerRedirect("a", string.Format(System.Globalization.CultureInfo.InvariantCulture, location, _host.Port));

        Assert.Contains(reason, await ReasonAsync(_host.Address("a")), StringComparison.Ordinal);
        Assert.Empty(_host.Seen("b"));
    }

    [Fact]
    public async Task Redirect_WithoutEnd_IsGivenUp()
    {
        _host.AnswerRedirect("a", "a");

        Assert.Equal("The host 'data.example.org' redirects too often", await ReasonAsync(_host.Address("a")));
        Assert.Equal(ExternalClient.MaxRedirects + 1, _host.Seen("a").Count);
    }

    [Fact]
    public async Task Get_OfAHostThatDoesNotAnswer_IsGivenUp()
    {
        _host.Answer("a", http => Task.Delay(Timeout.Infinite, http.RequestAborted));
        var network = ForeignNetwork.Create() with { ResponseTimeout = TimeSpan.FromMilliseconds(200) };

        Assert.Equal("The host 'data.example.org' did not answer within 0.2 s", await ReasonAsync(_host.Address("a"), network));
    }

    [Fact]
    public async Task Get_WhoseNameTakesTooLongToResolve_IsGivenUp()
    {
        var network = ForeignNetwork.Create() with
        {
            Resolve = async (_, stop) =>
            {
                await Task.Delay(Timeout.Infinite, stop);
                return [];
            },
            ConnectTimeout = TimeSpan.FromMilliseconds(200),
        };

        Assert.Equal("The host 'data.example.org' cannot be reached in time", await ReasonAsync(_host.Address("a"), network));
    }

    [Fact]
    public async Task Get_WhenTheCallerLeaves_IsNoFaultOfTheHost()
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        _host.Answer("a", async http =>
        {
            await leaving.CancelAsync();
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        });
        using var client = Client(ForeignNetwork.Create());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetAsync(_host.Address("a"), null, leaving.Token));
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.6\n")]
    [InlineData("")]
    public async Task Answer_ThatIsNoHttp_IsRefused(string answer)
    {
        await using var host = new RawHost(answer);

        Assert.Equal("The host 'data.example.org' gave no valid HTTP answer", await ReasonAsync(host.Address()));
    }

    [Fact]
    public async Task Answer_WithHeadersWithoutEnd_IsRefused()
    {
        await using var host = new RawHost("HTTP/1.1 200 OK\nX: " + new string('x', 100_000) + "\n\n");

        Assert.Equal("The host 'data.example.org' gave no valid HTTP answer", await ReasonAsync(host.Address()));
    }

    private static ExternalClient Client(ExternalNetwork network)
    {
        var options = new OrdersOptions { ExternalHosts = { ForeignNetwork.Host, ForeignNetwork.OtherHost, ForeignNetwork.Unknown, "127.0.0.1", "::1" } };
        return new ExternalClient(new ExternalFilePolicy(Options.Create(options)), network);
    }

    private static async Task<string> ReasonAsync(string href, ExternalNetwork? network = null)
    {
        using var client = Client(network ?? ForeignNetwork.Create());
        return (await Assert.ThrowsAsync<ExternalFileException>(() => client.GetAsync(href, null, Stop))).Message;
    }
}
