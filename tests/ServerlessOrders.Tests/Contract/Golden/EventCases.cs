using ServerlessOrders.Orders;

namespace ServerlessOrders.Tests.Contract.Golden;

/// <summary>The events of an order (contract, section 12), of one that nobody is told of and of one that has ended.</summary>
internal static class EventCases
{
    public static IEnumerable<GoldenCase> All =>
    [
        new("events", async world => world.Ask("GET", $"/user/orders/{await EndedAsync(world)}/events")),
        new("events-none", async world => world.Ask("GET", $"/user/orders/{(await world.OrderAsync()).Id}/events")),
        new("events-unknown-order", world => world.Ask("GET", "/user/orders/77/events")),
        new("event-replay", async world => world.Ask("POST", $"/user/orders/{await EndedAsync(world)}/events/1/replay")),
        new("event-replay-unknown", async world => world.Ask("POST", $"/user/orders/{await EndedAsync(world)}/events/9/replay")),
    ];

    /// <summary>An order of Ann that has ended; the receiver of its events was told.</summary>
    private static async Task<long> EndedAsync(World world)
    {
        var changes = world.Server.Service<OrderChanges>();
        var order = await world.OrderAsync(OrderStatus.RUNNING);
        await changes.ChangeAsync(
            order.Key,
            _ => OrderChange.Of(now => now with { Receivers = [new OrderReceiver("https://hooks.example.org/orders", null) { Done = 1 }] }),
            TestContext.Current.CancellationToken);
        await changes.ChangeAsync(order.Key, _ => new OrderChange(OrderCommand.Complete, "for its golden answer"), TestContext.Current.CancellationToken);
        return order.Id;
    }
}
