using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Playwright;
using ServerlessOrders.Security;

namespace ServerlessOrders.Tests.Browser;

/// <summary>What must hold of every page.</summary>
[Collection(PagesCollection.Name)]
public sealed class EveryPageTests(PagesFixture pages)
{
    private const string LongName = "S2A_MSIL2A_20260309T103021_N0511_R108_T32TQM_20260309T165412";

    /// <summary>axe-core reads the page as assistive technology does (rules of WCAG 2.2 A and AA, and best practices).</summary>
    [ForeignTheory]
    [InlineData(1280, ColorScheme.Light, "en")]
    [InlineData(360, ColorScheme.Dark, "fr")]
    public Task Page_CanBeReadByAll_AndFitsItsWidth(int width, ColorScheme scheme, string language) => pages.VisitAsync(
        async visitor =>
        {
            var axe = await File.ReadAllTextAsync(Source("node_modules/axe-core/axe.min.js"), TestContext.Current.CancellationToken);
            var faults = new List<string>();
            await visitor.Page.GotoAsync(visitor.Address);
            await LookAsync("sign-in");
            await visitor.Page.GotoAsync($"{visitor.Address}#token={visitor.Token}");
            await visitor.Page.Locator(".who").WaitForAsync();
            foreach (var place in new[] { "#/basket", "#/orders", "#/orders/4711", "#/nowhere" }) await ShowAsync(place);
            // An id without a place to break it is wider than a phone.
            await pages.Server.AddProductsAsync(visitor.Tenant, LongName, (LongName, "long"));
            using var client = pages.Server.Client(visitor.Tenant, Visitor.User);
            var order = await OrderServer.OrderAllAsync(client);
            using (var selected = await System.Net.Http.Json.HttpClientJsonExtensions.PostAsJsonAsync(
                client, "/order/basket/selection", new { engineType = "legacy" }, TestContext.Current.CancellationToken))
                selected.EnsureSuccessStatusCode();
            string[] places =
            [
                "#/", "#/search?collection=coast-watch", "#/products/coast-watch/2026%2Fharbour-north-2026-01.csv", $"#/products/{LongName}/{LongName}", "#/basket", "#/orders", $"#/orders/{order}", "#/operators",
            ];
            foreach (var place in places) await ShowAsync(place);
            // What can be opened on a page is long: commands, names of files, filters.
            foreach (var place in new[] { "#/basket", $"#/orders/{order}" })
            {
                await visitor.GoAsync(place);
                await visitor.SettleAsync();
                await visitor.Page.EvaluateAsync("document.querySelectorAll('details').forEach(details => { details.open = true })");
                await LookAsync($"{place}, opened");
            }

            Assert.Empty(faults);

            async Task ShowAsync(string place)
            {
                await visitor.GoAsync(place);
                await LookAsync(place);
            }

            async Task LookAsync(string place)
            {
                await visitor.SettleAsync();
                await visitor.Page.EvaluateAsync(axe);
                var found = await visitor.Page.EvaluateAsync<JsonElement>(
                    "async () => (await axe.run()).violations.map(found => `${found.id}: ${found.nodes.map(node => node.html).join(' ')}`)");
                faults.AddRange(found.EnumerateArray().Select(fault => $"{place}: {fault}"));
                var wide = await visitor.Page.EvaluateAsync<int>("document.documentElement.scrollWidth");
                if (wide > width) faults.Add(string.Create(CultureInfo.InvariantCulture, $"{place} is {wide} wide."));
            }
        },
        new Visit
        {
            Role = Role.ADMIN,
            Window = new() { ViewportSize = new() { Width = width, Height = 800 }, ColorScheme = scheme, Locale = language, ReducedMotion = ReducedMotion.Reduce },
            Expected = ["status of 404"],
        });

    private static string Source(string name, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../src/ServerlessOrders.Web", name));
}
