using System.Net.Http.Headers;
using System.Text;
using ServerlessOrders.Baskets;
using ServerlessOrders.Http;
using ServerlessOrders.Orders;
using ServerlessOrders.Security;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Tests.Contract;

/// <summary>A tenant of its own on the server of the tests, with what one case needs: orders, requests, tokens.</summary>
public sealed class World(StillServer server)
{
    public const string Ann = "ann@example.org";
    public const string Bob = "bob@example.org";

    public string Tenant { get; } = AzuriteFixture.NewTenant();

    public StillServer Server { get; } = server;

    /// <summary>A date at which orders of today still live, and may yet be prolonged.</summary>
    public static DateTimeOffset InSomeDays => TimeProvider.System.GetUtcNow().AddDays(5);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>An order of Ann; where states are given, with one sub-order of such files, which the archive holds.</summary>
    internal async Task<Order> OrderAsync(OrderStatus status = OrderStatus.DONE, params FileState[] states)
    {
        var isNew = status == OrderStatus.PENDING;
        var order = await Server.AddOrderAsync(Tenant, Ann, status, expansion: isNew ? new ExpansionCursor() : null, expires: InSomeDays);
        if (states.Length > 0) await Server.AddFilesAsync(order, 0, external: false, states);
        await Server.Service<OrderDocumentStore>().WriteSelectionAsync(order.Key, new OrderSelection([]), Stop);
        return order;
    }

    /// <summary>An order of Ann with a file that is past its date and that no pass has turned EXPIRED yet.</summary>
    public async Task<Order> OverdueOrderAsync()
    {
        var order = await Server.AddOrderAsync(Tenant, Ann, expires: TimeProvider.System.GetUtcNow().AddHours(-1));
        await Server.AddFilesAsync(order, 0, external: false, [FileState.AVAILABLE]);
        return order;
    }

    /// <summary>An order of Ann of external files, one for each <see cref="StillServer.ExternalFile"/>.</summary>
    public async Task<Order> ExternalOrderAsync()
    {
        var order = await Server.AddOrderAsync(Tenant, Ann, expires: InSomeDays);
        var states = Enumerable.Repeat(FileState.AVAILABLE, Enum.GetValues<StillServer.ExternalFile>().Length).ToArray();
        await Server.AddFilesAsync(order, 0, external: true, states);
        return order;
    }

    /// <summary>The number of a file of an order.</summary>
    public static long FileId(Order order, int position = 0) => FileIds.Of(order.Id, position);

    /// <summary>The order token that is valid for an hour from now, or as long as is said.</summary>
    public string OrderToken(Order order, int hours = 1) => Server.Service<OrderTokens>().Issue(
        order.Key, order.Owner, Role.REGISTERED_USER, TimeProvider.System.GetUtcNow().AddHours(hours));

    /// <summary>A bearer token.</summary>
    public string Token(string user = Ann, Role role = Role.REGISTERED_USER, string? tenant = null) =>
        Server.Service<TokenIssuer>().Issue(tenant ?? Tenant, user, role, TimeSpan.FromHours(1));

    /// <summary>A request with the token of a user; of nobody where it is null.</summary>
    public HttpRequestMessage Ask(
        string method, string path, string? body = null, string? user = Ann, Role role = Role.REGISTERED_USER)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (user is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token(user, role));
        return request;
    }

    /// <summary>A request that uploads a list of products.</summary>
    public HttpRequestMessage Upload(string list)
    {
        var request = Ask("POST", "/" + ApiRoutes.BasketUpload);
        request.Content = new MultipartFormDataContent { { new StringContent(list), "file", "list.txt" } };
        return request;
    }

    /// <summary>Puts products into Ann's basket.</summary>
    internal async Task<Basket> BasketAsync(params string[] products)
    {
        var ids = string.Join(',', products.Select(product => $"\"{product}\""));
        await DoAsync(Ask("POST", "/order/basket/selection", $$"""{"engineType":"legacy","entityIdsToInclude":[{{ids}}]}"""));
        return (await Server.Service<BasketStore>().FindAsync(Tenant, Ann, Stop))!.Value;
    }

    /// <summary>Sends a request that prepares a case and reads its answer to the end; it must succeed.</summary>
    public async Task DoAsync(HttpRequestMessage request)
    {
        using var response = await Server.Http.SendAsync(request, Stop);
        Assert.True(response.IsSuccessStatusCode, $"{request.Method} {request.RequestUri} answered {(int)response.StatusCode}.");
        request.Dispose();
    }
}
