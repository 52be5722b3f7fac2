using System.Net;
using System.Text.Json.Nodes;
using static ServerlessOrders.Tests.Contract.Stac.RequirementAttribute;
using static ServerlessOrders.Tests.Contract.Stac.StacServer;

namespace ServerlessOrders.Tests.Contract.Stac;

/// <summary>OGC API - Features, part 1 (OGC 17-069r3), and what STAC API - Core, Collections and Features ask beside it.</summary>
public sealed class OgcFeaturesTests(StacServer stac) : IClassFixture<StacServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    [Requirement(Core, "landing page is a catalog with conformsTo", "root", "self", "service-desc")]
    [Requirement(OgcCore, "root-op", "root-success")]
    public async Task LandingPage_IsACatalog_AndLeadsToTheRest()
    {
        var landing = await stac.GetAsync("");

        Assert.Equal("Catalog", (string)landing["type"]!);
        Assert.NotEmpty((string)landing["id"]!);
        Assert.NotEmpty((string)landing["description"]!);
        Assert.Equal((string)Link(landing, "root")["href"]!, (string)Link(landing, "self")["href"]!);
        foreach (var relation in new[] { "conformance", "data", "service-desc", "service-doc" })
        {
            var link = Link(landing, relation);
            using var answer = await stac.SendAsync((string)link["href"]!, (string)link["type"]!);
            Assert.Equal(((string)link["type"]!).Split(';')[0], answer.Content.Headers.ContentType!.MediaType);
        }
    }

    [Fact]
    [Requirement(OgcCore, "api-definition-op", "api-definition-success")]
    [Requirement(Core, "service description in the type of its link")]
    public async Task ServiceDescription_ComesInTheTypeOfItsLink()
    {
        var link = Link(await stac.GetAsync(""), "service-desc");

        using var answer = await stac.SendAsync((string)link["href"]!, (string)link["type"]!);

        Assert.Equal("application/vnd.oai.openapi+json; version=3.1", answer.Content.Headers.ContentType!.ToString().Replace(";v", "; v", StringComparison.Ordinal));
        var description = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!;
        Assert.StartsWith("3.1", (string)description["openapi"]!, StringComparison.Ordinal);
        Assert.NotNull(description["paths"]!["/stac/collections/{collectionId}/items"]);
    }

    [Fact]
    [Requirement(OgcCore, "conformance-op", "conformance-success")]
    [Requirement(Features, "conformance link and document")]
    public async Task Conformance_IsTheSameInTheLandingPageAndOnItsOwn()
    {
        var landing = await stac.GetAsync("");

        var conformance = await stac.GetAsync((string)Link(landing, "conformance")["href"]!);

        Assert.Equal(landing["conformsTo"]!.ToJsonString(), conformance["conformsTo"]!.ToJsonString());
    }

    [Fact]
    [Requirement(OgcCore, "query-param-unknown")]
    public async Task UnknownParameter_IsRefusedEverywhere()
    {
        foreach (var address in new[] { "", "/conformance", "/collections", "/collections/scenes", "/collections/scenes/items", "/collections/scenes/items/s00", "/search" })
            Assert.Equal((address, HttpStatusCode.BadRequest), (address, await stac.StatusAsync($"{address}?colour=red")));
        Assert.Equal(HttpStatusCode.BadRequest, await stac.StatusAsync("/collections/scenes/items/s00?collections=scenes"));
        // What many clients send, though there is but one format.
        Assert.Equal(HttpStatusCode.OK, await stac.StatusAsync("/collections/scenes/items?f=json"));
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=ten")]
    [InlineData("bbox=1,2,3")]
    [InlineData("bbox=1,2,3,four")]
    [InlineData("bbox=0,95,1,96")]
    [InlineData("bbox=0,0,5,1,1,4")]
    [InlineData("datetime=2024")]
    [InlineData("datetime=2024-13-01T00:00:00Z")]
    [InlineData("datetime=../..")]
    [InlineData("datetime=2024-02-01T00:00:00Z/2024-01-01T00:00:00Z")]
    [InlineData("token=nonsense")]
    [InlineData("f=html")]
    [Requirement(OgcCore, "query-param-invalid")]
    public async Task InvalidParameter_IsRefused(string parameter) =>
        Assert.Equal(HttpStatusCode.BadRequest, await stac.StatusAsync($"/collections/scenes/items?{parameter}"));

    [Fact]
    [Requirement(OgcCore, "fc-md-op", "fc-md-success", "fc-md-links", "fc-md-items", "fc-md-items-links", "sfc-md-op", "sfc-md-success")]
    [Requirement(Collections, "data link", "list of collections", "collection", "root and self links")]
    public async Task Collections_AreListedAll_AndEachAloneIsTheSame()
    {
        var list = await stac.GetAsync((string)Link(await stac.GetAsync(""), "data")["href"]!);

        Assert.Equal("application/json", (string)Link(list, "self")["type"]!);
        Assert.NotNull(Link(list, "root"));
        Assert.Equal(["notes", "scenes"], list["collections"]!.AsArray().Select(c => (string)c!["id"]!));
        foreach (var collection in list["collections"]!.AsArray())
        {
            Assert.Equal("application/geo+json", (string)Link(collection!, "items")["type"]!);
            var alone = await stac.GetAsync((string)Link(collection!, "self")["href"]!);
            // Counting what it holds costs more than a list of all may.
            Assert.True(alone.AsObject().Remove("archive:holdings"));
            Assert.Equal(collection!.ToJsonString(), alone.ToJsonString());
            Assert.NotNull(Link(alone, "root"));
            Assert.Equal("Collection", (string)alone["type"]!);
        }

        Assert.Equal(HttpStatusCode.NotFound, await stac.StatusAsync("/collections/nothing"));
    }

    [Fact]
    [Requirement(OgcCore, "fc-md-extent", "fc-md-extent-multi")]
    public async Task Extent_HoldsEveryItem()
    {
        // A document's own extent is its author's; that of a collection without one has no bounds.
        var extent = (await stac.GetAsync("/collections/notes"))["extent"]!;

        Assert.Equal("[[-180,-90,180,90]]", extent["spatial"]!["bbox"]!.ToJsonString());
        Assert.Equal("[[null,null]]", extent["temporal"]!["interval"]!.ToJsonString());
    }

    [Fact]
    [Requirement(OgcCore, "fc-op", "fc-response", "fc-links", "fc-rel-type", "fc-numberMatched", "fc-numberReturned", "fc-timeStamp", "crs84")]
    [Requirement(OgcGeoJson, "definition", "content")]
    [Requirement(Features, "items", "root, self and collection links of a list")]
    public async Task Items_AreAFeatureCollection_WithLinksAndCounts()
    {
        var collection = await stac.GetAsync("/collections/scenes");

        using var answer = await stac.SendAsync($"{Link(collection, "items")["href"]}?limit=100");

        Assert.Equal("application/geo+json", answer.Content.Headers.ContentType!.MediaType);
        var items = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!;
        Assert.Equal("FeatureCollection", (string)items["type"]!);
        Assert.Equal(15, items["features"]!.AsArray().Count);
        Assert.Equal((15, 15), ((int)items["numberReturned"]!, (int)items["numberMatched"]!));
        Assert.Null(items["timeStamp"]);
        foreach (var (relation, type) in new[] { ("self", "application/geo+json"), ("root", "application/json"), ("collection", "application/json") })
            Assert.Equal(type, (string)Link(items, relation)["type"]!);
        Assert.Equal("[-170,-50]", items["features"]!.AsArray().Single(item => (string)item!["id"]! == "s00")!["geometry"]!["coordinates"]!.ToJsonString());
        Assert.Null(items["crs"]);
        Assert.Equal(HttpStatusCode.NotFound, await stac.StatusAsync("/collections/nothing/items"));
    }

    [Fact]
    [Requirement(OgcCore, "f-op", "f-success", "f-links")]
    [Requirement(OgcGeoJson, "content")]
    [Requirement(Features, "item", "root, self and collection links of an item")]
    public async Task Item_IsAFeature_WithLinks()
    {
        using var answer = await stac.SendAsync("/collections/scenes/items/s05");

        Assert.Equal("application/geo+json", answer.Content.Headers.ContentType!.MediaType);
        var item = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!;
        Assert.Equal(("Feature", "s05"), ((string)item["type"]!, (string)item["id"]!));
        Assert.Equal("application/geo+json", (string)Link(item, "self")["type"]!);
        Assert.Equal("application/json", (string)Link(item, "collection")["type"]!);
        Assert.NotNull(Link(item, "root"));
        Assert.Equal(HttpStatusCode.NotFound, await stac.StatusAsync("/collections/scenes/items/nothing"));
    }

    [Fact]
    [Requirement(OgcCore, "fc-limit-definition", "fc-limit-response-1")]
    [Requirement(Features, "paging by next links")]
    public async Task Limit_BoundsThePage_AndNextLeadsThroughAll()
    {
        Assert.Equal(10, (await stac.GetAsync("/collections/scenes/items"))["features"]!.AsArray().Count);
        Assert.Equal(15, (await stac.GetAsync("/collections/scenes/items?limit=100000"))["features"]!.AsArray().Count);
        var seen = new List<string>();
        for (var next = "/collections/scenes/items?limit=4"; next is not null;)
        {
            var page = await stac.GetAsync(next);
            Assert.InRange(Ids(page).Count, 1, 4);
            seen.AddRange(Ids(page));
            Assert.True(seen.Count <= 15, "The pages lead on for ever.");
            next = (string?)Links(page, "next").SingleOrDefault()?["href"];
        }

        Assert.Equal(15, seen.Distinct().Count());
    }

    [Theory]
    [InlineData("-175,-55,-165,-45", "s00,nowhere")]
    [InlineData("-140,-40,-140,-40", "s01,nowhere")]
    [InlineData("-150,-40,-130,-40", "s01,nowhere")]
    [InlineData("165,-6,-165,6", "dateline,nowhere")]
    [InlineData("-180,1,-179,2", "dateline,nowhere")]
    [InlineData("10,44,400,12,46,600", "air,nowhere")]
    [InlineData("10,44,0,12,46,100", "nowhere")]
    [InlineData("-175,-55,-10,-165,-45,10", "s00,nowhere")]
    [InlineData("-175,-55,10,-165,-45,20", "nowhere")]
    [Requirement(OgcCore, "fc-bbox-definition", "fc-bbox-response")]
    public async Task Bbox_FindsWhatTouchesIt_AndWhatHasNoPlace(string bbox, string ids) =>
        Assert.Equal(ids.Split(',').Order(StringComparer.Ordinal), Ids(await stac.GetAsync($"/collections/scenes/items?bbox={bbox}")).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("2024-03-02T00:00:00Z", "dateline")]
    [InlineData("2024-03-02T01:00:00%2B01:00", "dateline")]
    [InlineData("2024-02-28T00:00:00Z/2024-03-02T12:00:00.5Z", "air,dateline")]
    [InlineData("../2024-02-15T12:00:00Z", "s00,s01")]
    [InlineData("/2024-02-15T12:00:00Z", "s00,s01")]
    [InlineData("2024-11-15T12:00:00Z/..", "s10,s11")]
    [InlineData("2024-11-15T12:00:00z/", "s10,s11")]
    [InlineData("1999-01-01T00:00:00Z", "")]
    [Requirement(OgcCore, "fc-time-definition", "fc-time-response")]
    public async Task Datetime_FindsWhatMeetsIt(string datetime, string ids)
    {
        Assert.Equal(
            ids.Split(',', StringSplitOptions.RemoveEmptyEntries), Ids(await stac.GetAsync($"/collections/scenes/items?datetime={datetime}")).Order(StringComparer.Ordinal));
        // What has no time matches any (C of the requirement).
        Assert.Equal(["note"], Ids(await stac.GetAsync($"/collections/notes/items?datetime={datetime}")));
    }

    [Fact]
    [Requirement(OgcCore, "fc-response")]
    public async Task BboxAndDatetime_AreBothMet()
    {
        Assert.Equal(["nowhere"], Ids(await stac.GetAsync("/collections/scenes/items?bbox=0,0,1,1&datetime=2024-03-03T00:00:00Z")));
        Assert.Equal(["s00"], Ids(await stac.GetAsync("/collections/scenes/items?bbox=-180,-90,180,90&datetime=2024-01-15T12:00:00Z")));
        Assert.Equal(["note"], Ids(await stac.GetAsync("/collections/notes/items?bbox=0,0,1,1&datetime=2024-03-03T00:00:00Z")));
    }
}
