using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure.Storage.Blobs.Models;
using Microsoft.Playwright;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Stores;
using ServerlessOrders.Security;

namespace ServerlessOrders.Tests.Browser;

/// <summary>Makes the pictures of <c>docs/pages.md</c>: <c>-explicit only -class '*PicturesTests'</c>.</summary>
[Collection(PagesCollection.Name)]
public sealed class PicturesTests(PagesFixture pages)
{
    private static readonly (string Name, int Length)[] Bands = [("B02", 12_400_000), ("B03", 18_700_000)];

    private static ReadOnlySpan<byte> Scenes => """
        {"type": "Collection", "stac_version": "1.1.0", "id": "scenes", "title": "Scenes of Europe", "license": "CC-BY-4.0", "links": [],
         "description": "Optical scenes at 10 m, two bands each. They lie in the archive and are brought back for you when you order them.",
         "keywords": ["optical", "10 m", "Europe"],
         "extent": {"spatial": {"bbox": [[-9, 38, 17, 57]]}, "temporal": {"interval": [["2026-03-01T00:00:00Z", "2026-03-12T12:00:00Z"]]}}}
        """u8;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    [Trait("Category", "Figures")]
    public async Task Pages_HavePictures()
    {
        var tenant = AzuriteFixture.NewTenant();
        await pages.ImportSampleAsync(tenant);
        await AddScenesAsync(tenant);
        using var client = pages.Server.Client(tenant, Visitor.User);
        foreach (var user in new[] { "bob@example.org", "eve@example.org" })
        {
            using var other = pages.Server.Client(tenant, user);
            await OrderAsync(other, "Coast in spring");
        }

        var order = await OrderAsync(client, "Harbour and river mouth");
        await OrderServer.WaitForAsync(client, order, content => content.GetProperty("waitingForUser").GetBoolean());
        await SelectAsync(client);
        (string Name, string Place)[] places =
        [
            ("catalog", "#/"), ("search", "#/search?collection=scenes"), ("product", "#/products/scenes/scene-03"), ("basket", "#/basket"),
            ("orders", "#/orders"), ("order", $"#/orders/{order}"), ("operators", "#/operators"),
        ];
        await DrawAsync(tenant, new() { Width = 1280, Height = 860 }, ColorScheme.Light, "", places);
        await DrawAsync(tenant, new() { Width = 390, Height = 780 }, ColorScheme.Dark, "-phone", places.Where(place => place.Name is "search" or "order"));
    }

    private Task DrawAsync(string tenant, ViewportSize size, ColorScheme scheme, string suffix, IEnumerable<(string Name, string Place)> places) => pages.VisitAsync(
        async visitor =>
        {
            if (suffix.Length == 0)
            {
                await visitor.Page.GotoAsync(visitor.Address);
                await SaveAsync("sign-in");
            }

            await visitor.SignInAsync();
            foreach (var (name, place) in places)
            {
                await visitor.GoAsync(place);
                await SaveAsync(name + suffix);
            }

            async Task SaveAsync(string name)
            {
                await visitor.SettleAsync();
                // Fades and the map come a moment later.
                await Task.Delay(1000, Stop);
                await visitor.Page.ScreenshotAsync(new() { Path = Path.Combine(Images(), $"{name}.png") });
            }
        },
        new Visit { Tenant = tenant, Role = Role.ADMIN, Window = new() { ViewportSize = size, ColorScheme = scheme, Locale = "en", TimezoneId = "Europe/Paris" } });

    /// <summary>Products of an archive with a place, a time and a picture, so that the pages have something to show.</summary>
    private async Task AddScenesAsync(string tenant)
    {
        var container = pages.Server.Storage.Blobs.GetBlobContainerClient($"s{Guid.NewGuid():N}");
        await container.CreateAsync(cancellationToken: Stop);
        await container.UploadBlobAsync("small.png", BinaryData.FromBytes(await PaintAsync(tenant)), Stop);
        foreach (var (band, length) in Bands)
        {
            await container.UploadBlobAsync(band, BinaryData.FromBytes(new byte[length]), Stop);
            await container.GetBlobClient(band).SetAccessTierAsync(AccessTier.Archive, cancellationToken: Stop);
        }

        var items = Enumerable.Range(1, 12).Select(number =>
        {
            var (west, south) = (-9 + (number % 4 * 7), 38 + (number / 4 * 5));
            var start = new DateTimeOffset(2026, 3, number, 10, 30, 0, TimeSpan.Zero);
            var properties = JsonSerializer.SerializeToElement(new Dictionary<string, object>
            {
                ["title"] = $"Scene {number:D2}", ["eo:cloud_cover"] = number * 3, ["platform"] = number % 2 == 0 ? "A" : "B", ["gsd"] = 10,
            });
            var id = $"scene-{number:D2}";
            var files = Bands.Select(band => new CatalogAsset(
                band.Name, $"{id}_{band.Name}.tif", DataType.RAWDATA, "image/tiff", $"{container.Name}/{band.Name}", false, band.Length, null, null) { Tier = "archive" });
            var picture = new CatalogAsset("thumbnail", $"{id}.png", DataType.THUMBNAIL, "image/png", $"{container.Name}/small.png", false, null, null, null) { Tier = "hot" };
            return new CatalogItem("scenes", id, id, properties, [west, south, west + 5, south + 4], start, start, [.. files, picture]);
        });
        var catalog = new CatalogStore(pages.Server.Storage);
        await catalog.WriteCollectionAsync(tenant, new CatalogCollection("scenes", "Scenes of Europe", Urns.Dataset(tenant, "scenes"), StacText.Of(Scenes)), Stop);
        await catalog.WriteItemsAsync(tenant, items.ToAsyncEnumerable(), _ => { }, Stop);
    }

    /// <summary>A picture of a coast, painted by the browser.</summary>
    private async Task<byte[]> PaintAsync(string tenant)
    {
        byte[] picture = [];
        await pages.VisitAsync(
            async visitor =>
            {
                await visitor.Page.SetContentAsync("""
                    <body style="margin: 0; background: radial-gradient(ellipse at 15% 110%, #d9c48f 0 38%, #7fa877 38.5% 46%, #e9dfb8 46.5% 48%, #5fb3bf 48.5%, #1d6f95 70%, #0d3b66 130%)">
                    """);
                picture = await visitor.Page.ScreenshotAsync(new() { Type = ScreenshotType.Png });
            },
            new Visit { Tenant = tenant, Window = new() { ViewportSize = new() { Width = 480, Height = 300 } } });
        return picture;
    }

    private static async Task SelectAsync(HttpClient client)
    {
        using var selected = await client.PostAsJsonAsync(
            "/order/basket/selection", new { engineType = "legacy", datasetUrn = "coast-watch" }, Stop);
        selected.EnsureSuccessStatusCode();
    }

    private static async Task<long> OrderAsync(HttpClient client, string label)
    {
        await SelectAsync(client);
        using var created = await client.PostAsJsonAsync("/user/orders", new { label }, Stop);
        return (await created.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("content").GetProperty("id").GetInt64();
    }

    private static string Images([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/images"));
}
