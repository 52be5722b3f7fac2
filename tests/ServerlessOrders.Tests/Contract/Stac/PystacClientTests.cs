using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Stores;

namespace ServerlessOrders.Tests.Contract.Stac;

/// <summary>
/// The requests of pystac-client 0.9, in its order and with its habits: what a client may do is read from <c>conformsTo</c> of the
/// landing page alone, addresses come from links, searches are sent by POST with <c>merge</c> for the next page, and a page without
/// items is taken for the end.
/// </summary>
public sealed class PystacClientTests(AzuriteFixture azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OpenSearchAndFetch_AsThePythonClientDoes()
    {
        await using var stac = new StacServer(azurite);
        await stac.InitializeAsync();

        // Client.open
        var landing = await stac.GetAsync("");
        foreach (var needed in new[] { "/core", "/collections", "/ogcapi-features", "/item-search", "/item-search#sort", "/item-search#fields" })
            Assert.Contains(landing["conformsTo"]!.AsArray(), uri => Regex.IsMatch((string)uri!, $"^https://api\\.stacspec\\.org/v1\\.0\\..*{Regex.Escape(needed)}"));

        // client.get_collections(), client.get_collection("scenes")
        Assert.Equal(["notes", "scenes"], await PagesAsync(stac, Href(landing, "data"), "collections"));
        var collection = await stac.GetAsync($"{Href(landing, "data")}/scenes");
        Assert.Equal(HttpStatusCode.NotFound, await stac.StatusAsync("/collections/nothing"));

        // collection.get_items(), collection.get_item("s03")
        Assert.Equal(15, (await PagesAsync(stac, $"{Href(collection, "items")}?collections=scenes", "features")).Distinct().Count());
        Assert.Equal(HttpStatusCode.BadRequest, await stac.StatusAsync("/collections/scenes/items?collections=notes"));
        Assert.Equal("s03", (string)(await stac.GetAsync($"{Href(collection, "items")}/s03"))["id"]!);

        // client.search(...).items(), .matched(): the whole year 2024, as it spells it
        var search = JsonNode.Parse("""{"limit": 3, "datetime": "2024-01-01T00:00:00Z/2024-12-31T23:59:59Z", "collections": ["scenes"], "bbox": [-180.0, -90.0, 180.0, 90.0]}""")!;
        Assert.Equal(14, (await SearchAsync(stac, search)).Count);
        var area = JsonNode.Parse("""{"limit": 100, "intersects": {"type": "Polygon", "coordinates": [[[-145, -45], [-105, -45], [-105, -25], [-145, -25], [-145, -45]]]}}""")!;
        Assert.Equal(["s01", "s02"], (await SearchAsync(stac, area)).Order(StringComparer.Ordinal));
        var sorted = JsonNode.Parse("""{"limit": 5, "collections": ["scenes"], "sortby": [{"field": "properties.number", "direction": "desc"}], "fields": {"include": ["id", "properties.number"], "exclude": []}}""")!;
        Assert.Equal(["nowhere", "dateline", "air", "s11"], (await SearchAsync(stac, sorted)).Take(4));
        var count = await stac.PostAsync("""{"limit": 1, "collections": ["scenes"]}""");
        Assert.Equal(15, (int)count["numberMatched"]!);

        // client.search(method="GET", sortby="-datetime", fields=["id"]): signs are percent-encoded
        var got = await stac.GetAsync("/search?limit=2&collections=scenes&sortby=%2Bproperties.number%2C-id&fields=%2Bid%2C-assets");
        Assert.Equal(["s00", "s01"], StacServer.Ids(got));
    }

    [Fact]
    public async Task ASearchOverManyCollections_HasNoEmptyPageBeforeItsEnd()
    {
        await using var server = await OrderServer.StartAsync(azurite);
        var day = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var asset = new CatalogAsset("data", "a", DataType.RAWDATA, "text/plain", "https://data.example.org/a", true, 1, null, null);
        var items = Enumerable.Range(0, 40).Select(number => new CatalogItem(
            $"c{number:D2}", "one", "one", JsonDocument.Parse("{}").RootElement, null, day.AddDays(number), day.AddDays(number), [asset]));
        await new CatalogStore(server.Storage).WriteItemsAsync("demo", items.ToAsyncEnumerable(), _ => { }, Stop);
        using var client = server.Client();

        using var answer = await client.PostAsJsonAsync("/stac/search", new { limit = 100, datetime = "2024-02-09T00:00:00Z/2024-02-09T23:59:59Z" }, Stop);

        var page = await answer.Content.ReadFromJsonAsync<JsonNode>(Stop);
        Assert.Equal("c39", (string)Assert.Single(page!["features"]!.AsArray())!["collection"]!);
    }

    // StacApiIO.get_pages
    private static async Task<List<string>> PagesAsync(StacServer stac, string address, string member)
    {
        var found = new List<string>();
        for (var next = address; next is not null;)
        {
            var page = await stac.GetAsync(next);
            if (page[member]!.AsArray().Count == 0) return found;
            found.AddRange(page[member]!.AsArray().Select(one => (string)one!["id"]!));
            next = (string?)StacServer.Links(page, "next").FirstOrDefault()?["href"];
        }

        return found;
    }

    private static async Task<List<string>> SearchAsync(StacServer stac, JsonNode parameters)
    {
        var found = new List<string>();
        for (var body = parameters.AsObject(); body is not null;)
        {
            var page = await stac.PostAsync(body.ToJsonString());
            if (page["features"]!.AsArray().Count == 0) return found;
            found.AddRange(StacServer.Ids(page));
            var next = StacServer.Links(page, "next").FirstOrDefault();
            Assert.True(next is null || (string)next["method"]! == "POST");
            body = next is null ? null : (bool?)next["merge"] == true ? Merged(parameters, next["body"]!) : next["body"]!.DeepClone().AsObject();
        }

        return found;
    }

    private static JsonObject Merged(JsonNode parameters, JsonNode body)
    {
        var merged = parameters.DeepClone().AsObject();
        foreach (var (name, value) in body.AsObject()) merged[name] = value?.DeepClone();
        return merged;
    }

    private static string Href(JsonNode document, string relation) => (string)StacServer.Links(document, relation)[0]["href"]!;
}
