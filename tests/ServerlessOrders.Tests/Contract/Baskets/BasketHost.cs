using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ServerlessOrders.Api;
using ServerlessOrders.Baskets;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Search;
using ServerlessOrders.Security;
using ServerlessOrders.Storage;
using ServerlessOrders.Tests.Unit.Baskets;

namespace ServerlessOrders.Tests.Contract.Baskets;

/// <summary>The API on Kestrel with the basket's services, over a catalog of two collections.</summary>
internal sealed class BasketHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private BasketHost(WebApplication app) => _app = app;

    public static async Task<BasketHost> StartAsync(StorageClients storage)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Orders:Secret"] = "a secret of the tests, long enough for HS256",
            ["Orders:MaxProductsPerBasket"] = "3",
        });
        builder.Services.AddOrderApi();
        builder.Services.AddSingleton(storage).AddSingleton<BasketStore>().AddSingleton<SelectionBuilder>().AddSingleton<BasketService>();
        builder.Services.AddSingleton<ICatalog>(new MemoryCatalog()
            .Add("a", "a1", MemoryCatalog.Asset("a1.tif"), MemoryCatalog.Asset("a1.jpg", DataType.QUICKLOOK_HD, 3))
            .Add("a", "a2", MemoryCatalog.Asset("a2.tif"))
            .Add("b", "b1", MemoryCatalog.Asset("b1.tif", external: true))
            .Add("c", "c1", MemoryCatalog.Asset("c1.txt", DataType.DOCUMENT))
            .Add("d", "d1", MemoryCatalog.Asset("d1.tif"))
            .Add("d", "d2", MemoryCatalog.Asset("d2.tif")));
        var app = builder.Build();
        app.MapOrderApi();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new BasketHost(app);
    }

    public HttpClient Client(string tenant, string user)
    {
        var token = _app.Services.GetRequiredService<TokenIssuer>().Issue(tenant, user, Role.REGISTERED_USER, TimeSpan.FromMinutes(5));
        var client = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
