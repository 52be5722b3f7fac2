using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using ServerlessOrders.Catalog.Import;
using ServerlessOrders.Catalog.Stores;
using ServerlessOrders.Orders;
using ServerlessOrders.Outbound;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Tests.EndToEnd.Stac;

/// <summary>STAC programs that others wrote go through the service's catalog and orders, and judge every document.</summary>
public sealed class StacClientTests(AzuriteFixture azurite) : IDisposable
{
    private const string Collection = """
        {"type": "Collection", "stac_version": "1.0.0", "id": "scenes", "title": "Scenes", "description": "Scenes of a satellite", "license": "CC-BY-4.0",
         "extent": {"spatial": {"bbox": [[-180, -90, 180, 90]]}, "temporal": {"interval": [["2024-01-01T00:00:00Z", null]]}},
         "links": [{"rel": "license", "href": "https://example.org/license"}]}
        """;

    private readonly TempFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [ForeignFact]
    public async Task StacJsAndTheValidator_GoThroughCatalogAndOrder_EveryDocumentIsValid()
    {
        await using var server = await OrderServer.StartAsync(azurite);
        await FillAsync(server);
        using var client = server.Client();
        var order = await OrderServer.OrderAllAsync(client);
        // The files in the Archive tier stay on their way, so the order has files in every state that leads to a download.
        await OrderServer.WaitForAsync(client, order, found => found.GetProperty("availableFilesCount").GetInt64() == 3);
        var token = server.Services.GetRequiredService<OrderTokens>().Issue(
            (await server.Services.GetRequiredService<OrderStore>().FindAsync(new OrderKey("demo", order), Stop))!.Order);

        var seen = await StacClients.RunAsync(
            "walk.mjs", client.DefaultRequestHeaders.Authorization!.Parameter, $"{server.Address}stac", StacClients.Schemas,
            $"{server.Address}user/orders/{order}/stac?limit=2", $"{server.Address}user/orders/stac?orderToken={token}&limit=3");

        Assert.Equal("[]", seen.GetProperty("invalid").GetRawText());
        Assert.Equal(["files", "notes", "scenes"], Texts(seen.GetProperty("collections")));
        var items = seen.GetProperty("items");
        Assert.Equal(["a b", "one", "two"], Texts(items.GetProperty("notes")).Order(StringComparer.Ordinal));
        Assert.Equal(["dateline", "old", "place", "span"], Texts(items.GetProperty("scenes")));
        var all = items.EnumerateObject().SelectMany(collection => Texts(collection.Value)).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(9, all.Count);
        Assert.Equal(all, Texts(seen.GetProperty("found")).Order(StringComparer.Ordinal));
        Assert.Equal(all, Texts(seen.GetProperty("posted")).Order(StringComparer.Ordinal));
        Assert.All(seen.GetProperty("ordered").EnumerateArray(), list => Assert.Equal(all, Texts(list).Distinct().Order(StringComparer.Ordinal)));
        Assert.True(seen.GetProperty("documents").GetInt32() >= 50, $"The validator saw {seen.GetProperty("documents")} documents.");
    }

    [ForeignFact]
    public async Task AClientOfOgcApiFeatures_WithoutAToken_ReadsThePublicCatalog()
    {
        await using var server = await OrderServer.StartAsync(azurite, configure: b => b.Configuration["Orders:PublicCatalog"] = "demo");
        await FillAsync(server);

        var seen = await StacClients.RunAsync("features.mjs", null, $"{server.Address}stac");

        Assert.Contains("http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core", Texts(seen.GetProperty("conformsTo")));
        var scenes = seen.GetProperty("collections").GetProperty("scenes");
        Assert.Equal("Scenes", scenes.GetProperty("title").GetString());
        Assert.Equal(["dateline", "old", "place", "span"], Texts(scenes.GetProperty("all")));
        // What has no place is found at every one, as OGC API - Features has it.
        Assert.Equal(["place", "span"], Texts(scenes.GetProperty("place")).Order(StringComparer.Ordinal));
        Assert.Equal(["place", "span"], Texts(scenes.GetProperty("time")).Order(StringComparer.Ordinal));
        Assert.Equal("dateline", scenes.GetProperty("one").GetString());
    }

    private static List<string> Texts(JsonElement list) => [.. list.EnumerateArray().Select(text => text.GetString()!)];

    // Items with and without documents, of both versions, with files of ours in two tiers and of others, with all kinds of places.
    private async Task FillAsync(OrderServer server)
    {
        await server.AddProductsAsync("demo", "notes", ("one", "first"), ("two", "second"), ("a b", "third"));
        var files = _folder["files"];
        Directory.CreateDirectory(files);
        await File.WriteAllTextAsync(Path.Combine(files, "a.txt"), "a file", Stop);
        await File.WriteAllTextAsync(Path.Combine(files, "b.txt"), "another", Stop);
        var catalog = server.Services.GetRequiredService<CatalogStore>();
        await new FolderImport(catalog, new ArchiveUploads(server.Storage)).ImportAsync(
            new FolderImportRequest("demo", files, "files", ToArchiveTier: true), null, Stop);

        var scenes = _folder["scenes"];
        Directory.CreateDirectory(scenes);
        await File.WriteAllTextAsync(Path.Combine(scenes, "scene.txt"), "a scene", Stop);
        await File.WriteAllTextAsync(Path.Combine(scenes, "collection.json"), Collection, Stop);
        await WriteAsync("place", "1.1.0", """{"type": "Point", "coordinates": [2.50, 48.0e0]}""", "[2.50, 48, 2.5, 48]",
            """ "datetime": "2024-05-31T12:00:00.120Z", "gsd": 10.0, "expires": "2030-01-01T00:00:00Z" """);
        await WriteAsync("dateline", "1.0.0",
            """{"type": "MultiPolygon", "coordinates": [[[[170,-10],[180,-10],[180,10],[170,10],[170,-10]]],[[[-180,-10],[-170,-10],[-170,10],[-180,10],[-180,-10]]]]}""",
            "[170, -10, -170, 10]", """ "datetime": "2023-05-31T12:00:00Z" """);
        await WriteAsync("span", "1.1.0", "null", null, """ "datetime": null, "start_datetime": "2023-12-31T00:00:00Z", "end_datetime": "2024-02-01T00:00:00Z" """);
        await WriteAsync("old", "1.0.0", """{"type": "Polygon", "coordinates": [[[0,0],[1,0],[1,1],[0,1],[0,0]]]}""", "[0, 0, 1, 1]",
            """ "datetime": "1984-01-01T00:00:00Z", "order:status": "orderable" """);
        var import = ActivatorUtilities.CreateInstance<StacImport>(
            server.Services, catalog, server.Storage, server.Services.GetRequiredService<IArchive>(), server.Services.GetRequiredService<ExternalFilePolicy>());
        var result = await import.ImportFolderAsync(new StacImportRequest("demo", Upload: true), scenes, null, Stop);
        Assert.Equal(4, result.Items);

        async Task WriteAsync(string id, string version, string geometry, string? bbox, string properties) => await File.WriteAllTextAsync(
            Path.Combine(scenes, $"{id}.json"),
            $$"""
            {"type": "Feature", "stac_version": "{{version}}", "id": "{{id}}", "collection": "scenes", "geometry": {{geometry}}, {{(bbox is null ? "" : $"\"bbox\": {bbox},")}}
             "properties": { {{properties}} }, "links": [{"rel": "collection", "href": "./collection.json"}, {"rel": "license", "href": "https://example.org/license"}],
             "assets": {"scene": {"href": "./scene.txt", "type": "text/plain", "title": "The scene", "roles": ["data"], "own:member": 1.50},
                        "look": {"href": "https://data.example.org/{{id}}.png", "roles": ["thumbnail"]} } }
            """,
            Stop);
    }
}
