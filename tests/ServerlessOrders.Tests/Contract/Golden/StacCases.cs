using System.Text;
using System.Text.Json;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Stores;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Tests.Contract.Golden;

/// <summary>The STAC API (contract, section 10), over a catalog that is empty or holds one item.</summary>
internal static class StacCases
{
    public static IEnumerable<GoldenCase> All =>
    [
        new("stac-landing", world => world.Ask("GET", "/stac")),
        new("stac-conformance", world => world.Ask("GET", "/stac/conformance")),
        new("stac-collections", world => world.Ask("GET", "/stac/collections")),
        new("stac-collection-unknown", world => world.Ask("GET", "/stac/collections/nowhere")),
        new("stac-items-unknown", world => world.Ask("GET", "/stac/collections/nowhere/items")),
        new("stac-item-unknown", world => world.Ask("GET", "/stac/collections/nowhere/items/nothing")),
        new("stac-search-nothing", world => world.Ask("GET", "/stac/search?bbox=-10,-10,10,10")),
        new("stac-search-bad-bbox", world => world.Ask("GET", "/stac/search?bbox=1,2,3")),
        new("stac-search-bad-limit", world => world.Ask("GET", "/stac/search?limit=0")),
        new("stac-post-nothing", world => world.Ask("POST", "/stac/search", """{"ids":["a"],"limit":5}""")),
        new("stac-post-bad-json", world => world.Ask("POST", "/stac/search", "nonsense")),
        new("stac-post-both-places", world => world.Ask("POST", "/stac/search", """{"bbox":[0,0,1,1],"intersects":{"type":"Point","coordinates":[0,0]}}""")),
        new("stac-collection", world => WithItemAsync(world, "GET", "/stac/collections/bay")),
        new("stac-items", world => WithItemAsync(world, "GET", "/stac/collections/bay/items")),
        new("stac-item", world => WithItemAsync(world, "GET", "/stac/collections/bay/items/pier")),
        new("stac-thumbnail-none", world => WithItemAsync(world, "GET", "/stac/collections/bay/items/pier/thumbnail")),
        new("stac-thumbnail", WithPictureAsync),
        new("stac-no-token", world => world.Ask("GET", "/stac", user: null)),
    ];

    private static async Task<HttpRequestMessage> WithPictureAsync(World world)
    {
        var stop = TestContext.Current.CancellationToken;
        var storage = world.Server.Service<StorageClients>();
        var container = storage.Blobs.GetBlobContainerClient("pictures");
        await container.CreateIfNotExistsAsync(cancellationToken: stop);
        await container.UploadBlobAsync($"{world.Tenant}/pier.png", BinaryData.FromString("a picture"), stop);
        var picture = new CatalogAsset("small", "pier.png", DataType.THUMBNAIL, "image/png", $"pictures/{world.Tenant}/pier.png", false, null, null, null);
        var item = new CatalogItem("bay", "pier", "pier", JsonDocument.Parse("{}").RootElement, null, null, null, [picture]);
        await new CatalogStore(storage).WriteItemsAsync(world.Tenant, new[] { item }.ToAsyncEnumerable(), _ => { }, stop);
        return world.Ask("GET", "/stac/collections/bay/items/pier/thumbnail");
    }

    private static async Task<HttpRequestMessage> WithItemAsync(World world, string method, string path)
    {
        const string document = """
            {"type": "Feature", "stac_version": "1.1.0", "stac_extensions": [], "id": "pier", "collection": "bay", "bbox": [-4.5, 48.0, -4.5, 48.0],
             "geometry": {"type": "Point", "coordinates": [-4.50, 48.0]}, "properties": {"datetime": "2026-01-31T12:00:00Z", "gsd": 10.0},
             "links": [{"rel": "license", "href": "https://example.org/license"}], "assets": {"data": {"href": "https://data.example.org/pier.tif"}}}
            """;
        var time = new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);
        var asset = new CatalogAsset("data", "pier.tif", DataType.RAWDATA, "image/tiff", "https://data.example.org/pier.tif", true, 1, null, null);
        var item = new CatalogItem(
            "bay", "pier", "pier", JsonDocument.Parse("{}").RootElement, [-4.5, 48, -4.5, 48], time, time, [asset],
            StacText.Of(Encoding.UTF8.GetBytes(document)));
        await new CatalogStore(world.Server.Service<StorageClients>()).WriteItemsAsync(
            world.Tenant, new[] { item }.ToAsyncEnumerable(), _ => { }, TestContext.Current.CancellationToken);
        return world.Ask(method, path);
    }
}
