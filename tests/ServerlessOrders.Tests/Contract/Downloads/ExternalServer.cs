using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Search;
using ServerlessOrders.Local;
using ServerlessOrders.Orders;
using ServerlessOrders.Security;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;
using ServerlessOrders.Tests.Integration.Outbound;
using ServerlessOrders.Tests.Unit.Baskets;

namespace ServerlessOrders.Tests.Contract.Downloads;

/// <summary>The local server with a catalog of external files, and the host that has them.</summary>
public sealed class ExternalServer(AzuriteFixture azurite) : IAsyncLifetime
{
    public const long MaxBytes = 1_000_000;
    private const string Tenant = "demo";

    private readonly MemoryCatalog _catalog = new();
    private ForeignHost? _host;
    private LocalServer? _server;
    private StorageClients? _storage;
    private int _orders;

    public ForeignHost Host => _host!;

    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(60) };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await ForeignHost.StartAsync();
        _storage = AzuriteFixture.Open(await azurite.NewAccountAsync());
        _server = await LocalServer.StartAsync(
            new LocalServerOptions
            {
                Storage = _storage,
                Secret = TestApi.Secret,
                Configure = builder =>
                {
                    builder.Logging.ClearProviders();
                    builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
                    {
                        ["Orders:ExternalHosts:0"] = ForeignNetwork.Host,
                        ["Orders:ExternalHosts:1"] = ForeignNetwork.OtherHost,
                        ["Orders:ExternalHosts:2"] = ForeignNetwork.LeavingHost,
                        ["Orders:ExternalMaxBytes"] = $"{MaxBytes}",
                    });
                    builder.Services.AddSingleton<ICatalog>(_catalog).AddSingleton(ForeignNetwork.Create());
                },
            },
            Stop);
        Http.BaseAddress = _server.Address;
    }

    /// <summary>Takes a host off the operator's list.</summary>
    public void Forbid(string host) => _server!.Services.GetRequiredService<IOptions<OrdersOptions>>().Value.ExternalHosts.Remove(host);

    /// <summary>Orders one file at this address, and waits until it can be fetched.</summary>
    public Task<ExternalOrder> OrderAsync(string href, long? size = null, string mime = "image/tiff", string name = "a b.tif") =>
        OrderAsync(new CatalogAsset("data", name, DataType.RAWDATA, mime, href, true, size, null, null));

    /// <summary>A file of the archive itself.</summary>
    public async Task<CatalogAsset> ArchiveAsync(string name, byte[] bytes)
    {
        var container = _storage!.Blobs.GetBlobContainerClient("archive");
        await container.CreateIfNotExistsAsync(cancellationToken: Stop);
        await container.GetBlobClient(name).UploadAsync(new BinaryData(bytes), overwrite: true, Stop);
        return new CatalogAsset("own", name, DataType.RAWDATA, "image/tiff", "archive/" + name, false, bytes.Length, null, null);
    }

    /// <summary>Orders a product with these files, and waits until none is PENDING.</summary>
    public async Task<ExternalOrder> OrderAsync(params CatalogAsset[] assets)
    {
        var number = Interlocked.Increment(ref _orders);
        _catalog.Add($"collection{number}", $"item{number}", assets);
        var user = $"user{number}@example.org";
        var token = _server!.Services.GetRequiredService<TokenIssuer>().Issue(Tenant, user, Role.REGISTERED_USER, TimeSpan.FromMinutes(5));
        using var basket = await SendAsync(HttpMethod.Post, "/order/basket/selection", token, new
        {
            engineType = "legacy", entityIdsToInclude = new[] { $"item{number}" },
        });
        Assert.True(basket.StatusCode == HttpStatusCode.OK, await basket.Content.ReadAsStringAsync(Stop));
        using var created = await SendAsync(HttpMethod.Post, "/user/orders", token, new { });
        Assert.True(created.StatusCode == HttpStatusCode.Created, await created.Content.ReadAsStringAsync(Stop));
        var id = (await created.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("content").GetProperty("id").GetInt64();
        var order = new ExternalOrder(this, _server.Services, new OrderKey(Tenant, id), user, token, $"collection{number}", $"item{number}");
        while ((await order.ReadAsync()).Order.Status is OrderStatus.PENDING or OrderStatus.RUNNING) await Task.Delay(20, Stop);
        return order;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_server is not null) await _server.DisposeAsync();
        if (_host is not null) await _host.DisposeAsync();
    }

    private async Task<HttpResponseMessage> SendAsync<T>(HttpMethod method, string path, string token, T body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await Http.SendAsync(request, Stop);
    }
}

/// <summary>An order of one external file, and its owner.</summary>
public sealed record ExternalOrder(
    ExternalServer Server, IServiceProvider Services, OrderKey Key, string User, string Token, string Collection, string Item)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private long FileId => FileIds.Of(Key.Id, 0);

    public string Path => $"/orders/files/{FileId}";

    public string PathOf(int position) => $"/orders/files/{FileIds.Of(Key.Id, position)}";

    public string ZipPath => $"/user/orders/{Key.Id}/download";

    public string PublicPath => $"/orders/public/files/{FileId}?orderToken={OrderToken}";

    public string AipPath => $"/orders/aips/{Urns.Product(Key.Tenant, Collection, Item)}/files/{FileId}?orderToken={OrderToken}";

    private string OrderToken => Services.GetRequiredService<OrderTokens>()
        .Issue(Key, User, Role.REGISTERED_USER, TimeProvider.System.GetUtcNow().AddHours(1));

    internal async Task<OrderSnapshot> ReadAsync() => (await Services.GetRequiredService<OrderStore>().FindAsync(Key, Stop))!;

    /// <summary>State and error of the file, the order's status, and the files that it still counts as available.</summary>
    internal async Task<(FileState State, string? Error, OrderStatus Status, int Available)> StateAsync()
    {
        var order = await ReadAsync();
        var file = await Services.GetRequiredService<FileStore>().FindFileAsync(new SubOrderKey(Key, 0), 0, Stop);
        return (file!.State, file.Error, order.Order.Status, order.AvailableFilesCount);
    }

    /// <summary>Asks for the file; returns with the headers, the body unread.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, Action<HttpRequestHeaders>? headers = null, string? path = null)
    {
        using var request = new HttpRequestMessage(method, path ?? Path);
        if (path?.Contains("orderToken", StringComparison.Ordinal) is not true) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        headers?.Invoke(request.Headers);
        return await Server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
    }

    public Task<HttpResponseMessage> GetAsync(string? range = null) => SendAsync(
        HttpMethod.Get, headers => headers.Range = range is null ? null : RangeHeaderValue.Parse(range));

    /// <summary>The messages of an error answer.</summary>
    public static async Task<string> MessageAsync(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("messages")[0].GetString()!;
}
