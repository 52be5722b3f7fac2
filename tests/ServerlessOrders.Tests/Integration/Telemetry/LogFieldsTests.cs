using Microsoft.Extensions.Logging;
using ServerlessOrders.Telemetry;

namespace ServerlessOrders.Tests.Integration.Telemetry;

public sealed class LogFieldsTests(AzuriteFixture azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryLogOfAnOrder_CarriesItsNumberAndTenant()
    {
        using var logs = new LogCollector();
        await using var server = await OrderServer.StartAsync(azurite, configure: builder =>
        {
            builder.Configuration["Logging:LogLevel:ServerlessOrders"] = "Debug";
            builder.Logging.AddProvider(logs);
        });
        await server.AddProductsAsync("demo", "c", ("p1", "one"), ("p2", "two two"));
        using var client = server.Client();

        var order = await OrderServer.OrderAllAsync(client);
        await OrderServer.WaitForAsync(client, order, content => content.GetProperty("status").GetString() == "DONE");
        await client.GetByteArrayAsync($"/user/orders/{order}/download", Stop);
        (await client.DeleteAsync($"/user/orders/{order}", Stop)).EnsureSuccessStatusCode();

        var about = logs.Lines.Where(line => line.Category.StartsWith("ServerlessOrders.", StringComparison.Ordinal)
            && !line.Category.Contains("DriverLease", StringComparison.Ordinal)).ToList();
        string[] sources = ["OrderChanges", "SelectionExpansion", "SubOrderPreparation", "ZipCreation"];
        Assert.All(sources, source => Assert.Contains(about, line => line.Category.EndsWith(source, StringComparison.Ordinal)));
        string[] changes = ["was created by ada@", "went from PENDING to RUNNING (Expanded: ", "went from RUNNING to DONE (Complete: ", "went from DONE to DELETED (Delete: by ada@"];
        Assert.All(changes, change => Assert.Contains(about, line => line.Message.Contains(change, StringComparison.Ordinal)));
        Assert.All(about, line =>
        {
            Assert.True($"{order}" == line.Scope.GetValueOrDefault(OrderScope.OrderId)?.ToString(), $"{line.Category}: {line.Message}");
            Assert.True("demo" == line.Scope.GetValueOrDefault(OrderScope.Tenant)?.ToString(), $"{line.Category}: {line.Message}");
        });
    }

    [Fact]
    public async Task RequestLogs_CarryTheTenantOfTheCaller_OrOfTheOrderToken()
    {
        // 7 x 2^22 + 3: the file at position 3 of order 7.
        const long File = (7L << 22) + 3;
        await using var api = await TestApi.StartAsync([
            new("Mine", ["GET"], "/mine/{dataFileId}", Security.Role.REGISTERED_USER, call => throw new InvalidOperationException("mine")),
            new("Shared", ["GET"], "/shared", Security.Role.PUBLIC, call =>
            {
                call.Concerns(new OrderKey("granted", 9));
                throw new InvalidOperationException("shared");
            }),
        ]);

        await api.GetAsync($"/mine/{File}", api.Token(tenant: "ours"));
        await api.GetAsync("/shared");

        var mine = api.Logs.Lines.Single(line => line.Exception?.Message == "mine").Scope;
        Assert.Equal(("ours", "7"), ($"{mine[OrderScope.Tenant]}", $"{mine[OrderScope.OrderId]}"));
        var shared = api.Logs.Lines.Single(line => line.Exception?.Message == "shared").Scope;
        Assert.Equal(("granted", "9"), ($"{shared[OrderScope.Tenant]}", $"{shared[OrderScope.OrderId]}"));
    }
}
