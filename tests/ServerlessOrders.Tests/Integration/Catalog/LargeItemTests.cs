using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ServerlessOrders.Catalog.Import;
using ServerlessOrders.Catalog.Stores;
using ServerlessOrders.Outbound;
using ServerlessOrders.Storage;
using ServerlessOrders.Tests.EndToEnd.Stac;

namespace ServerlessOrders.Tests.Integration.Catalog;

/// <summary>Items whose document is too large for their row of the table, and lies in a blob.</summary>
public sealed class LargeItemTests(AzuriteFixture azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ADocumentTooLargeForItsRow_ComesOutWhole_IsFoundByItsGeometry_AndGoesWithTheItem()
    {
        await using var server = await OrderServer.StartAsync(azurite);
        using var client = server.Client();
        var document = Large(1);
        await ImportAsync(server, document);
        Assert.Single(await BlobsAsync(server.Storage));

        // What it has: the ring leaves a hole about its middle, which only the geometry tells.
        await AssertComesOutAsync(client, "/stac/collections/large/items/big", document);
        Assert.Equal(0, await CountAsync(client, """{"intersects": {"type": "Point", "coordinates": [0, 0]}}"""));
        var entity = await client.GetFromJsonAsync<JsonElement>("/engines/legacy/dataobjects/search?q=big", Stop);
        Assert.Equal(
            JsonNode.Parse(document)!["geometry"]!.ToJsonString(),
            JsonNode.Parse(entity.GetProperty("content")[0].GetProperty("content").GetProperty("geometry").GetRawText())!.ToJsonString());
        foreach (var search in new[] { """{"bbox": [19, -1, 21, 1]}""", """{"datetime": "2024-01-01T00:00:00Z"}""", """{"ids": ["big"]}""", "{}" })
            Assert.Equal(1, await CountAsync(client, search));

        // Imported again nothing changes; another version takes the place of the first, whose blob goes.
        await ImportAsync(server, document);
        var before = Assert.Single(await BlobsAsync(server.Storage));
        await ImportAsync(server, Large(2));
        var after = Assert.Single(await BlobsAsync(server.Storage));
        Assert.NotEqual(before, after);
        await AssertComesOutAsync(client, "/stac/collections/large/items/big", Large(2));

        Assert.True(await server.Services.GetRequiredService<CatalogStore>().RemoveItemAsync("demo", "large", "big", Stop));
        Assert.Empty(await BlobsAsync(server.Storage));
    }

    [Fact]
    public async Task APublicCatalog_IsReadWithoutAToken_AndNothingElse()
    {
        await using var server = await OrderServer.StartAsync(azurite, configure: builder => builder.Configuration["Orders:PublicCatalog"] = "demo");
        await server.AddProductsAsync("demo", "notes", ("one", "first"));
        await server.AddProductsAsync("other", "secret", ("two", "second"));
        using var nobody = new HttpClient { BaseAddress = server.Address };
        foreach (var address in new[] { "/stac", "/stac/conformance", "/stac/collections", "/stac/collections/notes", "/stac/collections/notes/items", "/stac/collections/notes/items/one", "/stac/search", "/engines/legacy/dataobjects/search?q=", "/engines/legacy/datasets/search?q=" })
        {
            using var answer = await nobody.GetAsync(address, Stop);
            Assert.Equal((address, HttpStatusCode.OK), (address, answer.StatusCode));
            Assert.DoesNotContain("secret", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        }

        Assert.Equal(1, await CountAsync(nobody, "{}"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(nobody, "/stac/collections/secret"));
        foreach (var address in new[] { "/user/orders", "/order/basket", "/orders/files/1", "/user/orders/1/stac" })
            Assert.Equal((address, HttpStatusCode.Unauthorized), (address, await StatusAsync(nobody, address)));
        using var order = await nobody.PostAsJsonAsync("/user/orders/apply", new { engineType = "stac", search = new { ids = new[] { "one" } } }, Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, order.StatusCode);

        // Who has a token sees the catalog of his own tenant; one that is no good opens nothing.
        using var stranger = server.Client("other");
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(stranger, "/stac/collections/notes"));
        nobody.DefaultRequestHeaders.Authorization = new("Bearer", "nonsense");
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(nobody, "/stac"));
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string address)
    {
        using var answer = await client.GetAsync(address, Stop);
        return answer.StatusCode;
    }

    private static async Task<int> CountAsync(HttpClient client, string search)
    {
        using var answer = await client.PostAsync("/stac/search", new StringContent(search, Encoding.UTF8, "application/json"), Stop);
        return (int)(await answer.Content.ReadFromJsonAsync<JsonNode>(Stop))!["numberReturned"]!;
    }

    private static async Task AssertComesOutAsync(HttpClient client, string address, string document)
    {
        var found = await client.GetFromJsonAsync<JsonElement>(address, Stop);
        Assert.Empty(StacEquality.Differences(JsonDocument.Parse(document).RootElement, found));
    }

    private static async Task<List<string>> BlobsAsync(StorageClients storage) => await storage.Own
        .GetBlobsAsync(new Azure.Storage.Blobs.Models.GetBlobsOptions { Prefix = "catalog/" }, Stop).Select(blob => blob.Name).ToListAsync(Stop);

    // A ring about 0,0, and numbers that nothing compresses.
    private static string Large(int version)
    {
        var random = new Random(version);
        var noise = new byte[900_000];
        random.NextBytes(noise);
        return $$$"""
            {"type": "Feature", "stac_version": "1.1.0", "stac_extensions": ["https://stac-extensions.github.io/order/v1.1.0/schema.json"], "id": "big",
             "collection": "large", "bbox": [-30, -30, 30, 30], "geometry": {"type": "Polygon", "coordinates": [
             [[-30, -30], [30, -30], [30, 30], [-30, 30], [-30, -30]], [[-10, -10], [-10, 10], [10, 10], [10, -10], [-10, -10]]]},
             "properties": {"datetime": "2024-01-01T00:00:00Z", "version": {{{version}}}.0, "order:status": "orderable"}, "links": [],
             "own:noise": "{{{Convert.ToBase64String(noise)}}}", "assets": {"data": {"href": "https://data.example.org/big.tif", "roles": ["data"]} } }
            """;
    }

    private static async Task ImportAsync(OrderServer server, string json)
    {
        var import = ActivatorUtilities.CreateInstance<StacImport>(
            server.Services, server.Services.GetRequiredService<CatalogStore>(), server.Storage,
            server.Services.GetRequiredService<IArchive>(), server.Services.GetRequiredService<ExternalFilePolicy>());
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        await import.ImportStreamAsync(new StacImportRequest("demo"), "test", stream, null, Stop);
    }
}
