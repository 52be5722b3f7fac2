using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Stores;
using ServerlessOrders.Local;
using ServerlessOrders.Security;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Tests;

/// <summary>The whole product on a free port over an account of its own: real HTTP, real storage, real workflows.</summary>
public sealed class OrderServer : IAsyncDisposable
{
    internal const string Secret = "a secret of the tests, long enough for HS256";

    private readonly LocalServer _server;

    private OrderServer(LocalServer server, StorageClients storage) => (_server, Storage) = (server, storage);

    public Uri Address => _server.Address;

    public IServiceProvider Services => _server.Services;

    public StorageClients Storage { get; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Starts a server over a new account, or beside others over theirs.</summary>
    public static async Task<OrderServer> StartAsync(
        AzuriteFixture azurite, StorageClients? storage = null, Action<WebApplicationBuilder>? configure = null)
    {
        storage ??= AzuriteFixture.Open(await azurite.NewAccountAsync());
        var options = new LocalServerOptions
        {
            Storage = storage,
            Secret = Secret,
            Configure = builder =>
            {
                builder.Configuration["Logging:LogLevel:Default"] = "Warning";
                configure?.Invoke(builder);
            },
        };
        return new OrderServer(await LocalServer.StartAsync(options, Stop), storage);
    }

    /// <summary>A client with the token of a user.</summary>
    public HttpClient Client(string tenant = "demo", string user = "ada@example.org", Role role = Role.REGISTERED_USER)
    {
        var client = new HttpClient { BaseAddress = Address };
        var token = Services.GetRequiredService<TokenIssuer>().Issue(tenant, user, role, TimeSpan.FromHours(1));
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>Puts products into the archive and the catalog: one file each, of that content.</summary>
    public Task AddProductsAsync(string tenant, string collection, params (string Id, string Content)[] products) =>
        AddProductsAsync(Storage, tenant, collection, products);

    /// <summary>The same for an account that has no server.</summary>
    public static async Task AddProductsAsync(
        StorageClients storage, string tenant, string collection, params (string Id, string Content)[] products)
    {
        var container = storage.Blobs.GetBlobContainerClient($"c{Guid.NewGuid():N}");
        await container.CreateAsync(cancellationToken: Stop);
        var items = new List<CatalogItem>();
        foreach (var (id, content) in products)
        {
            var name = $"{id}.txt";
            await container.UploadBlobAsync(name, BinaryData.FromString(content), Stop);
            var asset = new CatalogAsset(
                "data", name, DataType.RAWDATA, "text/plain", $"{container.Name}/{name}", false, content.Length, null, null);
            items.Add(new CatalogItem(collection, id, id, JsonDocument.Parse("{}").RootElement, null, null, null, [asset]));
        }

        await new CatalogStore(storage).WriteItemsAsync(tenant, items.ToAsyncEnumerable(), _ => { }, Stop);
    }

    /// <summary>Orders all products of the tenant; returns the order's id.</summary>
    public static async Task<long> OrderAllAsync(HttpClient client)
    {
        using var selected = await client.PostAsJsonAsync("/order/basket/selection", new { engineType = "legacy" }, Stop);
        Assert.Equal(System.Net.HttpStatusCode.OK, selected.StatusCode);
        using var created = await client.PostAsJsonAsync("/user/orders", new { }, Stop);
        Assert.Equal(System.Net.HttpStatusCode.Created, created.StatusCode);
        return (await created.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("content").GetProperty("id").GetInt64();
    }

    /// <summary>Looks at the order until it is as wanted; fails after the time with the order as it was last.</summary>
    public static async Task<JsonElement> WaitForAsync(
        HttpClient client, long order, Func<JsonElement, bool> wanted, TimeSpan? patience = null)
    {
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        while (true)
        {
            var content = (await client.GetFromJsonAsync<JsonElement>($"/user/orders/{order}", Stop)).GetProperty("content");
            if (wanted(content)) return content;
            if (System.Diagnostics.Stopwatch.GetElapsedTime(began) > (patience ?? TimeSpan.FromSeconds(20)))
                Assert.Fail($"The order did not get there: {content}");
            await Task.Delay(100, Stop);
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
