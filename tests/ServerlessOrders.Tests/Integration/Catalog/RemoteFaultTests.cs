using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Remote;
using ServerlessOrders.Catalog.Search;
using ServerlessOrders.Outbound;
using ServerlessOrders.Storage;
using ServerlessOrders.Tests.Integration.Outbound;

namespace ServerlessOrders.Tests.Integration.Catalog;

/// <summary>Catalogs that do not answer, answer late, too much or astray: over real HTTP, on a host of this machine.</summary>
public sealed class RemoteFaultTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private const string Collection = "scenes";
    private const string Tenant = "demo";
    private const string Secret = "Key of-the-catalog";

    private readonly ConcurrentQueue<JsonObject> _bodies = new();
    private readonly List<RemoteCatalogs> _made = [];
    private ForeignHost? _host;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private ForeignHost Host => _host!;

    public async ValueTask InitializeAsync() => _host = await ForeignHost.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _made.ForEach(catalogs => catalogs.Dispose());
        await Host.DisposeAsync();
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(429)]
    public async Task ACatalogThatFailsTwice_IsAskedAgain(int status)
    {
        var asked = 0;
        Answer(http => ++asked < 3 ? FailAsync(http, status, "0") : PageAsync(http, ["a"]));

        Assert.Equal(["a"], await IdsAsync(Catalog()));
        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task ALongRetryAfter_IsNotWaitedFor_ButPassedOn()
    {
        Answer(http => FailAsync(http, 429, "3600"));

        var fault = await FaultAsync(Catalog());

        Assert.Equal((true, TimeSpan.FromHours(1)), (fault.MayRecover, fault.RetryAfter));
        Assert.Single(_bodies);
    }

    [Fact]
    public async Task ACatalogThatSaysNothing_IsGivenUp()
    {
        var left = new TaskCompletionSource();
        Answer(async http =>
        {
            await Task.WhenAny(Task.Delay(Timeout.Infinite, http.RequestAborted));
            left.TrySetResult();
        });

        var fault = await FaultAsync(Catalog(network: ForeignNetwork.Create() with { ResponseTimeout = TimeSpan.FromMilliseconds(200) }));

        Assert.Contains("did not answer within 0.2 s", fault.Message, StringComparison.Ordinal);
        Assert.True(fault.MayRecover);
        await left.Task.WaitAsync(Stop);
    }

    [Fact]
    public async Task ACatalogThatFallsSilentInAPage_IsGivenUp()
    {
        Answer(async http =>
        {
            await http.Response.WriteAsync("{\"type\": \"FeatureCollection\", \"features\": [", http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            await Task.WhenAny(Task.Delay(Timeout.Infinite, http.RequestAborted));
        });

        var fault = await FaultAsync(Catalog(network: ForeignNetwork.Create() with { IdleTimeout = TimeSpan.FromMilliseconds(200) }));

        Assert.Contains("sent nothing for 0.2 s", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APageWithoutEnd_IsRefused_BeforeAllOfItIsRead()
    {
        var sent = 0L;
        var ended = new TaskCompletionSource();
        Answer(async http =>
        {
            try
            {
                await http.Response.WriteAsync("{\"type\": \"FeatureCollection\", \"features\": [", http.RequestAborted);
                for (var item = Item(new string('x', 1024 * 1024)) + ","; sent < 500; sent++) await http.Response.WriteAsync(item, http.RequestAborted);
            }
            finally
            {
                ended.TrySetResult();
            }
        });

        var fault = await FaultAsync(Catalog());
        await ended.Task.WaitAsync(Stop);

        Assert.Contains("more than 32 MiB", fault.Message, StringComparison.Ordinal);
        // What lies in buffers on the way counts as sent.
        Assert.InRange(sent, 32, 150);
        Assert.Single(_bodies);
    }

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
        Assert.Single(_bodies);
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
        Assert.Single(_bodies);
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
        if (body is null) Assert.Single(_bodies);
        else Assert.True(JsonNode.DeepEquals(JsonNode.Parse(body), _bodies.Last()), _bodies.Last().ToJsonString());
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

    [Fact]
    public async Task ARedirect_IsFollowedOnTheSameHost_AndTheSecretGoesNowhereElse()
    {
        Host.AnswerRedirect("v1/search", "/v2/search", StatusCodes.Status307TemporaryRedirect);
        Host.Answer("v2/search", http => PageAsync(http, ["a"]));
        Assert.Equal(["a"], await IdsAsync(Catalog()));
        Assert.Equal(Secret, Host.Seen("v2/search").Single().Headers["X-Api-Key"]);

        Host.AnswerRedirect("v1/search", Host.Address("v3/search", ForeignNetwork.OtherHost), StatusCodes.Status307TemporaryRedirect);
        Host.Answer("v3/search", http => PageAsync(http, ["a"]));
        Assert.Contains("leads astray", (await FaultAsync(Catalog())).Message, StringComparison.Ordinal);
        Host.AnswerRedirect("v1/search", "/v3/search", StatusCodes.Status302Found);
        Assert.Contains("redirects searches", (await FaultAsync(Catalog())).Message, StringComparison.Ordinal);
        Assert.Empty(Host.Seen("v3/search"));
    }

    [Fact]
    public async Task AnAddressThatIsPrivate_IsAskedOnlyIfThatIsConfigured()
    {
        Answer(http => PageAsync(http, ["a"]));
        var network = ForeignNetwork.Create() with { Forbids = ExternalNetwork.Internet.Forbids };

        var fault = await FaultAsync(Catalog(network: network));

        Assert.Contains("private", fault.Message, StringComparison.Ordinal);
        Assert.Empty(_bodies);
        Assert.Equal(["a"], await IdsAsync(Catalog(settings => settings.PrivateAddress = true, network)));
        // What a cloud has for its own machines is never a catalog.
        var metadata = ForeignNetwork.Create("169.254.169.254", "168.63.129.16", "fe80::1") with { Forbids = network.Forbids };
        Assert.Contains("private", (await FaultAsync(Catalog(settings => settings.PrivateAddress = true, metadata))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatCannotBeUsedOfAPage_IsLeftOut()
    {
        var items = new[]
        {
            """{"type": "Feature", "assets": {}}""", "17", """{"type": "Feature", "id": "elsewhere", "collection": "other", "assets": {} }""",
            """{"type": "Feature", "id": "late", "properties": {"datetime": "yesterday"}, "assets": {} }""",
            Item("good"), Item("good"), """{"type": "Feature", "id": "bare", "assets": {"d": {"href": "s3://bucket/x"}, "e": {"href": "../e.tif"} } }""",
        };
        Answer(http => http.Response.WriteAsync($$"""{"features": [{{string.Join(',', items)}}], "type": "FeatureCollection", "links": 3}""", Stop));

        var page = await Catalog().Of(Tenant, Collection)!.ReadAsync(Tenant, Collection, [All()], null, Stop);

        Assert.Equal(["good", "bare"], page.Items.Select(item => item.Id));
        Assert.Equal($"http://{ForeignNetwork.Host}:{Host.Port}/e.tif", Assert.Single(page.Items[1].Assets).Href);
        Assert.Null(page.Next);
    }

    [Theory]
    [InlineData("<html>", "not valid JSON")]
    [InlineData("{\"type\": \"Catalog\"}", "no 'features'")]
    [InlineData("{\"features\": {}}", "'features'")]
    [InlineData("{\"features\": [], \"links\": [{\"rel\": \"next\", \"href\": \"search\", \"method\": \"POST\", \"body\": {\"a\": 1, \"a\": 2}}]}", "next link")]
    [InlineData("{\"features\": [], \"links\": [{\"rel\": \"next\", \"href\": \"search\", \"method\": \"DELETE\"}]}", "another method")]
    [InlineData("{\"features\": [], \"links\": [{\"rel\": \"next\", \"href\": \"\\ud800\"}]}", "next link")]
    public async Task AnAnswerThatIsNoPage_IsNamed(string answer, string said)
    {
        Answer(http => http.Response.WriteAsync(answer, Stop));

        var fault = await FaultAsync(Catalog());

        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
        Assert.False(fault.MayRecover);
    }

    [Theory]
    [InlineData(400, "answered 400")]
    [InlineData(401, "Orders:Catalogs:0:Secret")]
    [InlineData(404, "Orders:Catalogs:0:Address")]
    public async Task ARefusal_IsNotRepeated_AndSaysWhatToSet(int status, string said)
    {
        Answer(http => FailAsync(http, status, null));

        Assert.Contains(said, (await FaultAsync(Catalog())).Message, StringComparison.Ordinal);
        Assert.Single(_bodies);
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

    [Fact]
    public async Task ACatalogThatIsDown_Answers503_AndAnOrderWaitsForIt_ThenFails_AndIsRetried()
    {
        var isDown = false;
        Answer(http => isDown ? FailAsync(http, 503, null) : PageAsync(http, ["a"]));
        Host.AnswerFile("a.bin", [1, 2, 3]);
        await using var server = await ServerAsync(TimeSpan.FromSeconds(0.3), TimeSpan.FromSeconds(0.3));
        using var client = server.Client();
        using (var selected = await client.PostAsJsonAsync("/order/basket/selection", new { engineType = "legacy" }, Stop))
            Assert.Equal(HttpStatusCode.OK, selected.StatusCode);

        isDown = true;
        using (var refused = await client.PostAsJsonAsync("/order/basket/selection", new { engineType = "legacy", datasetUrn = Collection }, Stop))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.True(refused.Headers.RetryAfter?.Delta > TimeSpan.Zero);
            Assert.Contains($"The catalog at '{ForeignNetwork.Host}:{Host.Port}' answered 503.", await refused.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        }

        using var created = await client.PostAsJsonAsync("/user/orders", new { }, Stop);
        var order = (await created.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("content").GetProperty("id").GetInt64();
        var failed = await OrderServer.WaitForAsync(client, order, content => content.GetProperty("status").GetString() == "FAILED");
        Assert.Contains("answered 503. Retry the order", failed.GetProperty("message").GetString(), StringComparison.Ordinal);

        isDown = false;
        using (var retried = await client.PutAsync($"/user/orders/{order}/retry", null, Stop)) Assert.Equal(HttpStatusCode.OK, retried.StatusCode);
        await OrderServer.WaitForAsync(client, order, content => content.GetProperty("availableFilesCount").GetInt64() == 1);
    }

    [Fact]
    public async Task AnOrderThatWaitsForItsCatalog_SaysSo_AndAsksAtOnceIfItIsResumed()
    {
        var isDown = false;
        Answer(http => isDown ? FailAsync(http, 429, "1") : PageAsync(http, ["a"]));
        await using var server = await ServerAsync(TimeSpan.FromHours(1));
        using var client = server.Client();
        using (var selected = await client.PostAsJsonAsync("/order/basket/selection", new { engineType = "legacy" }, Stop))
            Assert.Equal(HttpStatusCode.OK, selected.StatusCode);
        isDown = true;
        using var created = await client.PostAsJsonAsync("/user/orders", new { }, Stop);
        var order = (await created.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("content").GetProperty("id").GetInt64();

        var waiting = await OrderServer.WaitForAsync(client, order, content =>
            content.TryGetProperty("progress", out var progress) && progress.GetProperty("reason").GetString()!.Contains("asked again", StringComparison.Ordinal));
        Assert.Equal("PENDING", waiting.GetProperty("status").GetString());
        Assert.Contains("answered 429. It is asked again at", waiting.GetProperty("progress").GetProperty("reason").GetString(), StringComparison.Ordinal);

        isDown = false;
        using (var paused = await client.PutAsync($"/user/orders/pause/{order}", null, Stop)) Assert.Equal(HttpStatusCode.OK, paused.StatusCode);
        using (var resumed = await client.PutAsync($"/user/orders/resume/{order}", null, Stop)) Assert.Equal(HttpStatusCode.OK, resumed.StatusCode);
        await OrderServer.WaitForAsync(client, order, content => content.GetProperty("availableFilesCount").GetInt64() == 1);
        // Who looks for the catalog itself is led there.
        var landing = await client.GetFromJsonAsync<JsonElement>("/stac", Stop);
        var related = landing.GetProperty("links").EnumerateArray().Single(link => link.GetProperty("rel").GetString() == "related");
        Assert.Equal(Host.Address("v1"), related.GetProperty("href").GetString());
        Assert.Contains(Collection, related.GetProperty("title").GetString(), StringComparison.Ordinal);
    }

    private static RemotePatience Patience => RemotePatience.Usual with { Pause = TimeSpan.FromMilliseconds(20) };

    private static ItemQuery All() =>
        SelectionParser.Parse(Tenant, new SelectionRequest("legacy")).Query!;

    private static string Item(string id, string title = "") =>
        $$"""{"type": "Feature", "stac_version": "1.0.0", "id": "{{(id.Length > 1000 ? "big" : id)}}", "properties": {"title": "{{(id.Length > 1000 ? id : title)}}"}, "geometry": null, "links": [], "assets": {"d": {"href": "http://data.example.org/{{(id.Length > 1000 ? "big" : id)}}.bin"} } }""";

    private static string Next(string body) => $$"""{"rel": "next", "method": "POST", "href": "search", "merge": true, "body": {{body}} }""";

    private static Task FailAsync(HttpContext http, int status, string? retryAfter)
    {
        http.Response.StatusCode = status;
        if (retryAfter is not null) http.Response.Headers.RetryAfter = retryAfter;
        return Task.CompletedTask;
    }

    private Task PageAsync(HttpContext http, IReadOnlyList<string> ids, string? link = null)
    {
        var items = ids.Select(id => Item(id).Replace("data.example.org/", $"{ForeignNetwork.Host}:{Host.Port}/", StringComparison.Ordinal));
        return http.Response.WriteAsync($$"""{"type": "FeatureCollection", "features": [{{string.Join(',', items)}}], "links": [{{link}}]}""", http.RequestAborted);
    }

    private void Answer(RequestDelegate answer) => Host.Answer("v1/search", async http =>
    {
        if (http.Request.Method == "POST") _bodies.Enqueue((await http.Request.ReadFromJsonAsync<JsonObject>(http.RequestAborted))!);
        await answer(http);
    });

    private RemoteCatalogs Catalog(Action<RemoteCatalogOptions>? configure = null, ExternalNetwork? network = null)
    {
        var settings = new RemoteCatalogOptions { Address = Host.Address("v1/"), Header = "X-Api-Key", Secret = Secret };
        settings.Collections.Add(Collection);
        configure?.Invoke(settings);
        var options = new RemoteCatalogsOptions();
        options.Catalogs.Add(settings);
        var catalogs = new RemoteCatalogs(
            Options.Create(options), network ?? ForeignNetwork.Create(), Patience, azurite.Storage, new BlobArchive(azurite.Storage),
            new ExternalFilePolicy(Options.Create(new OrdersOptions())), TimeProvider.System, NullLogger<RemoteCatalogs>.Instance);
        _made.Add(catalogs);
        return catalogs;
    }

    private Task<OrderServer> ServerAsync(params TimeSpan[] pauses) => OrderServer.StartAsync(azurite, configure: builder =>
    {
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Orders:Catalogs:0:Address"] = Host.Address("v1"),
            ["Orders:Catalogs:0:Collections:0"] = Collection,
            ["Orders:ExternalHosts:0"] = ForeignNetwork.Host,
        });
        builder.Services.AddSingleton(ForeignNetwork.Create()).AddSingleton(Patience with { OrderPauses = pauses });
    });

    private static async Task<List<string>> IdsAsync(RemoteCatalogs catalogs)
    {
        var ids = new List<string>();
        string? after = null;
        do
        {
            var page = await catalogs.Of(Tenant, Collection)!.ReadAsync(Tenant, Collection, [All()], after, Stop);
            ids.AddRange(page.Items.Select(item => item.Id));
            after = page.Next;
        }
        while (after is not null);
        return ids;
    }

    private static Task<CatalogUnavailableException> FaultAsync(RemoteCatalogs catalogs) =>
        Assert.ThrowsAsync<CatalogUnavailableException>(() => IdsAsync(catalogs));
}
