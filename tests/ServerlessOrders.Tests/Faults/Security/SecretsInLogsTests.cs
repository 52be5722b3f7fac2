using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ServerlessOrders.Orders;
using ServerlessOrders.Security;
using ServerlessOrders.Storage;
using ServerlessOrders.Tests.Faults.Storage;

namespace ServerlessOrders.Tests.Faults.Security;

/// <summary>What must stay secret is in no line of the log, however talkative: tokens, the secret, the key of the storage account.</summary>
public sealed class SecretsInLogsTests(AzuriteFixture azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Log_OfGoodAndBadRequests_HoldsNoSecret()
    {
        var connection = await azurite.NewAccountAsync();
        // Not repeated by the storage client, so the error comes at once.
        var plan = FaultPlan.Every(StorageFault.Conflict);
        plan.IsOn = false;
        await using var proxy = await FaultProxy.StartAsync(connection, plan, TimeSpan.FromMilliseconds(100));
        var logs = new LogCollector();
        await using var server = await OrderServer.StartAsync(azurite, StorageConnection.Open(proxy.ConnectionString), builder =>
        {
            // As an operator would who looks for a fault.
            builder.Configuration["Logging:LogLevel:Default"] = "Trace";
            builder.Configuration["Logging:LogLevel:Microsoft"] = "Information";
            builder.Logging.ClearProviders().AddProvider(logs);
        });
        await server.AddProductsAsync("demo", "c", ("p", "content"));
        using var client = server.Client();
        var bearer = client.DefaultRequestHeaders.Authorization!.Parameter!;
        var order = await OrderServer.OrderAllAsync(client);
        var shown = await OrderServer.WaitForAsync(client, order, content => content.GetProperty("status").GetString() == "DONE");
        var token = server.Services.GetRequiredService<OrderTokens>().Issue(
            new OrderKey("demo", order), "ada@example.org", Role.REGISTERED_USER, shown.GetProperty("expirationDate").GetDateTimeOffset());
        string[] paths =
        [
            $"/user/orders/metalink/download?orderToken={token}&scope=demo", $"/orders/public/files/{FileIds.Of(order, 0)}?orderToken={token}",
            $"/orders/public/files/{FileIds.Of(order + 1, 0)}?orderToken={token}", $"/orders/public/files/1?orderToken={token}x", $"/nothing?orderToken={token}",
        ];
        foreach (var path in paths) (await client.GetAsync(path, Stop)).Dispose();
        using (var forged = new HttpRequestMessage(HttpMethod.Get, "/user/orders"))
        {
            forged.Headers.TryAddWithoutValidation("Authorization", $"Bearer {bearer}x");
            Assert.Equal(HttpStatusCode.Unauthorized, (await client.SendAsync(forged, Stop)).StatusCode);
        }

        // Storage that fails ends in an error with its cause.
        plan.IsOn = true;
        (await client.GetAsync(paths[0], Stop)).Dispose();
        (await client.GetAsync($"/user/orders/{order}", Stop)).Dispose();
        plan.IsOn = false;

        var lines = logs.Lines.Select(line => $"{line.Message} {line.Exception} {string.Join(' ', line.Scope)}").ToList();
        Assert.Contains(logs.Lines, line => line.Level == LogLevel.Error);
        Assert.Contains(lines, line => line.Contains($"Order {order}", StringComparison.Ordinal));
        var key = connection.Split("AccountKey=")[1].Split(';')[0];
        foreach (var secret in new[] { token, bearer, token.Split('.')[2], bearer.Split('.')[2], OrderServer.Secret, key })
            Assert.DoesNotContain(lines, line => line.Contains(secret, StringComparison.Ordinal));
    }
}
