using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using ServerlessOrders.Catalog.Search;

namespace ServerlessOrders.Tests.Integration.Catalog;

/// <summary>From page to page of a catalog: the links that are followed, and those that lead astray or on for ever.</summary>
public sealed class RemoteLinkTests(AzuriteFixture azurite) : StandInCatalog(azurite)
{
    [Theory]
    [InlineData("http://other.example.org:{port}/v1/search", "elsewhere")]
    [InlineData("http://data.example.org:1/v1/search", "elsewhere")]
    [InlineData("http://user@data.example.org:{port}/v1/search", "elsewhere")]
    [InlineData("ftp://data.example.org/v1/search", "elsewhere")]
    [InlineData("http://[", "no address")]
    public async Task ANextLinkToAnotherPlace_IsRefused(string href, string said)
    {
        Answer(http => PageAsync(http, ["a"], $$"""{"rel": "next", "href": "{{href.Replace("{port}", $"{Host.Port}", StringComparison.Ordinal)}}"}"""));

        var fault = await FaultAsync(Catalog());

        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
        Assert.False(fault.MayRecover);
        Assert.Single(Bodies);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public async Task NextLinksInACircle_AreNoticed(int length)
    {
        var asked = 0;
        Answer(http => PageAsync(http, [$"i{asked}"], Next($$"""{"token": {{asked++ % length}} }""")));

        var fault = await FaultAsync(Catalog());

        Assert.Contains("in a circle", fault.Message, StringComparison.Ordinal);
        Assert.InRange(asked, 2, 4 * length);
    }

    [Fact]
    public async Task NextLinksWithoutEnd_AreTooMuch_WithTheNumber()
    {
        var asked = 0;
        Answer(http => PageAsync(http, [], Next($$"""{"token": {{asked++}} }""")));

        var fault = await Assert.ThrowsAsync<SearchTooLargeException>(() => IdsAsync(Catalog(settings => settings.MaxItems = 200)));

        Assert.Contains("200 products", fault.Reason, StringComparison.Ordinal);
        Assert.Equal(20, asked);
    }

    [Theory]
    [InlineData("\"numberMatched\": 123456")]
    [InlineData("\"context\": {\"matched\": 123456}")]
    public async Task ASearchThatMatchesTooMuch_IsRefusedAfterItsFirstPage(string matched)
    {
        Answer(http => http.Response.WriteAsync($$"""{"type": "FeatureCollection", {{matched}}, "features": [], "links": [{{Next("{\"t\": 1}")}}]}""", Stop));

        var fault = await Assert.ThrowsAsync<SearchTooLargeException>(() => IdsAsync(Catalog()));

        Assert.Contains("123,456 products", fault.Reason, StringComparison.Ordinal);
        Assert.Single(Bodies);
    }

    /// <summary>The ways in which STAC APIs lead on: our own, stac-server (Earth Search), stac-fastapi, by GET, by headers.</summary>
    [Theory]
    [InlineData("""{"rel": "next", "method": "POST", "href": "search", "merge": true, "body": {"token": "t1"} }""", "POST", """{"collections":["scenes"],"limit":100,"token":"t1"}""")]
    [InlineData("""{"rel": "next", "method": "POST", "href": "http://data.example.org:{port}/v1/search", "merge": false, "body": {"limit": 100, "collections": ["scenes"], "next": "2024,x"} }""", "POST", """{"collections":["scenes"],"limit":100,"next":"2024,x"}""")]
    [InlineData("""{"rel": "next", "method": "POST", "href": "search", "body": {"token": "only"} }""", "POST", """{"token":"only"}""")]
    [InlineData("""{"rel": "next", "method": "POST", "href": "search?token=in%20query"}""", "POST", """{"collections":["scenes"],"limit":100}""")]
    [InlineData("""{"rel": "next", "href": "search?token=get"}""", "GET", null)]
    [InlineData("""{"rel": "next", "href": "search?a=1"}, {"rel": "next", "method": "post", "href": "search", "merge": true, "body": {"token": "t2"} }""", "POST", """{"collections":["scenes"],"limit":100,"token":"t2"}""")]
    public async Task AKnownFormOfNextLinks_IsFollowed(string link, string method, string? body)
    {
        var methods = new List<string>();
        Answer(http =>
        {
            methods.Add(http.Request.Method);
            return methods.Count == 1
                ? PageAsync(http, ["a"], link.Replace("{port}", $"{Host.Port}", StringComparison.Ordinal))
                : PageAsync(http, ["b"]);
        });

        Assert.Equal(["a", "b"], await IdsAsync(Catalog()));

        Assert.Equal(["POST", method], methods);
        if (body is null) Assert.Single(Bodies);
        else Assert.True(JsonNode.DeepEquals(JsonNode.Parse(body), Bodies.Last()), Bodies.Last().ToJsonString());
    }

    [Fact]
    public async Task HeadersOfANextLink_AreSent_ButNoneThatIsOurs()
    {
        var wanted = "Search-After";
        Answer(http => http.Request.Headers.ContainsKey("Search-After")
            ? PageAsync(http, ["b"])
            : PageAsync(http, ["a"], $$"""{"rel": "next", "href": "search", "headers": {"{{wanted}}": "LATLON"} }"""));

        Assert.Equal(["a", "b"], await IdsAsync(Catalog()));
        foreach (var other in new[] { "Authorization", "X-Api-Key", "Host", "Content-Length", "a b" })
        {
            wanted = other;
            Assert.Contains("header", (await FaultAsync(Catalog())).Message, StringComparison.Ordinal);
        }
    }

    /// <summary>A page that is taken in part goes on behind the item that was last taken, also if the page has changed meanwhile.</summary>
    [Fact]
    public async Task ReadingAfterAnItem_GoesOnInItsPage()
    {
        var ids = new List<string> { "a", "b", "c", "d" };
        Answer(http => PageAsync(http, ids));
        var catalog = Catalog().Of(Tenant, Collection)!;
        var first = await catalog.ReadAsync(Tenant, Collection, [All()], null, Stop);

        Assert.Equal(["c", "d"], await AfterAsync("b"));
        ids.Insert(0, "new");
        Assert.Equal(["c", "d"], await AfterAsync("b"));
        ids.Remove("b");
        Assert.Equal(["c", "d"], await AfterAsync("b"));

        async Task<IEnumerable<string>> AfterAsync(string id) =>
            (await catalog.ReadAsync(Tenant, Collection, [All()], first.Items.Single(item => item.Id == id).Key, Stop)).Items.Select(item => item.Id);
    }
}
