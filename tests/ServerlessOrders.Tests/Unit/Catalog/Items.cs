using System.Text.Json;
using ServerlessOrders.Catalog;

namespace ServerlessOrders.Tests.Unit.Catalog;

/// <summary>Items for tests of queries.</summary>
internal static class Items
{
    public static CatalogItem Make(
        string id = "S2A_001",
        string collection = "sentinel-2",
        string properties = "{}",
        double[]? bbox = null,
        string? start = null,
        string? end = null) =>
        new(collection, id, id, JsonDocument.Parse(properties).RootElement, bbox, Instant(start), Instant(end ?? start), []);

    /// <summary>An item with a property of each kind.</summary>
    public static CatalogItem Rich { get; } = Make(properties: """
        {
          "datetime": "2020-12-14T18:02:31.437Z",
          "platform": "cool_sat2",
          "title": "harry potter",
          "eo:cloud_cover": 17,
          "gsd": 0.512,
          "below": -8848,
          "done": true,
          "nothing": null,
          "instruments": ["cool_sensor_v1", "odin"],
          "view": { "azimuth": 135.7 },
          "dotted.name": "x",
          "code": "EPSG:32659"
        }
        """, start: "2020-12-14T18:02:31.437Z");

    private static DateTimeOffset? Instant(string? text) =>
        text is null ? null : DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
