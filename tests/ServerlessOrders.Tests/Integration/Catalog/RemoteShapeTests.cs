using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Remote;
using ServerlessOrders.Catalog.Search;
using ServerlessOrders.Outbound;
using ServerlessOrders.Storage;
using ServerlessOrders.Tests.Integration.Outbound;

namespace ServerlessOrders.Tests.Integration.Catalog;

/// <summary>Pages as large public STAC APIs send them, in small: what their items come to, and how their next links are followed.</summary>
public sealed class RemoteShapeTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly ConcurrentQueue<JsonObject> _bodies = new();
    private ForeignHost? _host;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await ForeignHost.StartAsync();

    public async ValueTask DisposeAsync() => await _host!.DisposeAsync();

    /// <summary>stac-server (Earth Search): the search is echoed whole, with a token of the last item; assets on S3 beside those over https.</summary>
    [Fact]
    public async Task PagesOfStacServer()
    {
        const string item = """
            {"type": "Feature", "stac_version": "1.0.0", "id": "S2B_31TCJ_20240603_0_L2A", "collection": "scenes",
             "geometry": {"type": "Polygon", "coordinates": [[[0.5, 43.3], [1.8, 43.3], [1.8, 44.2], [0.5, 44.2], [0.5, 43.3]]]}, "bbox": [0.5, 43.3, 1.8, 44.2],
             "properties": {"created": "2024-06-03T15:04:01.731Z", "platform": "sentinel-2b", "constellation": "sentinel-2", "instruments": ["msi"], "eo:cloud_cover": 12.345678,
               "proj:epsg": 32631, "mgrs:utm_zone": 31, "grid:code": "MGRS-31TCJ", "view:sun_azimuth": 148.7, "datetime": "2024-06-03T10:56:31.024000Z", "updated": "2024-06-03T15:04:01.731Z"},
             "links": [{"rel": "self", "type": "application/geo+json", "href": "https://stac.example.org/v1/collections/scenes/items/S2B_31TCJ_20240603_0_L2A"},
               {"rel": "license", "href": "https://example.org/licence.pdf"}],
             "assets": {
               "red": {"href": "https://data.example.org/S2B/2024/6/B04.tif", "type": "image/tiff; application=geotiff; profile=cloud-optimized", "title": "Red (band 4) - 10m", "eo:bands": [{"name": "red", "common_name": "red"}], "gsd": 10, "proj:shape": [10980, 10980], "raster:bands": [{"nodata": 0, "data_type": "uint16"}], "roles": ["data", "reflectance"]},
               "red-jp2": {"href": "s3://sentinel-s2-l2a/tiles/31/T/CJ/2024/6/3/0/R10m/B04.jp2", "type": "image/jp2", "roles": ["data", "reflectance"]},
               "visual": {"href": "https://data.example.org/S2B/2024/6/TCI.tif", "type": "image/tiff; application=geotiff; profile=cloud-optimized", "roles": ["visual"]},
               "thumbnail": {"href": "https://data.example.org/S2B/2024/6/preview.jpg", "type": "image/jpeg", "roles": ["thumbnail"]},
               "granule_metadata": {"href": "https://data.example.org/S2B/2024/6/metadata.xml", "type": "application/xml", "roles": ["metadata"]} },
             "stac_extensions": ["https://stac-extensions.github.io/eo/v1.1.0/schema.json", "https://stac-extensions.github.io/mgrs/v1.0.0/schema.json"] }
            """;
        const string next = """
            {"rel": "next", "title": "Next page of Items", "method": "POST", "type": "application/geo+json", "href": "http://data.example.org:{port}/v1/search", "merge": false,
             "body": {"collections": ["scenes"], "limit": 100, "bbox": [0, 43, 2, 45], "datetime": "2024-06-01T00:00:00Z/2024-06-08T00:00:00Z", "next": "2024-06-03T10:56:31.024000Z,S2B_31TCJ_20240603_0_L2A,scenes"} }
            """;
        var found = await ReadAsync(
            $$"""{"type": "FeatureCollection", "stac_version": "1.0.0", "stac_extensions": [], "context": {"limit": 100, "matched": 2, "returned": 1}, "numberMatched": 2, "numberReturned": 1, "features": [{{item}}], "links": [{{next}}]}""",
            $$"""{"type": "FeatureCollection", "context": {"limit": 100, "matched": 2, "returned": 1}, "features": [{{item.Replace("S2B_31", "S2A_31", StringComparison.Ordinal)}}], "links": []}""");

        Assert.Equal(["S2B_31TCJ_20240603_0_L2A", "S2A_31TCJ_20240603_0_L2A"], found.Select(one => one.Id));
        Assert.Equal(
            [("red", DataType.RAWDATA), ("visual", DataType.QUICKLOOK_SD), ("thumbnail", DataType.THUMBNAIL), ("granule_metadata", DataType.DOCUMENT)],
            found[0].Assets.Select(asset => (asset.Key, asset.DataType)));
        Assert.All(found[0].Assets, asset => Assert.True(asset.External));
        Assert.Equal("""{"collections":["scenes"],"limit":100,"bbox":[0,43,2,45],"datetime":"2024-06-01T00:00:00Z/2024-06-08T00:00:00Z"}""", _bodies.First().ToJsonString());
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(next)!["body"], _bodies.Last()), _bodies.Last().ToJsonString());
    }

    /// <summary>stac-fastapi with pgstac (Planetary Computer): no count, a token beside the echoed search, assets that are services.</summary>
    [Fact]
    public async Task PagesOfPgStac()
    {
        const string item = """
            {"id": "LC09_L2SP_199030_20240605_02_T1", "bbox": [0.1, 42.5, 2.9, 44.7], "type": "Feature", "collection": "scenes", "stac_version": "1.0.0", "stac_extensions": [],
             "links": [{"rel": "collection", "type": "application/json", "href": "https://stac.example.org/collections/scenes"}, {"rel": "preview", "href": "https://stac.example.org/map", "type": "text/html"}],
             "assets": {
               "qa": {"href": "https://archive.blob.core.windows.net/landsat-c2/LC09_ST_QA.TIF", "type": "image/tiff; application=geotiff; profile=cloud-optimized", "roles": ["data"]},
               "tilejson": {"href": "https://stac.example.org/data/tilejson.json?item=1", "type": "application/json", "roles": ["tiles"]},
               "rendered_preview": {"href": "https://stac.example.org/data/preview.png?item=1", "rel": "preview", "type": "image/png", "roles": ["overview"]} },
             "geometry": {"type": "Polygon", "coordinates": [[[0.7, 44.7], [0.1, 43.0], [2.4, 42.5], [2.9, 44.2], [0.7, 44.7]]]},
             "properties": {"gsd": 30, "platform": "landsat-9", "datetime": null, "start_datetime": "2024-06-05T10:40:00Z", "end_datetime": "2024-06-05T10:40:30Z", "eo:cloud_cover": 3.41} }
            """;
        const string next = """
            {"rel": "next", "type": "application/geo+json", "method": "POST", "href": "http://data.example.org:{port}/v1/search",
             "body": {"collections": ["scenes"], "bbox": [0.0, 43.0, 2.0, 45.0], "datetime": "2024-06-01T00:00:00Z/2024-06-08T00:00:00Z", "limit": 100, "conf": {"nohydrate": false}, "token": "next:scenes:LC09_L2SP_199030_20240605_02_T1"} }
            """;
        var found = await ReadAsync(
            $$"""{"type": "FeatureCollection", "features": [{{item}}], "links": [{"rel": "root", "href": "https://stac.example.org/"}, {{next}}]}""",
            $$"""{"type": "FeatureCollection", "features": [], "links": []}""");

        var one = Assert.Single(found);
        Assert.Equal([("qa", "LC09_ST_QA.TIF"), ("rendered_preview", "preview.png")], one.Assets.Select(asset => (asset.Key, asset.FileName)));
        Assert.Equal("next:scenes:LC09_L2SP_199030_20240605_02_T1", _bodies.Last()["token"]!.GetValue<string>());
        Assert.Equal(6, _bodies.Last().Count);
    }

    /// <summary>stac-server before its version 1: pages by number, the count in the context alone, assets without an address.</summary>
    [Fact]
    public async Task PagesByNumber()
    {
        const string item = """
            {"type": "Feature", "stac_version": "1.0.0-beta.2", "id": "S2B_31TCJ_1", "collection": "scenes", "bbox": [0.5, 43.3, 1.8, 44.2],
             "geometry": {"type": "Polygon", "coordinates": [[[0.5, 43.3], [1.8, 43.3], [1.8, 44.2], [0.5, 44.2], [0.5, 43.3]]]},
             "properties": {"datetime": "2024-06-03T10:56:31Z", "sentinel:data_coverage": 33.85}, "links": [],
             "assets": {"B02": {"title": "Band 2 (blue)", "type": "image/tiff", "href": "https://data.example.org/B02.tif"}, "ST_QA": {"title": "Surface temperature"} } }
            """;
        var found = await ReadAsync(
            $$"""
            {"type": "FeatureCollection", "stac_version": "1.0.0", "stac_extensions": [], "context": {"page": 1, "limit": 1, "matched": 2, "returned": 1},
             "numberReturned": 1, "features": [{{item}}], "links": [{"rel": "next", "title": "Next page", "method": "POST", "type": "application/geo+json",
             "merge": false, "href": "http://data.example.org:{port}/v1/search", "body": {"collections": ["scenes"], "page": 2, "limit": 1} }]}
            """,
            $$"""{"type": "FeatureCollection", "context": {"page": 2, "limit": 1, "matched": 2, "returned": 1}, "features": [{{item.Replace("TCJ_1", "TCJ_2", StringComparison.Ordinal)}}], "links": []}""");

        Assert.Equal(["S2B_31TCJ_1", "S2B_31TCJ_2"], found.Select(one => one.Id));
        Assert.All(found, one => Assert.Equal("B02", Assert.Single(one.Assets).Key));
        Assert.Equal("""{"collections":["scenes"],"page":2,"limit":1}""", Sorted(_bodies.Last()));

        static string Sorted(JsonObject body) => new JsonObject(new[] { "collections", "page", "limit" }.Select(name => KeyValuePair.Create(name, body[name]?.DeepClone()))).ToJsonString();
    }

    private async Task<List<CatalogItem>> ReadAsync(params string[] pages)
    {
        var sent = 0;
        _host!.Answer("v1/search", async http =>
        {
            _bodies.Enqueue((await http.Request.ReadFromJsonAsync<JsonObject>(http.RequestAborted))!);
            await http.Response.WriteAsync(pages[sent++].Replace("{port}", $"{_host.Port}", StringComparison.Ordinal), http.RequestAborted);
        });
        var options = new RemoteCatalogsOptions { Catalogs = { new RemoteCatalogOptions { Address = _host.Address("v1"), Collections = { "scenes" } } } };
        using var catalogs = new RemoteCatalogs(
            Options.Create(options), ForeignNetwork.Create(), RemotePatience.Usual, azurite.Storage, new BlobArchive(azurite.Storage),
            new ExternalFilePolicy(Options.Create(new OrdersOptions())), TimeProvider.System, NullLogger<RemoteCatalogs>.Instance);
        var search = new Dictionary<string, IReadOnlyList<string>>
        {
            ["bbox"] = ["0,43,2,45"], ["datetime"] = ["2024-06-01T00:00:00Z/2024-06-08T00:00:00Z"],
        };
        var query = SelectionParser.Parse("demo", new SelectionRequest("stac", "scenes", search)).Query!;
        var found = new List<CatalogItem>();
        string? after = null;
        do
        {
            var page = await catalogs.Of("demo", "scenes")!.ReadAsync("demo", "scenes", [query], after, Stop);
            found.AddRange(page.Items);
            after = page.Next;
        }
        while (after is not null);
        return found;
    }
}
