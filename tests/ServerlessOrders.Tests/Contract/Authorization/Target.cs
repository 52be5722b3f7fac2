using System.Globalization;
using System.Net.Http.Headers;
using ServerlessOrders.Baskets;
using ServerlessOrders.Catalog;
using ServerlessOrders.Http;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Index;
using ServerlessOrders.Security;
using ServerlessOrders.SubOrders;
using ServerlessOrders.Tests.Unit.Security;

namespace ServerlessOrders.Tests.Contract.Authorization;

/// <summary>An order and a basket of Ann, and the request to an endpoint that would open them.</summary>
internal sealed class Target
{
    private readonly World _world;
    private readonly ApiEndpoint _endpoint;
    private readonly Order _order;
    private readonly Order _other;
    private readonly Basket? _basket;

    private Target(World world, ApiEndpoint endpoint, Order order, Order other, Basket? basket) =>
        (_world, _endpoint, _order, _other, _basket) = (world, endpoint, order, other, basket);

    public StillServer Server => _world.Server;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Path => "/" + (_endpoint.Route == ApiRoutes.StacItem ? "stac/collections/x/items/x" : _endpoint.Route)
        .Replace("{orderId:long}", Text(_order.Id), StringComparison.Ordinal)
        .Replace("{datasetId:long}", Text(World.FileId(_order)), StringComparison.Ordinal)
        .Replace("{filesTaskId:long}", Text(World.FileId(_order)), StringComparison.Ordinal)
        .Replace("{dataFileId:long}", Text(World.FileId(_order)), StringComparison.Ordinal)
        .Replace("{aipId}", Urns.Product(_world.Tenant, "a", "item 0"), StringComparison.Ordinal)
        .Replace("{eventId:long}", "1", StringComparison.Ordinal)
        .Replace("{zipId}", "1", StringComparison.Ordinal)
        .Replace("{name}", "app_sub_order_duration", StringComparison.Ordinal)
        .Replace("{datasetSelectionId:long}", Text(_basket?.DatasetSelections[0].Id ?? 1), StringComparison.Ordinal)
        .Replace("{itemsSelectionDate:minlength(18)}", Date(), StringComparison.Ordinal);

    public static async Task<Target> CreateAsync(World world, ApiEndpoint endpoint, OrderStatus status)
    {
        var order = await world.OrderAsync(status, FileState.AVAILABLE);
        var other = await world.OrderAsync();
        var needsBasket = endpoint.Route.StartsWith(ApiRoutes.Basket, StringComparison.Ordinal) || endpoint.Name.StartsWith("Create", StringComparison.Ordinal);
        var basket = needsBasket ? await world.BasketAsync("a1") : null;
        if (endpoint.Route == ApiRoutes.ZipVersion) await world.DoAsync(world.Ask("GET", $"/user/orders/{order.Id}/download"));
        return new Target(world, endpoint, order, other, basket);
    }

    /// <summary>Changes with everything that a request may change.</summary>
    public async Task<string> VersionAsync()
    {
        var order = await Server.Service<OrderStore>().FindAsync(_order.Key, Stop);
        var basket = await Server.Service<BasketStore>().FindAsync(_world.Tenant, World.Ann, Stop);
        var last = await Server.Service<OrderNumberStore>().LastAsync(_world.Tenant, Stop);
        return $"{order?.ETag} {order?.Counts} {basket?.ETag} {last}";
    }

    public HttpRequestMessage Ask(string method, Credential credential)
    {
        var request = _endpoint.Name == "UploadSelection" ? _world.Upload("a2") : _world.Ask(method, Path, Body(), user: null);
        var token = QueryToken(credential);
        if (token is not null) request.RequestUri = new Uri($"{Path}?orderToken={token}&scope={_world.Tenant}", UriKind.Relative);
        request.Headers.Authorization = Bearer(credential) is { } bearer ? new AuthenticationHeaderValue("Bearer", bearer) : null;
        return request;
    }

    private string? Bearer(Credential credential) => credential switch
    {
        Credential.NoJwt => "letmein",
        Credential.Expired => TokenKit.Write(Claims(-1), OrderServer.Secret),
        Credential.WrongSignature => TokenKit.Write(Claims(3600), "another secret of somebody else entirely"),
        Credential.AlgNone => $"{TokenKit.Part(new { alg = "none", typ = "JWT" })}.{TokenKit.Part(Claims(3600))}.",
        Credential.OtherTenant => _world.Token(World.Ann, Role.INSTANCE_ADMIN, AzuriteFixture.NewTenant()),
        Credential.OtherUser => _world.Token(World.Bob),
        Credential.Public => _world.Token(World.Ann, Role.PUBLIC),
        Credential.Owner => _world.Token(),
        Credential.Exploit => _world.Token(World.Bob, Role.EXPLOIT),
        Credential.Admin => _world.Token(World.Bob, Role.ADMIN),
        Credential.ProjectAdmin => _world.Token(World.Bob, Role.PROJECT_ADMIN),
        Credential.InstanceAdmin => _world.Token(World.Bob, Role.INSTANCE_ADMIN),
        Credential.OrderTokenAsBearer => _world.OrderToken(_order),
        Credential.OtherOrderTokenAsBearer => _world.OrderToken(_other),
        _ => null,
    };

    private string? QueryToken(Credential credential) => credential switch
    {
        Credential.OrderToken => _world.OrderToken(_order),
        Credential.OtherOrderToken => _world.OrderToken(_other),
        Credential.OldOrderToken => _world.OrderToken(_order, hours: -1),
        Credential.ForgedOrderToken => TokenKit.Write(
            new(Claims(3600)) { ["ORDER_ID"] = Text(_order.Id) }, "another secret of somebody else entirely"),
        Credential.BearerAsOrderToken => _world.Token(World.Ann, Role.INSTANCE_ADMIN),
        _ => null,
    };

    /// <summary>The claims of a token that would open everything.</summary>
    private Dictionary<string, object> Claims(int validSeconds) => new()
    {
        ["sub"] = World.Ann,
        ["email"] = World.Ann,
        ["role"] = nameof(Role.INSTANCE_ADMIN),
        ["tenant"] = _world.Tenant,
        ["exp"] = TimeProvider.System.GetUtcNow().AddSeconds(validSeconds).ToUnixTimeSeconds(),
    };

    private string? Body() => _endpoint.Name switch
    {
        "ApplyOrder" or "QuoteOrder" => """{"queries":["productId:a1"]}""",
        "ExtendOrder" => """{"hours":168}""",
        "AddSelection" => """{"engineType":"legacy","entityIdsToInclude":["a2"]}""",
        "UpdateSetting" => """{"value":2}""",
        "SetFileFilters" => """{"fileTypes":["RAWDATA"]}""",
        _ => _endpoint.Methods[0] == "POST" ? "{}" : null,
    };

    private string Date() => _basket is null ? "" : Uri.EscapeDataString(
        _basket.DatasetSelections[0].ItemsSelections[0].Date.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
