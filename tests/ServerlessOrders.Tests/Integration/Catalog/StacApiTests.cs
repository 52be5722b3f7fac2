using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Import;
using ServerlessOrders.Catalog.Stores;
using ServerlessOrders.Outbound;
using ServerlessOrders.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace ServerlessOrders.Tests.Integration.Catalog;

/// <summary>The STAC API over real HTTP and storage: what comes out, how it is searched and paged, and how an item is ordered.</summary>
public sealed class StacApiTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private OrderServer? _server;
    private HttpClient? _client;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private OrderServer Server => _server!;

    private HttpClient Client => _client!;

    public async ValueTask InitializeAsync()
    {
        _server = await OrderServer.StartAsync(azurite);
        _client = _server.Client();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }

    [Fact]
    public async Task AnItem_ComesOutAsItWentIn_WithOurLinksAndWhatTheExtensionsSay()
    {
        const string document = """
            {"type": "Feature", "stac_version": "1.0.0", "id": "a/b c", "collection": "odd", "geometry": {"type": "Point", "coordinates": [2.50, 48.0e0]},
             "bbox": [2.50, 48, 2.5, 48], "properties": {"datetime": "2024-01-31T12:00:00.120Z", "big": 12345678901234567890123, "frac": 1.10, "text": "\u00e9"},
             "stac_extensions": ["https://example.org/own.json"], "own:member": {"n": 1E2},
             "links": [{"rel": "license", "href": "https://example.org/license"}, {"rel": "self", "href": "./a.json"}],
             "assets": {"data": {"href": "https://data.example.org/a.tif", "own": 1.0}, "s3": {"href": "s3://bucket/a.tif", "roles": ["data"]}}}
            """;
        await ImportAsync(document);

        var item = await GetAsync("/stac/collections/odd/items/a%2Fb%20c");

        var (given, found) = (JsonNode.Parse(document)!, JsonNode.Parse(item.GetRawText())!);
        foreach (var member in given.AsObject().Where(m => m.Key is not ("links" or "properties" or "stac_extensions")))
            Assert.Equal(member.Value!.ToJsonString(), found[member.Key]!.ToJsonString());
        Assert.Contains("12345678901234567890123", item.GetProperty("properties").GetProperty("big").GetRawText(), StringComparison.Ordinal);
        Assert.Equal("1.10", item.GetProperty("properties").GetProperty("frac").GetRawText());
        Assert.Equal("orderable", item.GetProperty("properties").GetProperty("order:status").GetString());
        var links = item.GetProperty("links").EnumerateArray().ToList();
        Assert.Equal(["self", "root", "parent", "collection", "order", "license", "self"], links.Select(l => l.GetProperty("rel").GetString()));
        Assert.Equal(item.GetRawText(), (await GetAsync(links[0].GetProperty("href").GetString()!)).GetRawText());
        // As pystac-client has it: behind the link "items", not escaped.
        Assert.Equal(item.GetRawText(), (await GetAsync("/stac/collections/odd/items/a/b c")).GetRawText());
        Assert.Equal("a/b c", links[4].GetProperty("body").GetProperty("search").GetProperty("ids")[0].GetString());
        using (var picture = await Client.GetAsync("/stac/collections/odd/items/a/b c/thumbnail", Stop))
        {
            Assert.Equal(HttpStatusCode.NotFound, picture.StatusCode);
            Assert.Contains("The item 'a/b c' has no thumbnail", await picture.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        }

        foreach (var nothing in new[] { "a/b", "a%2Fb", "a/b c/d", "b c/thumbnail" })
        {
            using var answer = await Client.GetAsync($"/stac/collections/odd/items/{nothing}", Stop);
            Assert.Equal((nothing, HttpStatusCode.NotFound), (nothing, answer.StatusCode));
            Assert.Contains("There is no item", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        }

        Assert.Equal("Point", (await GetAsync("/stac/search?ids=a/b c")).GetProperty("features")[0].GetProperty("geometry").GetProperty("type").GetString());
    }

    [Fact]
    public async Task TheGeometryOfAProduct_IsInRegardsSearchAsItWasImported()
    {
        const string triangle = """{"type":"Polygon","coordinates":[[[0,0,12.50],[10,0,7],[0,10,1],[0,0,12.50]]]}""";
        await ImportAsync($$"""
            {"type": "Feature", "stac_version": "1.0.0", "id": "triangle", "collection": "shapes", "geometry": {{triangle}}, "bbox": [0, 0, 10, 10],
             "properties": {"datetime": "2024-01-31T12:00:00Z"}, "links": [], "assets": {"data": {"href": "https://data.example.org/a.tif"} } }
            """);
        CatalogItem Made(string id, params double[]? bbox) => new("shapes", id, id, JsonDocument.Parse("{}").RootElement, bbox, null, null, []);
        await new CatalogStore(Server.Storage).WriteItemsAsync(
            "demo", new[] { Made("dateline", 170, -5, -170, 5), Made("nowhere", null), Made("point", 2, 48, 2, 48) }.ToAsyncEnumerable(), _ => { }, Stop);

        foreach (var more in new[] { "", "&sort=providerId,asc", "&size=1000" })
        {
            var found = (await GetAsync($"/engines/legacy/dataobjects/search?q=datasetUrn:shapes{more}")).GetProperty("content").EnumerateArray()
                .Select(entity => entity.GetProperty("content")).ToDictionary(entity => entity.GetProperty("providerId").GetString()!);
            Assert.Equal(triangle, found["triangle"].GetProperty("geometry").GetRawText());
            Assert.False(found["nowhere"].TryGetProperty("geometry", out _));
            Assert.Equal("MultiPolygon", found["dateline"].GetProperty("geometry").GetProperty("type").GetString());
            Assert.Equal("""{"type":"Point","coordinates":[2,48]}""", found["point"].GetProperty("geometry").GetRawText());
        }
    }

    [Fact]
    public async Task TheOrderLinkOfAnItem_OrdersJustThisItem()
    {
        await Server.AddProductsAsync("demo", "notes", ("one", "first"), ("two", "second"));
        var item = await GetAsync("/stac/collections/notes/items/two");
        Assert.Contains("our-storage", item.GetProperty("assets").GetProperty("data").GetProperty("storage:refs").GetRawText(), StringComparison.Ordinal);
        var link = item.GetProperty("links").EnumerateArray().Single(l => l.GetProperty("rel").GetString() == "order");
        Assert.Equal("POST", link.GetProperty("method").GetString());

        using var answer = await Client.PostAsync(
            link.GetProperty("href").GetString(), JsonContent.Create(link.GetProperty("body")), Stop);

        var content = (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("content");
        Assert.Equal("GRANTED", content.GetProperty("status").GetString());
        var order = content.GetProperty("orderId").GetInt64();
        await OrderServer.WaitForAsync(Client, order, o => o.GetProperty("availableFilesCount").GetInt64() == 1);
        var files = (await GetAsync($"/orders/{order}/files/available")).GetProperty("content").EnumerateArray().ToList();
        Assert.Equal("two.txt", Assert.Single(files).GetProperty("content").GetProperty("filename").GetString());
    }

    [Fact]
    public async Task Paging_ByGetAndByPost_SeesEveryItemOnce_AndCounts()
    {
        await ImportAsync(Many("grid", 137));
        foreach (var first in new[] { "/stac/collections/grid/items?limit=50", "/stac/search?limit=50", "/stac/search?limit=50&datetime=2020-01-01T00:00:00Z/..", "/stac/search?limit=50&bbox=-180,-90,180,90", "/stac/search?limit=50&sortby=-datetime" })
        {
            var pages = await PagesAsync(first);
            Assert.Equal(137, pages.SelectMany(p => p.Features).Distinct().Count());
            Assert.Equal(137, pages.Sum(p => p.Features.Count));
            Assert.Equal(3, pages.Count);
        }

        Assert.Equal(137, (await GetAsync("/stac/collections/grid/items?limit=1")).GetProperty("numberMatched").GetInt64());
        Assert.Equal(137, (await GetAsync("/stac/collections/grid")).GetProperty("archive:holdings").GetProperty("items").GetInt64());

        var body = JsonNode.Parse("""{"limit": 60, "bbox": [-180, -90, 180, 90]}""")!.AsObject();
        var seen = new List<string>();
        for (var pages = 0; ; pages++)
        {
            Assert.True(pages <= 100, "The pages of a POST lead on for ever.");
            using var answer = await Client.PostAsJsonAsync("/stac/search", body, Stop);
            var page = await answer.Content.ReadFromJsonAsync<JsonElement>(Stop);
            seen.AddRange(Ids(page));
            if (page.GetProperty("links").EnumerateArray().FirstOrDefault(l => l.GetProperty("rel").GetString() == "next") is not { ValueKind: JsonValueKind.Object } next) break;
            Assert.Equal("POST", next.GetProperty("method").GetString());
            Assert.True(next.GetProperty("merge").GetBoolean());
            foreach (var member in next.GetProperty("body").EnumerateObject()) body[member.Name] = JsonNode.Parse(member.Value.GetRawText());
        }

        Assert.Equal(137, seen.Distinct().Count());
        Assert.Equal(137, seen.Count);
    }

    private async Task<List<(List<string> Features, JsonElement Page)>> PagesAsync(string address)
    {
        var pages = new List<(List<string>, JsonElement)>();
        for (string? next = address; next is not null;)
        {
            var page = await GetAsync(next);
            pages.Add((Ids(page), page));
            Assert.True(pages.Count <= 100, $"{address} leads on for ever.");
            Assert.Equal(Ids(page).Count, page.GetProperty("numberReturned").GetInt32());
            next = page.GetProperty("links").EnumerateArray().Where(l => l.GetProperty("rel").GetString() == "next")
                .Select(l => l.GetProperty("href").GetString()).SingleOrDefault();
        }

        return pages;
    }

    private static List<string> Ids(JsonElement page) => [.. page.GetProperty("features").EnumerateArray().Select(f => f.GetProperty("id").GetString()!)];

    private async Task<JsonElement> GetAsync(string address)
    {
        using var answer = await Client.GetAsync(address, Stop);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{address}: {(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    private static string Many(string collection, int count) =>
        $$"""{"type": "FeatureCollection", "features": [{{string.Join(',', Enumerable.Range(0, count).Select(i => One(collection, i)))}}]}""";

    private static string One(string collection, int i)
    {
        var (x, y) = ((i * 37 % 360) - 180, (i * 11 % 180) - 90);
        return $$$"""
            {"type": "Feature", "stac_version": "1.0.0", "id": "g{{{i:D5}}}", "collection": "{{{collection}}}", "links": [],
             "geometry": {"type": "Point", "coordinates": [{{{x}}}, {{{y}}}]}, "bbox": [{{{x}}}, {{{y}}}, {{{x}}}, {{{y}}}],
             "properties": {"datetime": "{{{new DateTime(2020, 1, 1).AddHours(i * 7):yyyy-MM-ddTHH:mm:ssZ}}}", "n": {{{i}}} },
             "assets": {"d": {"href": "https://data.example.org/{{{i}}}"} } }
            """;
    }

    private async Task ImportAsync(string json)
    {
        var import = ActivatorUtilities.CreateInstance<StacImport>(
            Server.Services, Server.Services.GetRequiredService<CatalogStore>(), Server.Storage,
            Server.Services.GetRequiredService<IArchive>(), Server.Services.GetRequiredService<ExternalFilePolicy>());
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json));
        await import.ImportStreamAsync(new StacImportRequest("demo"), "test", stream, null, Stop);
    }
}
