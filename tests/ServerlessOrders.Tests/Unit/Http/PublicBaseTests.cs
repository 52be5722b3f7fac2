using ServerlessOrders.Http;

namespace ServerlessOrders.Tests.Unit.Http;

public sealed class PublicBaseTests
{
    [Fact]
    public void Of_PlainRequest_IsItsOwnAddress() => Assert.Equal("http://localhost:7071", Base());

    [Theory]
    [InlineData("https", "example.org", null, null, "https://example.org")]
    [InlineData("HTTPS", "example.org:8443", null, null, "https://example.org:8443")]
    [InlineData("https", "example.org", "8443", null, "https://example.org:8443")]
    [InlineData("https", "example.org", "443", null, "https://example.org")]
    [InlineData("http", "example.org:80", null, null, "http://example.org")]
    [InlineData("https", "example.org", null, "/api/v1/rs-order/", "https://example.org/api/v1/rs-order")]
    [InlineData("https", "example.org", null, "api", "https://example.org/api")]
    [InlineData("https", "example.org", null, "/a, /b", "https://example.org/a/b")]
    [InlineData("https", "example.org", null, "/", "https://example.org")]
    [InlineData("https, http", "outer.example.org, inner", null, null, "https://outer.example.org")]
    [InlineData(null, "[2001:db8::1]:9000", null, null, "http://[2001:db8::1]:9000")]
    [InlineData("https", null, null, null, "https://localhost:7071")]
    public void Of_ForwardedRequest_IsTheClientsAddress(string? proto, string? host, string? port, string? prefix, string expected) =>
        Assert.Equal(expected, Base(proto, host, port, prefix));

    [Theory]
    [InlineData("javascript", null, null)]
    [InlineData(null, "evil.example/path", null)]
    [InlineData(null, "user@evil.example", null)]
    [InlineData(null, "evil.example\"><script>", null)]
    [InlineData(null, "evil.example:99999", null)]
    [InlineData(null, "evil.example:", null)]
    [InlineData(null, "evil.example\r\nX: y", null)]
    [InlineData(null, "[not-an-address]", null)]
    [InlineData(null, "", null)]
    [InlineData(null, null, "//evil.example")]
    [InlineData(null, null, "/a?b=c")]
    [InlineData(null, null, "/a\"b")]
    [InlineData(null, null, "/a%0d%0ab")]
    [InlineData(null, null, "/../x")]
    [InlineData(null, null, "/a/../b")]
    [InlineData(null, null, "/./x")]
    [InlineData(null, null, "..")]
    [InlineData(null, null, "/a, ..")]
    [InlineData(null, null, "/%2e%2e/x")]
    [InlineData(null, null, "/a\\..\\b")]
    [InlineData(null, null, "/a//b")]
    [InlineData(null, null, "/a;b")]
    [InlineData(null, "..", null)]
    [InlineData(null, ".", null)]
    [InlineData(null, "evil..example", null)]
    [InlineData(null, ".evil.example", null)]
    [InlineData(null, "evil.example.", null)]
    [InlineData(null, "-evil.example", null)]
    [InlineData(null, "evil-.example", null)]
    [InlineData(null, "[fe80::1%25eth0]", null)]
    [InlineData(null, "[::1", null)]
    [InlineData(null, "evil.example:0", null)]
    [InlineData(null, "evil.example:080", null)]
    [InlineData(null, "evil.example:+80", null)]
    [InlineData(null, "evil\u3002example", null)]
    public void Of_MalformedHeader_IsIgnored(string? proto, string? host, string? prefix) =>
        Assert.Contains(Base(proto, host, null, prefix), new[] { "http://localhost:7071", "http://localhost:7071/evil.example" });

    [Fact]
    public void Of_Configured_WinsOverEverything() =>
        Assert.Equal("https://orders.example.org/base", Base("http", "other.example.org", null, "/x", "https://orders.example.org/base/"));

    [Fact]
    public void Of_HostHeaderThatIsNone_IsNotUsed()
    {
        var call = Calls.Get("/x");
        call.Http.Request.Headers.Host = "evil\"host";
        Assert.Equal("http://localhost", PublicBase.Of(call.Http.Request, null));
    }

    [Fact]
    public void Href_FillsThePlaceholdersEscaped()
    {
        var links = new Links("https://example.org/");
        Assert.Equal("https://example.org/user/orders/7", links.Href(ApiRoutes.Order, 7L));
        Assert.Equal("https://example.org/orders/aips/URN%3AAIP%3A%2F..%3Fx/files/9", links.Href(ApiRoutes.AipFile, "URN:AIP:/..?x", 9L));
        Assert.Equal(
            "https://example.org/order/basket/dataset/3/2025-01-31T12%3A00%3A00.000Z",
            links.Href(ApiRoutes.BasketItemsSelection, 3L, "2025-01-31T12:00:00.000Z"));
        Assert.Equal(new Link("pause", "https://example.org/user/orders/pause/7"), links.To("pause", ApiRoutes.PauseOrder, 7L));
        Assert.Throws<ArgumentException>(() => links.Href(ApiRoutes.Order));
        Assert.Throws<ArgumentException>(() => links.Href(ApiRoutes.UserOrders, 7L));
    }

    private static string Base(
        string? proto = null, string? host = null, string? port = null, string? prefix = null, string? configured = null)
    {
        var call = Calls.Get("/user/orders", configured);
        var headers = call.Http.Request.Headers;
        if (proto is not null) headers["X-Forwarded-Proto"] = proto;
        if (host is not null) headers["X-Forwarded-Host"] = host;
        if (port is not null) headers["X-Forwarded-Port"] = port;
        if (prefix is not null) headers["X-Forwarded-Prefix"] = prefix;
        return call.Links.BaseUrl;
    }
}
