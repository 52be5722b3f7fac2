using System.Text;
using Microsoft.Extensions.Options;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Import;
using ServerlessOrders.Catalog.Search;
using ServerlessOrders.Catalog.Stores;
using ServerlessOrders.Outbound;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Tests.Integration.Catalog;

/// <summary>Imports into a catalog of its own, and reads what came in.</summary>
public abstract class StacImports(AzuriteFixture azurite)
{
    private protected AzuriteFixture Azurite { get; } = azurite;

    private protected string Tenant { get; } = AzuriteFixture.NewTenant();

    private protected CatalogStore Catalog { get; } = new(azurite.Storage);

    private protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    private protected static string Item(string id, string collection, string href = "https://example.org/a.tif") => $$"""
        {
          "type": "Feature", "id": {{System.Text.Json.JsonSerializer.Serialize(id)}}, "collection": "{{collection}}",
          "properties": { "datetime": "2024-01-31T12:00:00Z", "gsd": 1 },
          "assets": { "a": { "href": "{{href}}", "file:size": 5 } }
        }
        """;

    private protected static string Collection(IEnumerable<string> items) =>
        $$"""{"type":"FeatureCollection","features":[{{string.Join(",", items)}}]}""";

    private protected static MemoryStream Stream(string json) => new(Encoding.UTF8.GetBytes(json));

    private protected static ItemQuery Query(string tenant, string q) => SelectionParser.Parse(
        tenant, new SelectionRequest("legacy", SearchParameters: new Dictionary<string, IReadOnlyList<string>> { ["q"] = [q] })).Query!;

    private protected StacImport Import() => new(Catalog, Azurite.Storage, new BlobArchive(Azurite.Storage), new ExternalFilePolicy(Options.Create(new OrdersOptions())));

    private protected Task<ImportResult> ImportAsync(string json, string? collection = null) =>
        Import().ImportStreamAsync(new StacImportRequest(Tenant, collection), "items.json", Stream(json), null, Stop);

    private protected async Task<List<CatalogItem>> AllAsync(string collection, params string[] q)
    {
        var queries = (q.Length == 0 ? ["*"] : q).Select(text => Query(Tenant, text)).ToList();
        var page = await Catalog.ReadAsync(Tenant, collection, queries, null, Stop);
        Assert.Null(page.Next);
        return [.. page.Items];
    }
}
