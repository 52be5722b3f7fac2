using System.Net.Http.Headers;
using ServerlessOrders.Catalog;
using ServerlessOrders.Orders;
using ServerlessOrders.Security;
using ServerlessOrders.SubOrders;
using static ServerlessOrders.SubOrders.FileState;

namespace ServerlessOrders.Tests.Contract.Golden;

/// <summary>Files and their lists, ZIP and metalink (contract, sections 3, 6 and 7).</summary>
internal static class DeliveryCases
{
    private const string Metalink4 = "application/metalink4+xml";

    public static IEnumerable<GoldenCase> All => [.. Files, .. External, .. Lists, .. Zips, .. Metalinks];

    private static IEnumerable<GoldenCase> Files =>
    [
        .. Enum.GetValues<FileState>().Select(state => new GoldenCase(
            $"file-{state.ToString().ToLowerInvariant().Replace('_', '-')}", world => FileAsync(world, "GET", state))),
        new("file-head", world => FileAsync(world, "HEAD", AVAILABLE)),
        new("file-range", async world => With(await FileAsync(world, "GET", AVAILABLE), "bytes=2-4")),
        new("file-range-not-satisfiable", async world => With(await FileAsync(world, "GET", AVAILABLE), "bytes=10-")),
        new("file-of-another-version", async world =>
        {
            var request = await FileAsync(world, "GET", AVAILABLE);
            request.Headers.IfMatch.Add(new EntityTagHeaderValue("\"of yesterday\""));
            return request;
        }),
        new("file-changed", async world => world.Ask(
            "GET", $"/orders/files/{World.FileId(await world.OrderAsync(OrderStatus.DONE, AVAILABLE, AVAILABLE, AVAILABLE, AVAILABLE), 3)}")),
        new("file-missing", async world => world.Ask(
            "GET", $"/orders/files/{World.FileId(await world.OrderAsync(OrderStatus.DONE, AVAILABLE, AVAILABLE, AVAILABLE, AVAILABLE, AVAILABLE), 4)}")),
        new("file-unknown", world => world.Ask("GET", "/orders/files/77")),
        new("file-of-deleted-order", async world => world.Ask("GET", $"/orders/files/{World.FileId(await world.OrderAsync(OrderStatus.DELETED, AVAILABLE))}")),
        new("file-of-expired-order", async world => world.Ask("GET", $"/orders/files/{World.FileId(await ExpiredAsync(world))}")),
        new("file-of-expired-order-of-another", async world => world.Ask("GET", $"/orders/files/{World.FileId(await ExpiredAsync(world))}", user: World.Bob)),
        new("file-unknown-of-expired-order", async world => world.Ask("GET", $"/orders/files/{World.FileId(await ExpiredAsync(world), 1)}")),
        new("public-file-of-expired-order", async world =>
        {
            var order = await ExpiredAsync(world);
            return world.Ask("GET", $"/orders/public/files/{World.FileId(order)}?orderToken={world.OrderToken(order, hours: -1)}", user: null);
        }),
        new("public-file-of-deleted-order", async world =>
        {
            var order = await world.OrderAsync(OrderStatus.DELETED, AVAILABLE);
            return world.Ask("GET", $"/orders/public/files/{World.FileId(order)}?orderToken={world.OrderToken(order)}", user: null);
        }),
        new("file-of-another", async world => world.Ask("GET", $"/orders/files/{World.FileId(await world.OrderAsync(OrderStatus.DONE, AVAILABLE))}", user: World.Bob)),
        new("public-file", world => PublicFileAsync(world)),
        new("public-file-no-token", world => world.Ask("GET", "/orders/public/files/4194304", user: null)),
        new("public-file-old-token", world => PublicFileAsync(world, hours: -1)),
        new("public-file-expired-token", async world =>
        {
            var order = await world.OverdueOrderAsync();
            return world.Ask("GET", $"/orders/public/files/{World.FileId(order)}?orderToken={world.OrderToken(order, -1)}", user: null);
        }),
        new("public-file-of-another-order", async world =>
        {
            var token = world.OrderToken(await world.OrderAsync());
            return world.Ask("GET", $"/orders/public/files/{World.FileId(await world.OrderAsync())}?orderToken={token}", user: null);
        }),
        new("aip-file", async world =>
        {
            var order = await world.OrderAsync(OrderStatus.DONE, AVAILABLE);
            return world.Ask("GET", $"/orders/aips/{Urns.Product(world.Tenant, "a", "item 0")}/files/{World.FileId(order)}?orderToken={world.OrderToken(order)}", user: null);
        }),
        new("aip-file-of-another-product", async world =>
        {
            var order = await world.OrderAsync(OrderStatus.DONE, AVAILABLE);
            return world.Ask("GET", $"/orders/aips/{Urns.Product(world.Tenant, "a", "x")}/files/{World.FileId(order)}?orderToken={world.OrderToken(order)}", user: null);
        }),
    ];

    private static IEnumerable<GoldenCase> External =>
    [
        new("external-file", world => ExternalAsync(world, "GET", StillServer.ExternalFile.Good)),
        new("external-file-head", world => ExternalAsync(world, "HEAD", StillServer.ExternalFile.Good)),
        new("external-file-range", async world => With(await ExternalAsync(world, "GET", StillServer.ExternalFile.Good), "bytes=2-4")),
        new("external-file-range-not-satisfiable", async world => With(await ExternalAsync(world, "GET", StillServer.ExternalFile.Good), "bytes=10-")),
        new("external-file-missing", world => ExternalAsync(world, "GET", StillServer.ExternalFile.Missing)),
        new("external-file-elsewhere", world => ExternalAsync(world, "GET", StillServer.ExternalFile.Elsewhere)),
        new("external-file-host-not-allowed", world => ExternalAsync(world, "GET", StillServer.ExternalFile.Forbidden)),
        new("external-file-of-another", async world => world.Ask("GET", $"/orders/files/{World.FileId(await world.ExternalOrderAsync())}", user: World.Bob)),
        new("external-public-file", async world =>
        {
            var order = await world.ExternalOrderAsync();
            return world.Ask("GET", $"/orders/public/files/{World.FileId(order)}?orderToken={world.OrderToken(order)}", user: null);
        }),
    ];

    private static IEnumerable<GoldenCase> Lists =>
    [
        new("dataset-files", world => ListAsync(world, "dataset/{0}/files", DOWNLOADED, ERROR)),
        new("dataset-files-unknown-dataset", async world => world.Ask("GET", $"/orders/{(await world.OrderAsync()).Id}/dataset/77/files")),
        new("dataset-files-unknown-order", world => world.Ask("GET", "/orders/77/dataset/1/files")),
        new("available-files", world => ListAsync(world, "files/available", AVAILABLE)),
        new("available-files-of-user", async world =>
        {
            var order = await world.OrderAsync(OrderStatus.DONE, AVAILABLE);
            return world.Ask("GET", $"/user/orders/{order.Id}/files/available");
        }),
        new("available-files-none-left", world => ListAsync(world, "files/available", DOWNLOADED)),
        new("available-files-more-to-come", world => ListAsync(world, "files/available", AVAILABLE, PENDING)),
        new("available-files-none-yet", world => ListAsync(world, "files/available", PENDING)),
        new("available-files-unknown-order", world => world.Ask("GET", "/orders/77/files/available")),
        new("sub-order-files", world => ListAsync(world, "filesTask/{0}/files/available", AVAILABLE)),
        new("sub-order-files-more-to-come", world => ListAsync(world, "filesTask/{0}/files/available", AVAILABLE, PENDING)),
        new("sub-order-files-none-yet", world => ListAsync(world, "filesTask/{0}/files/available", PENDING)),
        new("sub-order-files-unknown", async world => world.Ask("GET", $"/orders/{(await world.OrderAsync()).Id}/filesTask/77/files/available")),
    ];

    private static IEnumerable<GoldenCase> Zips =>
    [
        new("zip", async world => Zip(world, await world.OrderAsync(OrderStatus.DONE, AVAILABLE, DOWNLOADED, AVAILABLE))),
        new("zip-head", async world => Zip(world, await world.OrderAsync(OrderStatus.DONE, AVAILABLE), "HEAD")),
        new("zip-range", async world => With(await StartedZipAsync(world), "bytes=5-9")),
        new("zip-range-not-satisfiable", async world => With(await StartedZipAsync(world), "bytes=1000000-")),
        new("zip-range-of-nothing", async world => With(Zip(world, await world.OrderAsync(OrderStatus.DONE, AVAILABLE)), "bytes=5-9")),
        new("zip-version", async world =>
        {
            var request = await StartedZipAsync(world);
            return world.Ask("GET", request.RequestUri + "/1");
        }),
        new("zip-version-unknown", async world => world.Ask("GET", $"/user/orders/{(await world.OrderAsync()).Id}/download/nonsense")),
        new("zip-with-notice", async world => Zip(world, await world.OrderAsync(OrderStatus.DONE, AVAILABLE, AVAILABLE, AVAILABLE, AVAILABLE, AVAILABLE))),
        new("zip-nothing-available", async world => Zip(world, await world.OrderAsync(OrderStatus.DONE, DOWNLOADED))),
        new("zip-pending", async world => Zip(world, await world.OrderAsync(OrderStatus.PENDING))),
        new("zip-deleted", async world => Zip(world, await world.OrderAsync(OrderStatus.DELETED, AVAILABLE))),
        new("zip-expired", async world => Zip(world, await world.OrderAsync(OrderStatus.EXPIRED, AVAILABLE))),
        new("zip-unknown-order", world => world.Ask("GET", "/user/orders/77/download")),
        new("zip-of-another", async world => world.Ask("GET", $"/user/orders/{(await world.OrderAsync()).Id}/download", user: World.Bob)),
    ];

    private static IEnumerable<GoldenCase> Metalinks =>
    [
        .. Enum.GetValues<OrderStatus>().Select(status => new GoldenCase(
            $"metalink-{status.ToString().ToLowerInvariant().Replace('_', '-')}",
            async world => Metalink(world, await (status == OrderStatus.PENDING ? world.OrderAsync(status) : world.OrderAsync(status, AVAILABLE, ERROR))))),
        new("metalink4", async world =>
        {
            var request = Metalink(world, await world.OrderAsync(OrderStatus.DONE, AVAILABLE));
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(Metalink4));
            return request;
        }),
        new("metalink-unknown-order", world => world.Ask("GET", "/user/orders/77/metalink/download")),
        new("metalink-of-another", async world => world.Ask("GET", $"/user/orders/{(await world.OrderAsync()).Id}/metalink/download", user: World.Bob)),
        new("public-metalink", world => PublicMetalinkAsync(world, OrderStatus.DONE)),
        new("public-metalink-no-token", world => world.Ask("GET", "/user/orders/metalink/download", user: null)),
        new("public-metalink-old-token", world => PublicMetalinkAsync(world, OrderStatus.DONE, hours: -1)),
        new("public-metalink-expired-token", async world =>
        {
            var order = await world.OverdueOrderAsync();
            return world.Ask("GET", $"/user/orders/metalink/download?orderToken={world.OrderToken(order, -1)}", user: null);
        }),
        new("public-metalink-expired", world => PublicMetalinkAsync(world, OrderStatus.EXPIRED)),
        new("public-metalink-deleted", world => PublicMetalinkAsync(world, OrderStatus.DELETED)),
    ];

    private static async Task<HttpRequestMessage> FileAsync(World world, string method, FileState state) =>
        world.Ask(method, $"/orders/files/{World.FileId(await world.OrderAsync(OrderStatus.RUNNING, state))}");

    private static async Task<HttpRequestMessage> ExternalAsync(World world, string method, StillServer.ExternalFile file) =>
        world.Ask(method, $"/orders/files/{World.FileId(await world.ExternalOrderAsync(), (int)file)}");

    private static async Task<HttpRequestMessage> PublicFileAsync(World world, int hours = 1)
    {
        var order = await world.OrderAsync(OrderStatus.DONE, AVAILABLE);
        return world.Ask("GET", $"/orders/public/files/{World.FileId(order)}?orderToken={world.OrderToken(order, hours)}&scope={world.Tenant}", user: null);
    }

    /// <summary>An EXPIRED order that had one file.</summary>
    private static async Task<Order> ExpiredAsync(World world)
    {
        var order = await world.OrderAsync(OrderStatus.EXPIRED, AVAILABLE);
        var changed = await world.Server.Service<OrderChanges>().ChangeAsync(
            order.Key, _ => OrderChange.Of(now => now with { FilesCount = 1 }), TestContext.Current.CancellationToken);
        return changed!;
    }

    private static async Task<HttpRequestMessage> ListAsync(World world, string list, params FileState[] states)
    {
        var order = await world.OrderAsync(states.Contains(PENDING) ? OrderStatus.RUNNING : OrderStatus.DONE, states);
        return world.Ask("GET", $"/orders/{order.Id}/{list.Replace("{0}", $"{World.FileId(order)}", StringComparison.Ordinal)}");
    }

    private static async Task<HttpRequestMessage> StartedZipAsync(World world)
    {
        var order = await world.OrderAsync(OrderStatus.DONE, AVAILABLE);
        await world.DoAsync(Zip(world, order));
        return Zip(world, order);
    }

    private static async Task<HttpRequestMessage> PublicMetalinkAsync(World world, OrderStatus status, int hours = 1)
    {
        var order = await world.OrderAsync(status, AVAILABLE);
        return world.Ask("GET", $"/user/orders/metalink/download?orderToken={world.OrderToken(order, hours)}", user: null);
    }

    private static HttpRequestMessage Zip(World world, Order order, string method = "GET") =>
        world.Ask(method, $"/user/orders/{order.Id}/download", role: Role.REGISTERED_USER);

    private static HttpRequestMessage Metalink(World world, Order order) => world.Ask("GET", $"/user/orders/{order.Id}/metalink/download");

    private static HttpRequestMessage With(HttpRequestMessage request, string range)
    {
        request.Headers.Range = RangeHeaderValue.Parse(range);
        return request;
    }
}
