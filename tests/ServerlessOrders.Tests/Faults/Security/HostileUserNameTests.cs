using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ServerlessOrders.Security;

namespace ServerlessOrders.Tests.Faults.Security;

/// <summary>Logins become parts of the keys of tables and of the names of blobs: none may reach what belongs to another.</summary>
public sealed class HostileUserNameTests(AzuriteFixture azurite)
{
    /// <summary>Names that storage forbids in keys, that mean something in filters and paths, and pairs that a careless encoding makes one.</summary>
    private static readonly string[] Users =
    [
        "a/b", "a~2fb", "A/B", "a#b?c=d", "' or PartitionKey ne '", "a|b|all", "../ada@example.org", "\u00fc@example.org", "u\u0308@example.org",
        new('x', 254), $"{new string('x', 253)}y", $"{new string('\u00fc', 253)}z",
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task UsersOfAnyName_HaveBasketsAndOrdersOfTheirOwn()
    {
        await using var server = await OrderServer.StartAsync(azurite);
        await server.AddProductsAsync("demo", "c", ("p", "content"));
        var orders = new Dictionary<string, long>();
        foreach (var user in Users)
        {
            using var client = server.Client(user: user);
            Assert.Equal(HttpStatusCode.NoContent, (await client.GetAsync("/order/basket", Stop)).StatusCode);
            Assert.Empty(await ListAsync(client));
            orders[user] = await OrderServer.OrderAllAsync(client);
        }

        foreach (var user in Users)
        {
            using var client = server.Client(user: user);
            Assert.Equal([orders[user]], await ListAsync(client));
            var other = orders.First(order => order.Key != user).Value;
            Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync($"/user/orders/{other}", Stop)).StatusCode);
        }

        using var admin = server.Client(user: "root@example.org", role: Role.ADMIN);
        foreach (var user in Users)
        {
            var page = await admin.PostAsJsonAsync("/orders/search", new { owner = user }, Stop);
            var owners = (await page.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("content").EnumerateArray()
                .Select(order => order.GetProperty("content").GetProperty("owner").GetString()!).ToList();
            Assert.Contains(user, owners);
            Assert.All(owners, owner => Assert.Contains(user, owner, StringComparison.Ordinal));
        }
    }

    private static async Task<IReadOnlyList<long>> ListAsync(HttpClient client) =>
        [.. (await client.GetFromJsonAsync<JsonElement>("/user/orders", Stop)).GetProperty("content").EnumerateArray()
            .Select(order => order.GetProperty("content").GetProperty("id").GetInt64())];
}
