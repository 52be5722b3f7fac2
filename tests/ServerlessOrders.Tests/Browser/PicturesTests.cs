using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Playwright;
using ServerlessOrders.Catalog;
using ServerlessOrders.Security;

namespace ServerlessOrders.Tests.Browser;

/// <summary>Makes the pictures of <c>docs/pages.md</c>: <c>-explicit only -class '*PicturesTests'</c>.</summary>
[Collection(PagesCollection.Name)]
public sealed class PicturesTests(PagesFixture pages)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
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

    /// <summary>Products with a place and a time, so that the map has something to show.</summary>
    private async Task AddScenesAsync(string tenant)
    {
        var items = Enumerable.Range(1, 12).Select(number =>
        {
            var (west, south) = (-9 + (number % 4 * 7), 38 + (number / 4 * 5));
            var start = new DateTimeOffset(2026, 3, number, 10, 30, 0, TimeSpan.Zero);
            var properties = JsonSerializer.SerializeToElement(new Dictionary<string, object>
            {
                ["title"] = $"Scene {number:D2}", ["eo:cloud_cover"] = number * 3, ["platform"] = number % 2 == 0 ? "A" : "B", ["gsd"] = 10,
            });
            var id = $"scene-{number:D2}";
            CatalogAsset Asset(string band) => new(
                band, $"{id}_{band}.tif", DataType.RAWDATA, "image/tiff", $"nowhere/{id}_{band}.tif", false, 120_000_000L + (number * 7_000_000), null, null)
            { Tier = "archive" };
            return new CatalogItem("scenes", id, id, properties, [west, south, west + 5, south + 4], start, start, [Asset("B02"), Asset("B03")]);
        });
        await new CatalogStore(pages.Server.Storage).WriteItemsAsync(tenant, items.ToAsyncEnumerable(), _ => { }, Stop);
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
