using System.Text.Json;
using Microsoft.Playwright;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Stores;

namespace ServerlessOrders.Tests.Browser;

/// <summary>Signing in at an authority, which is another host, with its token endpoint at a third: the only ones that the pages may ask.</summary>
[Collection(PagesCollection.Name)]
public sealed class OidcSignInTests(PagesFixture pages, AzuriteFixture azurite) : IAsyncLifetime
{
    // A picture of one dot.
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private LocalAuthority? _authority;
    private OrderServer? _server;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _authority = await LocalAuthority.StartAsync();
        _server = await OrderServer.StartAsync(azurite, configure: builder =>
        {
            builder.Configuration["Orders:Security:Authority"] = _authority.Address;
            builder.Configuration["Orders:Security:Audiences:0"] = LocalAuthority.Audience;
            builder.Configuration["Orders:Pages:ClientId"] = "pages";
            builder.Configuration["Orders:PublicCatalog"] = CodeFlow.Tenant;
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        if (_authority is not null) await _authority.DisposeAsync();
    }

    [ForeignFact]
    public Task SignIn_LeadsToTheAuthorityAndBack_ToThePlaceWhereItBegan() => VisitAsync(async visitor =>
    {
        await visitor.Page.GotoAsync($"{visitor.Address}#/orders");
        await visitor.Button("Sign in with your account").ClickAsync();
        await visitor.SeesAsync("You have not ordered anything yet");
        await visitor.SeesAsync("ada@example.org");

        Assert.Equal($"{visitor.Address}#/orders", visitor.Page.Url);
        Assert.Equal(0, await visitor.Page.EvaluateAsync<int>("localStorage.length + (JSON.stringify(sessionStorage).match(/eyJ/g) ?? []).length"));
    });

    /// <summary>Without a word about signing in, until there is something to order; and what was chosen by then is not lost.</summary>
    [ForeignFact]
    public async Task Anybody_LooksAtAPublicCatalog_AndSignsInToOrder()
    {
        await AddSceneAsync();
        await VisitAsync(async visitor =>
        {
            await visitor.Page.GotoAsync(visitor.Address);
            await visitor.SeesAsync("1 product");
            await visitor.SeesAsync("1 file, 9 bytes");
            await visitor.Page.GetByRole(AriaRole.Searchbox).FillAsync("harbour");
            await visitor.Page.Keyboard.PressAsync("Enter");
            await visitor.Link("Harbour").ClickAsync();
            await visitor.SeesAsync("Sign in to see when it would be ready");
            var picture = visitor.Page.Locator(".thumbnail");
            await picture.WaitForAsync();
            Assert.Equal(1, await picture.EvaluateAsync<int>("async picture => { await picture.decode(); return picture.naturalWidth }"));

            await visitor.Button("Add to basket").ClickAsync();
            await visitor.SeesAsync("What you chose is put into your basket");
            await visitor.Button("Sign in with your account").ClickAsync();

            await visitor.Button("Order 1 file").ClickAsync();
            await visitor.SeesAsync("1 file is ready.");
        });
    }

    private Task VisitAsync(Func<Visitor, Task> body) => pages.VisitAsync(body, new Visit
    {
        Service = _server!.Address, Tenant = CodeFlow.Tenant,
        Expected = [$"Asks another host: {_authority!.Address}/", $"Asks another host: {_authority.TokenOrigin}/token"],
    });

    private async Task AddSceneAsync()
    {
        var container = _server!.Storage.Blobs.GetBlobContainerClient("scenes");
        await container.CreateAsync(cancellationToken: Stop);
        await container.UploadBlobAsync("a.txt", BinaryData.FromString("the waves"), Stop);
        await container.UploadBlobAsync("a.png", BinaryData.FromBytes(Convert.FromBase64String(Png)), Stop);
        var item = new CatalogItem("coast", "a", "a", JsonDocument.Parse("""{"title": "Harbour"}""").RootElement, null, null, null,
        [
            new("data", "a.txt", DataType.RAWDATA, "text/plain", "scenes/a.txt", false, 9, null, null),
            new("small", "a.png", DataType.THUMBNAIL, "image/png", "scenes/a.png", false, null, null, null),
        ]);
        await new CatalogStore(_server.Storage).WriteItemsAsync(CodeFlow.Tenant, new[] { item }.ToAsyncEnumerable(), _ => { }, Stop);
    }
}
