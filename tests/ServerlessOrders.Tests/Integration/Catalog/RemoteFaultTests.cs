using Microsoft.AspNetCore.Http;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Search;
using ServerlessOrders.Outbound;
using ServerlessOrders.Tests.Integration.Outbound;

namespace ServerlessOrders.Tests.Integration.Catalog;

/// <summary>Catalogs that do not answer, answer late, too much, or what is no page.</summary>
public sealed class RemoteFaultTests(AzuriteFixture azurite) : StandInCatalog(azurite)
{
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
        Assert.Single(Bodies);
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
                for (var item = Item("big", new string('x', 1024 * 1024)) + ","; sent < 500; sent++) await http.Response.WriteAsync(item, http.RequestAborted);
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
        Assert.Single(Bodies);
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
        Assert.Empty(Bodies);
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
        Assert.Single(Bodies);
    }

    /// <summary>STAC API lets a catalog leave POST out.</summary>
    [Theory]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(501)]
    public async Task ACatalogWithoutSearchByPost_IsSearchedByGet_PageByPage(int status)
    {
        var asked = new List<string>();
        Answer(http =>
        {
            if (http.Request.Method == "POST") return FailAsync(http, status, null);
            asked.Add(http.Request.QueryString.Value!);
            return http.Request.Query["token"] == "2" ? PageAsync(http, ["c"]) : PageAsync(http, ["a", "b"], """{"rel": "next", "href": "search?token=2&limit=100"}""");
        });
        var catalogs = Catalog();

        Assert.Equal(["a", "b", "c"], await IdsAsync(catalogs));
        Assert.Equal(["a", "b", "c"], await IdsAsync(catalogs));

        Assert.Equal(["?collections=scenes&limit=100", "?token=2&limit=100", "?collections=scenes&limit=100", "?token=2&limit=100"], asked);
        Assert.Single(Bodies);
        Assert.All(Host.Seen("v1/search"), request => Assert.Equal(Secret, request.Headers["X-Api-Key"]));
    }

    [Fact]
    public async Task ACatalogThatIsBusyWithASearchByGet_IsAskedAgain_AndByPostNoMore()
    {
        var asked = 0;
        Answer(http => http.Request.Method == "POST" ? FailAsync(http, 405, null) : ++asked == 1 ? FailAsync(http, 503, "0") : PageAsync(http, ["a"]));

        Assert.Equal(["a"], await IdsAsync(Catalog()));
        Assert.Equal((1, 2), (Bodies.Count, asked));
    }

    [Fact]
    public async Task AnIdThatASearchByGetCannotName_IsRefused_RatherThanNotFound()
    {
        Answer(http => http.Request.Method == "POST" ? FailAsync(http, 405, null) : PageAsync(http, ["a"]));
        var request = new SelectionRequest("legacy", EntityIdsToInclude: ["a,b"]);

        var fault = await Assert.ThrowsAsync<CatalogUnavailableException>(() =>
            Catalog().Of(Tenant, Collection)!.ReadAsync(Tenant, Collection, [SelectionParser.Parse(Tenant, request).Query!], null, Stop));

        Assert.Contains("holds a comma", fault.Message, StringComparison.Ordinal);
    }
}
