using System.Globalization;
using ServerlessOrders.Orders;
using ServerlessOrders.Security;

namespace ServerlessOrders.Tests.Contract.Golden;

/// <summary>Every action on an order in every status, by its owner; for an unknown order and by somebody else (contract, section 3).</summary>
internal static class ActionCases
{
    private static readonly (string Name, string Method, string Path, Role Role)[] Actions =
    [
        ("pause", "PUT", "/user/orders/pause/{0}", Role.REGISTERED_USER),
        ("resume", "PUT", "/user/orders/resume/{0}", Role.REGISTERED_USER),
        ("delete", "DELETE", "/user/orders/{0}", Role.REGISTERED_USER),
        ("remove", "DELETE", "/user/orders/remove/{0}", Role.ADMIN),
        ("restart", "POST", "/user/orders/{0}/restart", Role.REGISTERED_USER),
        ("retry", "PUT", "/user/orders/{0}/retry", Role.REGISTERED_USER),
    ];

    public static IEnumerable<GoldenCase> All =>
    [
        .. Actions.SelectMany(action => Enum.GetValues<OrderStatus>().Select(status => new GoldenCase(
            $"{action.Name}-{status.ToString().ToLowerInvariant().Replace('_', '-')}",
            async world => Ask(world, action, (await world.OrderAsync(status)).Id, World.Ann, action.Role)))),
        .. Actions.Select(action => new GoldenCase($"{action.Name}-unknown", world => Ask(world, action, 77, World.Ann, action.Role))),
        .. Actions.Select(action => new GoldenCase(
            $"{action.Name}-by-another",
            async world => Ask(world, action, (await world.OrderAsync(OrderStatus.DELETED)).Id, World.Bob, Role.REGISTERED_USER))),
        .. Enum.GetValues<OrderStatus>().Select(status => new GoldenCase(
            $"cancel-{status.ToString().ToLowerInvariant().Replace('_', '-')}",
            async world => world.Ask("DELETE", $"/user/orders/{(await world.OrderAsync(status)).Id}?cancel=true"))),
        .. Enum.GetValues<OrderStatus>().Select(status => new GoldenCase(
            $"extend-{status.ToString().ToLowerInvariant().Replace('_', '-')}",
            async world => Extend(world, (await world.OrderAsync(status)).Id, """{"hours":168}"""))),
        new("extend-unknown", world => Extend(world, 77, """{"hours":168}""")),
        new("extend-by-another", async world => world.Ask(
            "PUT", $"/user/orders/{(await world.OrderAsync()).Id}/expiration", """{"hours":168}""", user: World.Bob)),
        new("extend-too-long", async world => Extend(world, (await world.OrderAsync()).Id, """{"hours":169}""")),
        new("extend-earlier", async world => Extend(world, (await world.OrderAsync()).Id, """{"expirationDate":"2020-01-01T00:00:00Z"}""")),
        new("extend-nothing", async world => Extend(world, (await world.OrderAsync()).Id, "{}")),
        new("extend-both", async world => Extend(world, (await world.OrderAsync()).Id, """{"hours":1,"expirationDate":"2030-01-01T00:00:00Z"}""")),
        new("extend-no-body", async world => world.Ask("PUT", $"/user/orders/{(await world.OrderAsync()).Id}/expiration")),
        new("extend-wrong-type", async world => Extend(world, (await world.OrderAsync()).Id, """{"hours":"many"}""")),
        new("remove-by-its-owner", async world => world.Ask("DELETE", $"/user/orders/remove/{(await world.OrderAsync(OrderStatus.DELETED)).Id}")),
        new("restart-label-of-51", async world => world.Ask(
            "POST", $"/user/orders/{(await world.OrderAsync()).Id}/restart", $$"""{"label":"{{new string('x', 51)}}"}""")),
        new("restart-label-twice", async world =>
        {
            var order = await world.OrderAsync();
            await world.DoAsync(world.Ask("POST", $"/user/orders/{order.Id}/restart", """{"label":"twice"}"""));
            return world.Ask("POST", $"/user/orders/{order.Id}/restart", """{"label":"twice"}""");
        }),
    ];

    private static HttpRequestMessage Extend(World world, long order, string body) =>
        world.Ask("PUT", $"/user/orders/{order}/expiration", body);

    private static HttpRequestMessage Ask(
        World world, (string Name, string Method, string Path, Role Role) action, long order, string user, Role role) =>
        world.Ask(action.Method, string.Format(CultureInfo.InvariantCulture, action.Path, order), user: user, role: role);
}
