using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.DependencyInjection;
using ServerlessOrders.Catalog.Import;
using ServerlessOrders.Catalog.Stores;
using ServerlessOrders.Outbound;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Tests.Integration.Catalog;

/// <summary>What the STAC API says of where files lie: the tiers that imports were told, by the storage extension.</summary>
public sealed class StacStorageTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private OrderServer? _server;
    private HttpClient? _client;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private OrderServer Server => _server!;

    public async ValueTask InitializeAsync()
    {
        _server = await OrderServer.StartAsync(azurite);
        _client = _server.Client();
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        _folder.Dispose();
        if (_server is not null) await _server.DisposeAsync();
    }

    [Fact]
    public async Task Tiers_AreThoseThatTheImportWasTold_AndARepeatedImportChangesNothing()
    {
        var catalog = Server.Services.GetRequiredService<CatalogStore>();
        var uploads = new ArchiveUploads(Server.Storage);
        await File.WriteAllTextAsync(_folder["a.txt"], "a file", Stop);
        var folder = Path.GetDirectoryName(_folder["a.txt"])!;
        foreach (var (collection, archive) in new[] { ("cold", true), ("warm", false) })
        {
            var request = new FolderImportRequest("demo", folder, collection, ToArchiveTier: archive);
            await new FolderImport(catalog, uploads).ImportAsync(request, null, Stop);
            var again = await new FolderImport(catalog, uploads).ImportAsync(request, null, Stop);
            Assert.Equal((0, 0), (again.Added, again.Replaced));
        }

        var container = Server.Storage.Blobs.GetBlobContainerClient("listed");
        await container.CreateAsync(cancellationToken: Stop);
        await container.UploadBlobAsync("hot.txt", BinaryData.FromString("hot"), Stop);
        await container.UploadBlobAsync("deep.txt", BinaryData.FromString("deep"), Stop);
        await container.GetBlobClient("deep.txt").SetAccessTierAsync(AccessTier.Archive, cancellationToken: Stop);
        await new ContainerImport(catalog, uploads).ImportAsync("demo", "listed", null, "listed", null, Stop);
        await ImportAsync($$"""
            {"type": "Feature", "stac_version": "1.1.0", "id": "asked", "collection": "asked", "geometry": null, "properties": {"datetime": "2024-01-01T00:00:00Z"}, "links": [],
             "assets": {"data": {"href": "{{container.GetBlobClient("deep.txt").Uri}}"}, "known": {"href": "{{container.GetBlobClient("hot.txt").Uri}}", "file:size": 3} } }
            """);

        await AssertTierAsync("cold", "a.txt", "data", "archive");
        await AssertTierAsync("warm", "a.txt", "data", null);
        await AssertTierAsync("listed", "hot.txt", "data", "hot");
        await AssertTierAsync("listed", "deep.txt", "data", "archive");
        await AssertTierAsync("asked", "asked", "data", "archive");
        await AssertTierAsync("asked", "asked", "known", null);
    }

    [Fact]
    public async Task AnExtensionThatTheDocumentNamesInAnotherVersion_StaysThatVersion()
    {
        var container = Server.Storage.Blobs.GetBlobContainerClient("own");
        await container.CreateAsync(cancellationToken: Stop);
        await container.UploadBlobAsync("a.txt", BinaryData.FromString("a"), Stop);
        string[] own = ["https://stac-extensions.github.io/storage/v1.0.0/schema.json", "https://stac-extensions.github.io/file/v2.0.0/schema.json", "https://stac-extensions.github.io/order/v1.0.0/schema.json"];
        await ImportAsync($$"""
            {"type": "Feature", "stac_version": "1.0.0", "id": "old", "collection": "old", "geometry": null, "links": [],
             "stac_extensions": ["{{string.Join("\", \"", own)}}"],
             "properties": {"datetime": "2024-01-01T00:00:00Z", "storage:platform": "AZURE", "storage:tier": "ours", "order:status": "orderable", "expires": "2050-01-01T00:00:00Z", "eo:bands": [{"name": "B1"}], "bands": [{"name": "B2"}]},
             "assets": {"look": {"href": "https://data.example.org/a.png", "roles": ["thumbnail"], "eo:bands": [{"name": "B1"}]}, "data": {"bands": [{"name": "B2"}], "href": "{{container.GetBlobClient("a.txt").Uri}}", "file:size": 1} } }
            """);
        var item = await GetAsync("/stac/collections/old/items/old");
        Assert.Equal(own, item["stac_extensions"]!.AsArray().Select(extension => (string)extension!));
        Assert.Equal(["datetime", "storage:platform", "storage:tier", "order:status", "expires", "eo:bands", "bands"], item["properties"]!.AsObject().Select(property => property.Key));
        Assert.Equal(["bands", "href", "file:size"], item["assets"]!["data"]!.AsObject().Select(member => member.Key));

        var order = await OrderServer.OrderAllAsync(_client!);
        await OrderServer.WaitForAsync(_client!, order, found => found.GetProperty("availableFilesCount").GetInt64() == 1);

        var ordered = (await GetAsync($"/user/orders/{order}/stac"))["features"]![0]!;
        Assert.Equal(own, ordered["stac_extensions"]!.AsArray().Select(extension => (string)extension!));
        Assert.Equal(("succeeded", "2050-01-01T00:00:00Z"), ((string)ordered["properties"]!["order:status"]!, (string)ordered["properties"]!["expires"]!));
        Assert.Equal("ours", (string)ordered["properties"]!["storage:tier"]!);
        // Bands of the item are those of its assets: of one that was not ordered, they go with it.
        Assert.Equal((false, true), (ordered["properties"]!.AsObject().ContainsKey("eo:bands"), ordered["properties"]!.AsObject().ContainsKey("bands")));
        Assert.Equal(["data"], ordered["assets"]!.AsObject().Select(asset => asset.Key));
        Assert.StartsWith($"{Server.Address}orders/files/", (string)ordered["assets"]!["data"]!["href"]!, StringComparison.Ordinal);
    }

    private async Task AssertTierAsync(string collection, string id, string asset, string? tier)
    {
        var item = await GetAsync($"/stac/collections/{collection}/items/{id}");
        var reference = (string)Assert.Single(item["assets"]![asset]!["storage:refs"]!.AsArray())!;
        var scheme = item["properties"]!["storage:schemes"]![reference]!;
        Assert.Equal(tier, (string?)scheme["tier"]);
        // The emulator is no account in Azure, whose form the extension knows.
        Assert.Equal("azure-blob-storage", (string)scheme["type"]!);
        Assert.Equal(Server.Storage.BlobEndpoint.AbsoluteUri.TrimEnd('/'), (string)scheme["platform"]!);
    }

    private async Task<JsonNode> GetAsync(string address) => (await _client!.GetFromJsonAsync<JsonNode>(address, Stop))!;

    private async Task ImportAsync(string json)
    {
        var import = ActivatorUtilities.CreateInstance<StacImport>(
            Server.Services, Server.Services.GetRequiredService<CatalogStore>(), Server.Storage,
            Server.Services.GetRequiredService<IArchive>(), Server.Services.GetRequiredService<ExternalFilePolicy>());
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        await import.ImportStreamAsync(new StacImportRequest("demo"), "test", stream, null, Stop);
    }
}
