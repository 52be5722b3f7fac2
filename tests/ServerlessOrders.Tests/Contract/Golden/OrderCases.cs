using ServerlessOrders.Security;
using ServerlessOrders.SubOrders;
using static ServerlessOrders.Orders.OrderStatus;

namespace ServerlessOrders.Tests.Contract.Golden;

/// <summary>Orders: making, reading and acting on them (contract, section 3).</summary>
internal static class OrderCases
{
    private static readonly string Long = new('x', 51);

    public static IEnumerable<GoldenCase> All =>
    [
        new("order-create", async world => { await world.BasketAsync("a1"); return Create(world, """{"label":"My order","onSuccessUrl":"https://example.org/done"}"""); }),
        new("order-create-without-body", async world => { await world.BasketAsync("a1"); return world.Ask("POST", "/user/orders"); }),
        new("order-create-empty-label", async world => { await world.BasketAsync("a1"); return Create(world, """{"label":""}"""); }),
        new("order-create-label-of-50", async world => { await world.BasketAsync("a1"); return Create(world, $$"""{"label":"{{Long[1..]}}"}"""); }),
        new("order-create-label-of-51", async world => { await world.BasketAsync("a1"); return Create(world, $$"""{"label":"{{Long}}"}"""); }),
        new("order-create-label-twice", async world => { await CreateAsync(world, "twice"); await world.BasketAsync("a1"); return Create(world, """{"label":"twice"}"""); }),
        new("order-create-label-of-deleted", async world =>
        {
            await CreateAsync(world, "gone");
            await DeleteFirstAsync(world);
            await world.BasketAsync("a1");
            return Create(world, """{"label":"gone"}""");
        }),
        new("order-create-label-of-removed", async world =>
        {
            await CreateAsync(world, "free");
            await DeleteFirstAsync(world);
            await world.DoAsync(world.Ask("DELETE", "/user/orders/remove/1", role: Role.ADMIN));
            await world.BasketAsync("a1");
            return Create(world, """{"label":"free"}""");
        }),
        new("order-create-basket-kept-on-422", async world =>
        {
            await world.BasketAsync("a1");
            using var refused = await world.Server.Http.SendAsync(Create(world, $$"""{"label":"{{Long}}"}"""), TestContext.Current.CancellationToken);
            Assert.Equal(422, (int)refused.StatusCode);
            return world.Ask("GET", "/order/basket");
        }),
        new("order-create-basket-gone-after-201", async world => { await CreateAsync(world, "first"); return world.Ask("GET", "/order/basket"); }),
        new("order-create-without-basket", world => Create(world, """{"label":"x"}""")),
        new("order-create-empty-basket", async world =>
        {
            var basket = await world.BasketAsync("a1");
            await world.DoAsync(world.Ask("DELETE", $"/order/basket/dataset/{basket.DatasetSelections[0].Id}"));
            return Create(world, "{}");
        }),
        new("order-create-bad-json", world => Create(world, "{label")),
        new("order-create-wrong-type", world => Create(world, """{"label":7}""")),
        new("order-create-no-token", world => world.Ask("POST", "/user/orders", "{}", user: null)),
        new("order-create-low-role", world => world.Ask("POST", "/user/orders", "{}", role: Role.PUBLIC)),
        new("order-create-by-application", async world => { await world.BasketAsync("a1"); return world.Ask("POST", "/orders", """{"label":"App"}""", role: Role.ADMIN); }),
        new("order-create-by-application-low-role", world => world.Ask("POST", "/orders", "{}", role: Role.EXPLOIT)),
        new("order-body-over-1-mib", world => Create(world, $$"""{"label":"{{new string('x', 1024 * 1024)}}"}""")),

        new("order-list-empty", world => world.Ask("GET", "/user/orders")),
        new("order-list-without-deleted", async world =>
        {
            await world.OrderAsync(DONE, FileState.DOWNLOADED);
            await world.OrderAsync(DELETED);
            await world.OrderAsync(RUNNING, FileState.AVAILABLE, FileState.PENDING);
            return world.Ask("GET", "/user/orders");
        }),
        new("order-list-pages", async world =>
        {
            for (var order = 0; order < 3; order++) await world.OrderAsync(FAILED);
            return world.Ask("GET", "/user/orders?size=1&page=1&sort=id,asc");
        }),
        new("order-list-bad-sort", world => world.Ask("GET", "/user/orders?sort=nonsense,asc")),
        new("order-list-bad-page", world => world.Ask("GET", "/user/orders?page=-1")),
        new("order-list-bad-size", world => world.Ask("GET", "/user/orders?size=0")),

        new("order-get", async world => Get(world, (await world.OrderAsync(DONE_WITH_WARNING, FileState.AVAILABLE, FileState.ERROR)).Id)),
        new("order-get-by-admin", async world => world.Ask("GET", $"/user/orders/{(await world.OrderAsync(DELETED)).Id}", user: World.Bob, role: Role.ADMIN)),
        new("order-get-pending", async world => Get(world, (await world.OrderAsync(PENDING)).Id)),
        new("order-get-paused", async world => Get(world, (await world.OrderAsync(PAUSED, FileState.AVAILABLE, FileState.PENDING)).Id)),
        new("order-get-running", async world => Get(world, (await world.OrderAsync(RUNNING, FileState.DOWNLOADED, FileState.PENDING)).Id)),
        new("order-get-known", async world =>
        {
            var ask = Get(world, (await world.OrderAsync(DONE, FileState.DOWNLOADED)).Id);
            using var first = await world.Server.Http.SendAsync(Get(world, 1), TestContext.Current.CancellationToken);
            ask.Headers.IfNoneMatch.Add(first.Headers.ETag!);
            return ask;
        }),
        new("order-get-expired", async world => Get(world, (await world.OrderAsync(EXPIRED, FileState.AVAILABLE)).Id)),
        new("order-get-unknown", world => Get(world, 77)),
        new("order-get-of-another", async world => world.Ask("GET", $"/user/orders/{(await world.OrderAsync()).Id}", user: World.Bob)),
        new("orders-of-tenant", async world => { await world.OrderAsync(DONE, FileState.DOWNLOADED); return world.Ask("GET", "/orders?status=DONE&user=ann@example.org", user: World.Bob, role: Role.EXPLOIT); }),
        new("orders-of-tenant-bad-status", world => world.Ask("GET", "/orders?status=SLEEPING", role: Role.EXPLOIT)),
        new("orders-of-tenant-low-role", world => world.Ask("GET", "/orders")),
        new("orders-search", async world =>
        {
            await world.OrderAsync(DONE, FileState.DOWNLOADED);
            return world.Ask("POST", "/orders/search", """{"statuses":{"values":["DONE"],"mode":"EXCLUDE"}}""", role: Role.EXPLOIT);
        }),
        new("orders-csv", async world => { await world.OrderAsync(DONE, FileState.DOWNLOADED); return world.Ask("GET", "/orders/csv", role: Role.EXPLOIT); }),
        new("orders-csv-bad-status", world => world.Ask("GET", "/orders/csv?status=SLEEPING", role: Role.EXPLOIT)),
        new("orders-csv-low-role", world => world.Ask("GET", "/orders/csv")),
        new("orders-csv-post", async world =>
        {
            await world.OrderAsync(DELETED);
            await world.OrderAsync(DONE_WITH_WARNING, FileState.DOWNLOADED, FileState.ERROR);
            return world.Ask("POST", "/orders/csv", """{"statuses":{"values":["DELETED"],"mode":"EXCLUDE"}}""", role: Role.EXPLOIT);
        }),
        new("orders-csv-post-no-status", world => world.Ask("POST", "/orders/csv", """{"statuses":{"values":[]}}""", role: Role.EXPLOIT)),
        new("orders-csv-post-wrong-type", world => world.Ask("POST", "/orders/csv", """{"waitingForUser":"perhaps"}""", role: Role.EXPLOIT)),
        new("orders-csv-post-low-role", world => world.Ask("POST", "/orders/csv", "{}")),

        new("quote", world => world.Ask("POST", "/user/orders/quote", """{"queries":["productId:a1"]}""")),
        new("quote-of-basket", async world => { await world.BasketAsync("a1", "b2"); return world.Ask("POST", "/user/orders/quote"); }),
        new("quote-without-basket", world => world.Ask("POST", "/user/orders/quote")),
        new("quote-nothing-found", world => world.Ask("POST", "/user/orders/quote", """{"queries":["productId:nowhere"]}""")),
        new("quote-too-large", world => world.Ask("POST", "/user/orders/quote", """{"queries":["productId:(a1 OR a2 OR b1 OR b2)"]}""")),
        new("quote-unreadable", world => world.Ask("POST", "/user/orders/quote", """{"queries":["productId:("]}""")),
        new("quote-no-queries", world => world.Ask("POST", "/user/orders/quote", "{}")),

        new("apply", world => world.Ask("POST", "/user/orders/apply", """{"queries":["productId:a1"],"correlationId":"mine"}""")),
        new("apply-nothing-found", world => world.Ask("POST", "/user/orders/apply", """{"queries":["productId:nowhere"],"correlationId":"mine"}""")),
        new("apply-too-large", world => world.Ask("POST", "/user/orders/apply", """{"queries":["productId:(a1 OR a2 OR b1 OR b2)"],"correlationId":"mine"}""")),
        new("apply-unreadable", world => world.Ask("POST", "/user/orders/apply", """{"queries":["productId:("],"correlationId":"mine"}""")),
        new("apply-no-queries", world => world.Ask("POST", "/user/orders/apply", """{"queries":[]}""")),
        new("apply-long-correlation-id", world => world.Ask("POST", "/user/orders/apply", $$"""{"queries":["productId:a1"],"correlationId":"{{new string('c', 256)}}"}""")),
    ];

    internal static async Task CreateAsync(World world, string label)
    {
        await world.BasketAsync("a1");
        await world.DoAsync(Create(world, $$"""{"label":"{{label}}"}"""));
    }

    private static async Task DeleteFirstAsync(World world)
    {
        await world.DoAsync(world.Ask("PUT", "/user/orders/pause/1"));
        await world.DoAsync(world.Ask("DELETE", "/user/orders/1"));
    }

    private static HttpRequestMessage Create(World world, string body) => world.Ask("POST", "/user/orders", body);

    private static HttpRequestMessage Get(World world, long id) => world.Ask("GET", $"/user/orders/{id}");
}
