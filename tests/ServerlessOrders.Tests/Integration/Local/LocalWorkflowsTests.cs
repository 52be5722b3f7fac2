using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using ServerlessOrders.Local.Workflows;

namespace ServerlessOrders.Tests.Integration.Local;

public sealed class LocalWorkflowsTests(AzuriteFixture azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Order_IsDrivenUntilAllItsFilesAreAvailable()
    {
        await using var server = await OrderServer.StartAsync(azurite);
        await server.AddProductsAsync("demo", "c", ("p1", "one"), ("p2", "two two"));
        using var client = server.Client();

        var order = await OrderServer.OrderAllAsync(client);

        var ready = await OrderServer.WaitForAsync(client, order, AllAvailable(2));
        Assert.Equal("ada@example.org", ready.GetProperty("owner").GetString());
    }

    [Fact]
    public async Task Order_MadeOnAnotherProcess_IsDrivenByTheOneThatHoldsTheLease()
    {
        await using var driver = await OrderServer.StartAsync(azurite);
        await WaitUntilItDrivesAsync(driver);
        await using var other = await OrderServer.StartAsync(azurite, driver.Storage);
        await driver.AddProductsAsync("demo", "c", ("p1", "one"));
        using var client = other.Client();

        var order = await OrderServer.OrderAllAsync(client);

        await OrderServer.WaitForAsync(client, order, AllAvailable(1));
    }

    [Fact]
    public async Task Order_OfAServerThatStopped_IsTakenOverByTheOther()
    {
        var first = await OrderServer.StartAsync(azurite);
        await WaitUntilItDrivesAsync(first);
        await first.AddProductsAsync("demo", "c", ("p1", "one"));
        await using var second = await OrderServer.StartAsync(azurite, first.Storage);
        await first.DisposeAsync();
        using var client = second.Client();

        var order = await OrderServer.OrderAllAsync(client);

        await OrderServer.WaitForAsync(client, order, AllAvailable(1));
    }

    private static Func<JsonElement, bool> AllAvailable(int files) =>
        order => order.GetProperty("availableFilesCount").GetInt64() == files && order.GetProperty("percentCompleted").GetInt64() == 100;

    private static async Task WaitUntilItDrivesAsync(OrderServer server)
    {
        var schedule = server.Services.GetRequiredService<OrderSchedule>();
        while (!schedule.IsOpen) await Task.Delay(50, Stop);
    }
}
