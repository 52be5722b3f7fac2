using System.Text;
using Microsoft.Extensions.Options;
using ServerlessOrders.Catalog.Stac;
using ServerlessOrders.Outbound;

namespace ServerlessOrders.Tests.Unit.Catalog;

/// <summary>Reads documents as an import does, and keeps what it has to say of them.</summary>
public abstract class StacReading
{
    private protected const string Item = """
        {
          "type": "Feature", "stac_version": "1.0.0", "id": "a/b é", "collection": "c",
          "bbox": [1, 2, -5, 3, 4, 9000], "geometry": null,
          "properties": { "datetime": "2024-01-31T12:00:00+02:00", "eo:cloud_cover": 3, "title": "été \u00e9" },
          "assets": {
            "raw": { "href": "https://archive.blob.core.windows.net/data/x/a%20b.tif", "type": "image/tiff", "roles": ["data"],
                     "file:size": 12, "file:checksum": "d501105D41402ABC4B2A76B9719D911017C592" },
            "look": { "href": "https://example.org/look.jpg?size=1", "roles": ["visual", "thumbnail"] },
            "small": { "href": "https://example.org/", "roles": ["thumbnail"] },
            "about": { "href": "https://example.org/a%2Fb", "roles": ["metadata"] },
            "mask": { "href": "https://example.org/mask.tif", "roles": ["cloud-mask"] },
            "plain": { "href": "https://example.org/plain.tif" }
          }
        }
        """;

    private protected List<ImportNote> Notes { get; } = [];

    private protected static string OfAssets(string assets, string more = "") =>
        $$"""{"type":"Feature","id":"x","assets":{{{assets}}}{{more}}}""";

    private protected StacItemReader Reader(string? operatorBase)
    {
        var hrefs = new AssetHrefs(
            new Uri("https://archive.blob.core.windows.net/"), operatorBase is null ? null : new Uri(operatorBase), null);
        var assets = new StacAssetReader(hrefs, new ExternalFilePolicy(Options.Create(new OrdersOptions())), Notes.Add);
        return new StacItemReader(assets, null, "demo", Notes.Add);
    }

    private protected Task<StacDocumentSummary> ReadAsync(string json, string? place = null, string? operatorBase = null) =>
        StacDocumentSummary.ReadAsync(
            new MemoryStream(Encoding.UTF8.GetBytes(json)),
            new StacPlace("doc.json", place is null ? null : new Uri(place), "default"),
            Reader(operatorBase),
            TestContext.Current.CancellationToken);
}
