using ServerlessOrders.Orders;
using ServerlessOrders.Security;
using static ServerlessOrders.SubOrders.FileState;

namespace ServerlessOrders.Tests.Contract.Golden;

/// <summary>What REGARDS' own clients ask beside orders and baskets: settings, catalog, tokens in links (contract, sections 2, 3 and 9).</summary>
internal static class RegardsCases
{
    public static IEnumerable<GoldenCase> All =>
    [
        new("settings", world => world.Ask("GET", "/settings", role: Role.ADMIN)),
        new("settings-low-role", world => world.Ask("GET", "/settings", role: Role.EXPLOIT)),
        new("setting-update", world => world.Ask("PUT", "/settings/app_sub_order_duration", """{"value":"3"}""", role: Role.ADMIN)),
        new("setting-update-bad-value", world => world.Ask("PUT", "/settings/app_sub_order_duration", """{"value":"soon"}""", role: Role.ADMIN)),
        new("setting-update-unknown", world => world.Ask("PUT", "/settings/colour", """{"value":3}""", role: Role.ADMIN)),
        new("setting-reset", world => world.Ask("DELETE", "/settings/user_order_parameters", role: Role.ADMIN)),
        new("catalog-products", world => world.Ask("GET", "/engines/legacy/dataobjects/search?q=datasetUrn:a&size=1")),
        new("catalog-products-sorted", world => world.Ask("GET", "/engines/legacy/dataobjects/search?q=&size=2&sort=providerId,desc")),
        new("catalog-products-unreadable", world => world.Ask("GET", "/engines/legacy/dataobjects/search?q=a:")),
        new("catalog-datasets", world => world.Ask("GET", "/engines/legacy/datasets/search?q=label:b")),
        new("download-link", async world => world.Ask("POST", $"/user/orders/{(await world.OrderAsync()).Id}/download-link")),
        new("download-link-of-another", async world => world.Ask("POST", $"/user/orders/{(await world.OrderAsync()).Id}/download-link", user: World.Bob)),
        new("download-link-unknown", world => world.Ask("POST", "/user/orders/77/download-link")),
        new("file-by-query-token", async world =>
        {
            var order = await world.OrderAsync(OrderStatus.DONE, AVAILABLE);
            return world.Ask("GET", $"/orders/files/{World.FileId(order)}?token={world.Token()}", user: null);
        }),
        new("file-by-wrong-query-token", async world =>
        {
            var order = await world.OrderAsync(OrderStatus.DONE, AVAILABLE);
            return world.Ask("GET", $"/orders/files/{World.FileId(order)}?token=letmein", user: null);
        }),
        new("order-list-by-label", async world =>
        {
            await world.BasketAsync("a1");
            await world.DoAsync(world.Ask("POST", "/user/orders", """{"label":"one of them"}"""));
            return world.Ask("GET", "/user/orders?label=one%20of%20them");
        }),
        new("order-list-bad-status", world => world.Ask("GET", "/user/orders?status=OVER")),
    ];
}
