using Microsoft.Playwright;
using ServerlessOrders.Security;

namespace ServerlessOrders.Tests.Browser;

/// <summary>From the link that the start prints to verified files, as somebody goes who has never seen the pages.</summary>
[Collection(PagesCollection.Name)]
public sealed class WholeWayTests(PagesFixture pages)
{
    [ForeignFact]
    public Task Stranger_OrdersTheSample_AndHasItAllInTenClicks() => pages.VisitAsync(async visitor =>
    {
        await visitor.SignInAsync();
        await visitor.Link("See products").ClickAsync();
        await visitor.Page.GetByLabel("Select all shown").ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Region, new() { Name = "12 products selected" }).GetByRole(AriaRole.Button, new() { Name = "Add to basket" }).ClickAsync();
        await visitor.Link("Go to basket").ClickAsync();
        await visitor.SeesAsync("10.4 kB");
        await visitor.Button("Order 12 files").ClickAsync();

        await visitor.Button("Pause").ClickAsync();
        await visitor.SeesAsync("Nothing more is prepared until it is resumed.");
        await visitor.Button("Resume").ClickAsync();
        await visitor.SeesAsync("6 files are ready.");
        var first = await visitor.DownloadZipAsync();
        // The page tells by itself when the second part is there.
        await visitor.SeesAsync("6 fetched");
        await visitor.SeesAsync("6 files are ready.");
        var second = await visitor.DownloadZipAsync();
        await visitor.SeesAsync("Everything was fetched.");

        Assert.Equal(Sample.Files.Order(StringComparer.Ordinal), first.Concat(second).Order(StringComparer.Ordinal));
        Assert.InRange(await visitor.ClicksAsync(), 1, 10);
        Assert.Equal(second, await visitor.DownloadZipAsync("Last ZIP again"));
    });

    [ForeignFact]
    public Task Keyboard_IsEnough() => pages.VisitAsync(async visitor =>
    {
        await visitor.Page.GotoAsync(visitor.Address);
        await visitor.TabToAsync(AriaRole.Textbox, "Token");
        await visitor.Page.Keyboard.InsertTextAsync(visitor.Token);
        await PressAsync(AriaRole.Button, "Sign in");
        await PressAsync(AriaRole.Button, "Add all to basket");
        await PressAsync(AriaRole.Link, "Go to basket");
        await PressAsync(AriaRole.Button, "Order 12 files");
        await PressAsync(AriaRole.Button, "Pause");
        await visitor.SeesAsync("Nothing more is prepared until it is resumed.");
        await PressAsync(AriaRole.Button, "Cancel order", "Delete order");
        // What leaves everything as it is has the focus first.
        await visitor.TabToAsync(AriaRole.Button, "Back");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await PressAsync(AriaRole.Button, "Resume");
        await visitor.SeesAsync("6 files are ready.");

        async Task PressAsync(AriaRole role, params string[] names)
        {
            await visitor.TabToAsync(role, names[^1]);
            await visitor.Page.Keyboard.PressAsync("Enter");
        }
    });

    [ForeignFact]
    public Task Operator_SeesAllOrders_NarrowsThem_AndTakesThemAlong() => pages.VisitAsync(
        async visitor =>
        {
            foreach (var user in new[] { "bob@example.org", "eve@example.org" })
            {
                using var client = pages.Server.Client(visitor.Tenant, user);
                var order = await OrderServer.OrderAllAsync(client);
                await OrderServer.WaitForAsync(client, order, content => content.GetProperty("availableFilesCount").GetInt64() > 0);
            }

            await visitor.SignInAsync();
            await visitor.Link("Operators").ClickAsync();
            await visitor.SeesAsync("Last 30 days: 2 orders");
            await visitor.SeesAsync("eve@example.org");
            await visitor.Page.GetByRole(AriaRole.Img, new() { Name = "Time to the first file: < 1 min 2" }).WaitForAsync();
            await visitor.Page.GetByLabel("User", new() { Exact = true }).FillAsync("bob@example.org");
            await visitor.Page.Keyboard.PressAsync("Enter");
            await visitor.Page.GetByText("eve@example.org").WaitForAsync(new() { State = WaitForSelectorState.Detached });
            var csv = await File.ReadAllLinesAsync(
                await visitor.DownloadAsync(visitor.Button("CSV of these")), TestContext.Current.CancellationToken);

            Assert.Equal(2, csv.Length);
            Assert.Contains(";bob@example.org;", csv[1], StringComparison.Ordinal);

            var setting = visitor.Page.GetByRole(AriaRole.Group, new() { Name = "Orders of programs" });
            await setting.GetByLabel("Each part keeps the order").FillAsync("5");
            await setting.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
            await visitor.Button("Back to the default").ClickAsync();
            await visitor.Button("Back to the default").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        },
        new Visit { Role = Role.ADMIN });
}
