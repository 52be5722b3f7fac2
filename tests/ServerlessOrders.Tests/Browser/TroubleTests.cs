using System.Text.Json;
using Microsoft.Playwright;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Stores;
using ServerlessOrders.Local;

namespace ServerlessOrders.Tests.Browser;

/// <summary>What goes wrong around the pages, and what they make of it.</summary>
[Collection(PagesCollection.Name)]
public sealed class TroubleTests(PagesFixture pages, AzuriteFixture azurite)
{
    [ForeignFact]
    public Task TwoTabs_ShowTheSameOrder_AndTheBasketIsOrderedOnce() => pages.VisitAsync(async visitor =>
    {
        await visitor.SignInAsync();
        await visitor.Button("Add all to basket").ClickAsync();
        await visitor.Link("Go to basket").ClickAsync();
        await visitor.Button("Order 12 files").WaitForAsync();
        var other = await visitor.OpenTabAsync();
        await visitor.SignInAsync("#/basket", other);
        await other.GetByRole(AriaRole.Button, new() { Name = "Order 12 files" }).WaitForAsync();

        await visitor.Button("Order 12 files").ClickAsync();
        await visitor.Button("Pause").WaitForAsync();
        await other.GetByRole(AriaRole.Button, new() { Name = "Order 12 files" }).ClickAsync();
        await other.GetByText("it was ordered already").WaitForAsync();

        await visitor.GoAsync("#/orders/1", other);
        await other.GetByRole(AriaRole.Button, new() { Name = "Pause" }).WaitForAsync();
        await visitor.Button("Pause").ClickAsync();
        await other.GetByText("Nothing more is prepared until it is resumed.").WaitForAsync();
    });

    [ForeignFact]
    public Task TokenThatEnds_IsAskedForAgain_AndThePageIsThereAsBefore() => pages.VisitAsync(
        async visitor =>
        {
            var brief = pages.Token(visitor.Tenant, validFor: TimeSpan.FromSeconds(5));
            await visitor.Page.GotoAsync($"{visitor.Address}#token={brief}");
            await visitor.SeesAsync("Sign out");
            for (var turn = 0; !await visitor.Page.GetByText("Your session has ended").IsVisibleAsync(); turn++)
            {
                Assert.True(turn < 100, "The token does not end.");
                await visitor.GoAsync(turn % 2 == 0 ? "#/orders" : "#/basket");
                await visitor.SettleAsync();
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }

            var place = visitor.Page.Url;
            await visitor.Page.GetByRole(AriaRole.Textbox, new() { Name = "Token" }).FillAsync(visitor.Token);
            await visitor.Button("Sign in").ClickAsync();
            await visitor.SeesAsync("Sign out");

            Assert.Equal(place, visitor.Page.Url);
            await visitor.SeesAsync(place.EndsWith("orders", StringComparison.Ordinal) ? "You have not ordered anything yet" : "Your basket is empty");
        },
        new Visit { Expected = ["status of 401"] });

    [ForeignFact]
    public async Task ServiceThatGoesAndComesBack_IsNoticed_AndThePageGoesOn()
    {
        var tenant = AzuriteFixture.NewTenant();
        var storage = AzuriteFixture.Open(await azurite.NewAccountAsync());
        var server = await StartAsync("http://127.0.0.1:0");
        var address = server.Address;
        try
        {
            await OrderServer.AddProductsAsync(storage, tenant, "coast", ("a", "one"));
            using var client = new HttpClient { BaseAddress = address, DefaultRequestHeaders = { { "Authorization", $"Bearer {pages.Token(tenant)}" } } };
            var order = await OrderServer.OrderAllAsync(client);
            await pages.VisitAsync(
                async visitor =>
                {
                    await visitor.SignInAsync($"#/orders/{order}");
                    await visitor.SeesAsync("1 file is ready.");
                    await server.DisposeAsync();
                    await visitor.SeesAsync("The service does not answer.");
                    await visitor.SeesAsync("1 file is ready.");
                    server = await StartAsync(address.ToString());
                    await visitor.Page.GetByText("The service does not answer.").WaitForAsync(new() { State = WaitForSelectorState.Detached, Timeout = 60_000 });
                    await visitor.DownloadZipAsync();
                    await visitor.SeesAsync("1 fetched");
                },
                new Visit { Service = address, Tenant = tenant, Expected = ["ERR_CONNECTION_REFUSED", "ERR_EMPTY_RESPONSE", "ERR_INCOMPLETE_CHUNKED_ENCODING", "ERR_CONNECTION_RESET"] });
        }
        finally
        {
            await server.DisposeAsync();
        }

        Task<LocalServer> StartAsync(string urls) => LocalServer.StartAsync(
            new LocalServerOptions
            {
                Storage = storage, Secret = OrderServer.Secret, Urls = urls,
                Configure = builder => builder.Configuration["Logging:LogLevel:Default"] = "Warning",
            },
            TestContext.Current.CancellationToken);
    }

    [ForeignFact]
    public async Task Names_ThatAreMarkup_AreShownAsTheyAre()
    {
        const string evil = "<img src=x onerror=document.title='owned'>";
        var tenant = AzuriteFixture.NewTenant();
        var asset = new CatalogAsset("data", $"{evil}.txt", DataType.RAWDATA, "text/plain", "nowhere/a.txt", false, 3, null, null);
        var item = new CatalogItem("coast", "a", "a", JsonDocument.Parse($$"""{"title": "{{evil}}", "{{evil}}": "{{evil}}"}""").RootElement, null, null, null, [asset]);
        await new CatalogStore(pages.Server.Storage).WriteItemsAsync(tenant, new[] { item }.ToAsyncEnumerable(), _ => { }, TestContext.Current.CancellationToken);
        await pages.VisitAsync(
            async visitor =>
            {
                await visitor.SignInAsync("#/search?collection=coast");
                await visitor.SeesAsync(evil);
                await visitor.GoAsync("#/products/coast/a");
                await visitor.SeesAsync(evil);
                await visitor.Button("Add to basket").ClickAsync();
                await visitor.Link("Go to basket").ClickAsync();
                await visitor.Page.GetByLabel("Name of the order").FillAsync(evil);
                await visitor.Button("Order 1 file").ClickAsync();
                await visitor.SeesAsync(evil);
                await visitor.Page.Locator("summary").Filter(new() { HasText = "coast" }).ClickAsync();
                await visitor.SeesAsync($"{evil}.txt");
                await visitor.GoAsync("#/orders");
                await visitor.SeesAsync(evil);

                Assert.DoesNotContain("owned", await visitor.Page.TitleAsync(), StringComparison.Ordinal);
                Assert.Equal(0, await visitor.Page.Locator("main img").CountAsync());
            },
            new Visit { Tenant = tenant });
    }
}
