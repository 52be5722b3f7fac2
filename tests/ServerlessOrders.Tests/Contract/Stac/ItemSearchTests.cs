using System.Net;
using System.Text.Json.Nodes;
using static ServerlessOrders.Tests.Contract.Stac.RequirementAttribute;
using static ServerlessOrders.Tests.Contract.Stac.StacServer;

namespace ServerlessOrders.Tests.Contract.Stac;

/// <summary>STAC API - Item Search 1.0.0, with its extensions sort and fields.</summary>
public sealed class ItemSearchTests(StacServer stac) : IClassFixture<StacServer>
{
    [Fact]
    [Requirement(ItemSearch, "search links", "GET", "POST", "item collection with root link")]
    public async Task SearchLinks_NameBothMethods_AndBothAnswerAlike()
    {
        var links = Links(await stac.GetAsync(""), "search");

        Assert.Equal(["GET", "POST"], links.Select(link => (string)link["method"]!));
        Assert.All(links, link => Assert.Equal("application/geo+json", (string)link["type"]!));
        var got = await stac.GetAsync($"{links[0]["href"]}?limit=100");
        var posted = await stac.PostAsync("""{"limit": 100}""");
        foreach (var list in new[] { got, posted })
        {
            Assert.Equal("FeatureCollection", (string)list["type"]!);
            Assert.Equal(16, list["features"]!.AsArray().Count);
            Assert.NotNull(Link(list, "root"));
        }

        Assert.Equal(got["features"]!.ToJsonString(), posted["features"]!.ToJsonString());
    }

    [Theory]
    [InlineData("ids=s03,s04", """{"ids": ["s03", "s04"]}""", "s03,s04")]
    [InlineData("collections=notes", """{"collections": ["notes"]}""", "note")]
    [InlineData("collections=notes,scenes&ids=note,s01", """{"collections": ["notes", "scenes"], "ids": ["note", "s01"]}""", "note,s01")]
    [InlineData("collections=nothing", """{"collections": ["nothing"]}""", "")]
    [InlineData("ids=s03&datetime=2024-01-01T00:00:00Z/2024-02-01T00:00:00Z", """{"ids": ["s03"], "datetime": "2024-01-01T00:00:00Z/2024-02-01T00:00:00Z"}""", "")]
    [InlineData("bbox=-175,-55,-165,-45", """{"bbox": [-175, -55, -165, -45]}""", "s00")]
    [InlineData("bbox=11,45,11,45", """{"bbox": [11, 45, 11, 45]}""", "air")]
    [InlineData("bbox=165,-6,-165,6", """{"bbox": [165, -6, -165, 6]}""", "dateline")]
    [InlineData("bbox=10,44,0,12,46,1000", """{"bbox": [10, 44, 0, 12, 46, 1000]}""", "air")]
    [InlineData("bbox=10,44,0,12,46,100", """{"bbox": [10, 44, 0, 12, 46, 100]}""", "")]
    [InlineData("datetime=2024-03-02T00:00:00Z", """{"datetime": "2024-03-02T00:00:00Z"}""", "dateline")]
    [InlineData("datetime=../2024-02-01T00:00:00Z", """{"datetime": "../2024-02-01T00:00:00Z"}""", "s00")]
    [InlineData("datetime=2024-12-01T00:00:00Z/..", """{"datetime": "2024-12-01T00:00:00Z/.."}""", "s11")]
    [Requirement(ItemSearch, "ids", "collections", "bbox", "datetime")]
    public async Task Parameters_FindTheSameByGetAndByPost(string query, string body, string ids)
    {
        var expected = ids.Split(',', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(expected, Ids(await stac.GetAsync($"/search?{query}")).Order(StringComparer.Ordinal));
        Assert.Equal(expected, Ids(await stac.PostAsync(body)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("""{"type": "Point", "coordinates": [-140, -40]}""", "s01")]
    [InlineData("""{"type": "MultiPoint", "coordinates": [[-140, -40], [-110, -30], [0, 0]]}""", "s01,s02")]
    [InlineData("""{"type": "LineString", "coordinates": [[-145, -40], [-135, -40]]}""", "s01")]
    [InlineData("""{"type": "MultiLineString", "coordinates": [[[-145, -40], [-135, -40]], [[175, -10], [175, 10]]]}""", "dateline,s01")]
    [InlineData("""{"type": "Polygon", "coordinates": [[[-145, -45], [-105, -45], [-105, -25], [-145, -25], [-145, -45]]]}""", "s01,s02")]
    [InlineData("""{"type": "Polygon", "coordinates": [[[-145, -45], [-105, -45], [-105, -25], [-145, -25], [-145, -45]], [[-141, -41], [-139, -41], [-139, -39], [-141, -39], [-141, -41]]]}""", "s02")]
    [InlineData("""{"type": "MultiPolygon", "coordinates": [[[[-145, -45], [-135, -45], [-135, -35], [-145, -35], [-145, -45]]], [[[-115, -35], [-105, -35], [-105, -25], [-115, -25], [-115, -35]]]]}""", "s01,s02")]
    [InlineData("""{"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [-140, -40]}, {"type": "Point", "coordinates": [-110, -30]}]}""", "s01,s02")]
    [Requirement(ItemSearch, "intersects with every type of geometry")]
    public async Task Intersects_TakesEveryGeometry(string geometry, string ids)
    {
        Assert.Equal(ids.Split(','), Ids(await stac.PostAsync($$"""{"intersects": {{geometry}} }""")).Order(StringComparer.Ordinal));
        Assert.Equal(ids.Split(','), Ids(await stac.GetAsync($"/search?intersects={Uri.EscapeDataString(geometry)}")).Order(StringComparer.Ordinal));
    }

    [Fact]
    [Requirement(ItemSearch, "not both bbox and intersects", "clear errors")]
    public async Task WhatCannotBeUnderstood_Is400_AndSaysWhy()
    {
        const string both = """{"bbox": [0, 0, 1, 1], "intersects": {"type": "Point", "coordinates": [0, 0]}}""";
        Assert.Equal(HttpStatusCode.BadRequest, await stac.PostStatusAsync(both));
        Assert.Equal(HttpStatusCode.BadRequest, await stac.StatusAsync("/search?bbox=0,0,1,1&intersects={\"type\":\"Point\",\"coordinates\":[0,0]}"));
        Assert.Equal(HttpStatusCode.BadRequest, await stac.PostStatusAsync("""{"intersects": {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}}"""));
        Assert.Equal(HttpStatusCode.BadRequest, await stac.PostStatusAsync("""{"bbox": [0, 0, 5, 1, 1, 4]}"""));

        using var answer = await stac.Client.GetAsync("/stac/search?datetime=yesterday", TestContext.Current.CancellationToken);
        var error = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal(["code", "description"], error.AsObject().Select(member => member.Key));
        Assert.Contains("datetime", (string)error["description"]!, StringComparison.Ordinal);
    }

    [Fact]
    [Requirement(ItemSearch, "limit", "paging by GET", "paging by POST")]
    public async Task Pages_OfBothMethods_LeadThroughAll_Once()
    {
        Assert.Equal(10, Ids(await stac.GetAsync("/search")).Count);
        Assert.Equal(16, Ids(await stac.GetAsync("/search?limit=20000")).Count);
        var got = new List<string>();
        for (var next = "/search?limit=3"; next is not null && got.Count <= 16;)
        {
            var page = await stac.GetAsync(next);
            got.AddRange(Ids(page));
            next = (string?)Links(page, "next").SingleOrDefault()?["href"];
        }

        var posted = new List<string>();
        for (var body = JsonNode.Parse("""{"limit": 3}""")!.AsObject(); body is not null && posted.Count <= 16;)
        {
            var page = await stac.PostAsync(body.ToJsonString());
            posted.AddRange(Ids(page));
            var next = Links(page, "next").SingleOrDefault();
            Assert.True(next is null || ((string)next["method"]! == "POST" && (bool)next["merge"]!));
            foreach (var member in next?["body"]!.AsObject() ?? []) body[member.Key] = member.Value!.DeepClone();
            if (next is null) body = null;
        }

        Assert.Equal(16, got.Distinct().Count());
        Assert.Equal(16, got.Count);
        Assert.Equal(got, posted);
    }

    [Theory]
    [InlineData("number", """[{"field": "number", "direction": "asc"}]""", "s00,s01,s02")]
    [InlineData("%2Bproperties.number", """[{"field": "properties.number", "direction": "asc"}]""", "s00,s01,s02")]
    [InlineData("-properties.number", """[{"field": "properties.number", "direction": "desc"}]""", "nowhere,dateline,air")]
    [InlineData("-datetime", """[{"field": "datetime", "direction": "desc"}]""", "s11,s10,s09")]
    [InlineData("id", """[{"field": "id", "direction": "asc"}]""", "air,dateline,nowhere")]
    [InlineData("-name", """[{"field": "name", "direction": "desc"}]""", "s09,s08,s07")]
    [InlineData("collection,-even,-id", """[{"field": "collection", "direction": "asc"}, {"field": "even", "direction": "desc"}, {"field": "id", "direction": "desc"}]""", "s10,s08,s06")]
    [Requirement(Sort, "sortby by GET", "sortby by POST", "several fields in their order")]
    [Requirement(FeaturesSort, "sortby")]
    public async Task Sort_IsTheSameEverywhere_AndOverPages(string query, string body, string ids)
    {
        var first = await stac.GetAsync($"/search?collections=scenes&limit=3&sortby={query}");

        Assert.Equal(ids.Split(','), Ids(first));
        Assert.Equal(ids.Split(','), Ids(await stac.PostAsync($$"""{"collections": ["scenes"], "limit": 3, "sortby": {{body}} }""")));
        Assert.Equal(ids.Split(','), Ids(await stac.GetAsync($"/collections/scenes/items?limit=3&sortby={query}")));
        var whole = Ids(await stac.GetAsync($"/search?collections=scenes&limit=100&sortby={query}"));
        Assert.Equal(whole.Skip(3).Take(3), Ids(await stac.GetAsync((string)Link(first, "next")["href"]!)));
    }

    [Theory]
    [InlineData("id,properties.number", """{"include": ["id", "properties.number"]}""", "number", "")]
    [InlineData("-assets", """{"exclude": ["assets"]}""", "datetime,even,name,number,order:status", "bbox,geometry")]
    [InlineData("properties,-properties.name,-properties.even", """{"include": ["properties"], "exclude": ["properties.name", "properties.even"]}""", "datetime,number,order:status", "")]
    [InlineData("-properties,properties.datetime", """{"include": ["properties.datetime"], "exclude": ["properties"]}""", "datetime", "")]
    [InlineData("geometry,-geometry,assets.look", """{"include": ["geometry", "assets.look"], "exclude": ["geometry"]}""", "", "assets,geometry")]
    [InlineData("", """{}""", "datetime", "assets,bbox,geometry")]
    [InlineData("properties.missing", """{"include": ["properties.missing"], "exclude": null}""", "", "")]
    [Requirement(Fields, "fields by GET", "fields by POST", "a field without a value is no error", "nothing asked for: the least valid item")]
    [Requirement(FeaturesFields, "fields")]
    public async Task Fields_AreTheSameEverywhere(string query, string body, string properties, string members)
    {
        var got = (await stac.GetAsync($"/search?ids=s03&fields={query}"))["features"]![0]!.AsObject();
        var posted = (await stac.PostAsync($$"""{"ids": ["s03"], "fields": {{body}} }"""))["features"]![0]!;
        var listed = (await stac.GetAsync($"/collections/scenes/items?ids=s03&fields={query}"))["features"]![0]!;

        Assert.Equal(got.ToJsonString(), posted.ToJsonString());
        Assert.Equal(got.ToJsonString(), listed.ToJsonString());
        Assert.Equal(properties.Split(',', StringSplitOptions.RemoveEmptyEntries), (got["properties"]?.AsObject() ?? []).Select(p => p.Key).Order(StringComparer.Ordinal));
        string[] always = ["collection", "id", "links", "stac_extensions", "stac_version", "properties", "type"];
        Assert.Equal(
            members.Split(',', StringSplitOptions.RemoveEmptyEntries), got.Select(member => member.Key).Except(always).Order(StringComparer.Ordinal));
        if (query.Contains("assets.look", StringComparison.Ordinal)) Assert.Equal(["look"], got["assets"]!.AsObject().Select(asset => asset.Key));
    }

    [Fact]
    [Requirement(Fields, "without fields every item is whole")]
    public async Task WithoutFields_EveryItemIsWhole()
    {
        foreach (var item in (await stac.GetAsync("/search?limit=100"))["features"]!.AsArray())
            foreach (var member in new[] { "type", "stac_version", "id", "geometry", "properties", "links", "assets", "collection" })
                Assert.True(item!.AsObject().ContainsKey(member), $"{item["id"]} has no {member}.");
    }
}
