using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Search;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Index;
using ServerlessOrders.Security;
using ServerlessOrders.SubOrders;
using ServerlessOrders.Tests.Unit.Baskets;

namespace ServerlessOrders.Tests.Contract.Orders;

/// <summary>
/// The product on Kestrel with a storage account of its own, for the tests of one class. Its tests put orders into the store as
/// they want them; nothing runs beside the API, so they stay as they are, and what is counted is what a request costs.
/// </summary>
public class SeededServer(AzuriteFixture azurite) : IAsyncLifetime
{
    private OrderServer? _server;
    private HttpClient? _client;

    public StorageCounter Storage { get; } = new();

    public IServiceProvider Services => _server!.Services;

    public HttpClient Http => _client!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync()
    {
        var storage = Storage.Open(await azurite.NewAccountAsync());
        _server = await OrderServer.StartAsync(azurite, storage, builder =>
        {
            builder.Configuration["Orders:MaxProductsPerBasket"] = "3";
            builder.Services.AddSingleton<ICatalog>(new MemoryCatalog()
                .Add("a", "a1", MemoryCatalog.Asset("a1.tif"), MemoryCatalog.Asset("a1.jpg", DataType.QUICKLOOK_HD, 3))
                .Add("a", "a2", MemoryCatalog.Asset("a2.tif"))
                .Add("b", "b1", MemoryCatalog.Asset("b1.tif"))
                .Add("b", "b2", MemoryCatalog.Asset("b2.tif"))
                .Add("c", "c1", MemoryCatalog.Asset("c1.txt", DataType.DOCUMENT)));
            builder.Services.RemoveAll<IHostedService>();
            Configure(builder);
        });
        _client = new HttpClient { BaseAddress = _server.Address };
    }

    public virtual async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_server is not null) await _server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Changes services or settings after all others are in place.</summary>
    protected virtual void Configure(WebApplicationBuilder builder)
    {
    }

    /// <summary>Changes a file before it is put into an order.</summary>
    private protected virtual OrderFile Prepare(OrderFile file) => file;

    public T Service<T>() where T : notnull => Services.GetRequiredService<T>();

    public async Task<HttpResponseMessage> SendAsync(
        string method, string path, string tenant, string? user, Role role = Role.REGISTERED_USER, string? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (user is not null)
        {
            var token = Service<TokenIssuer>().Issue(tenant, user, role, TimeSpan.FromHours(1));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return await _client!.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
    }

    public async Task<(HttpStatusCode Status, JsonNode? Body)> JsonAsync(
        string method, string path, string tenant, string? user, Role role = Role.REGISTERED_USER, string? body = null)
    {
        using var response = await SendAsync(method, path, tenant, user, role, body);
        var text = await response.Content.ReadAsStringAsync(Token);
        return (response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    /// <summary>Puts an order into the store and the lists; its figures are those of <see cref="AddFilesAsync"/>.</summary>
    internal async Task<Order> AddOrderAsync(
        string tenant,
        string owner,
        OrderStatus status = OrderStatus.DONE,
        DateTimeOffset? created = null,
        ExpansionCursor? expansion = null,
        DateTimeOffset? expires = null)
    {
        var id = await Service<OrderNumberStore>().NextAsync(tenant, Token);
        var date = created ?? DateTimeOffset.UnixEpoch.AddDays(20_000).AddMinutes(id);
        var order = new Order
        {
            Tenant = tenant,
            Id = id,
            Owner = owner,
            OwnerRole = nameof(Role.REGISTERED_USER),
            Label = $"order {id}",
            CreationDate = date,
            ExpirationDate = expires ?? date.AddDays(7),
            Status = status,
            StatusDate = date.AddSeconds(1),
            SubOrderHours = 2,
            Progress = new OrderProgress { Expansion = expansion },
        };
        Assert.True(await Service<OrderStore>().TryCreateAsync(order, Token));
        await Service<OrderIndex>().AddAsync(order, Token);
        if (status == OrderStatus.DELETED)
            await Service<OrderListStore>().RemoveAsync(OrderListStore.OfOwner(tenant, owner), id, Token);
        return order;
    }

    /// <summary>Gives an order files: one sub-order for each list of states, in the dataset task of the given index.</summary>
    internal async Task AddFilesAsync(Order order, int task, bool external, params FileState[][] subOrders)
    {
        var store = Service<OrderStore>();
        var before = await store.FindAsync(order.Key, Token);
        var next = before!.SubOrders.Sum(sub => sub.Counts.Total);
        var rows = new List<SubOrder>();
        foreach (var states in subOrders)
        {
            var files = states.Select((state, index) => Prepare(File(next + index, state, external))).ToList();
            var counts = files.Aggregate(new FileCounts(), (sum, file) => sum.Add(file.State, file.CountedBytes));
            var summary = new SubOrderSummary { First = next, Task = task, External = external, Counts = counts };
            string? etag = null;
            foreach (var batch in files.Chunk(FileStore.MaxFilesPerWrite))
                etag = (await Service<FileStore>().TryWriteAsync(new SubOrderKey(order.Key, next), summary, etag, batch, Token))!.ETag;
            rows.Add(new SubOrder(next, task, external, 1, counts));
            next += states.Length;
        }

        var dataset = new DatasetTask(
            task, Urns.Dataset(order.Tenant, "a"), "Title of a", 1, rows.Sum(row => row.Counts.Total), rows.Sum(row => row.Counts.Bytes), null);
        Assert.NotNull(await store.TryCommitAsync(before.Order, before.ETag, Token, rows, [dataset]));
    }

    private static OrderFile File(int position, FileState state, bool external) => new()
    {
        Position = position,
        State = state,
        Collection = "a",
        Item = $"item {position}",
        Asset = "data",
        Href = external ? $"https://example.org/{position}.tif" : $"secret-container/{position}.tif",
        External = external,
        FileName = $"{position}.tif",
        DataType = DataType.RAWDATA,
        MimeType = "image/tiff",
        Size = 10,
        Checksum = "0123456789abcdef0123456789abcdef",
        DigestAlgorithm = "MD5",
        Error = state is FileState.ERROR or FileState.DOWNLOAD_ERROR ? "It is gone" : null,
    };
}
