using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using ServerlessOrders.Orders.Creation;
using ServerlessOrders.Tests.EndToEnd;
using ServerlessOrders.Tests.Integration.Outbound;
using ServerlessOrders.Tests.Integration.Workflow;

namespace ServerlessOrders.Tests.Integration.Notifications;

/// <summary>What events, quotes and the progress of an order cost in storage operations: figures of docs/cost-and-scale.md.</summary>
public sealed class EventCostTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Event_CostsThreeReadsAndTwoWrites_AndNothingWhereNobodyIsTold()
    {
        await using var receiver = await Receiver.StartAsync();
        var without = await OrderAsync(null);
        var with = await OrderAsync(new NotifyBody(receiver.Url, Receiver.Secret));

        output.WriteLine($"an order without a receiver  {without}");
        output.WriteLine($"with one, of three events    {with}");
        Assert.Equal(3, receiver.Taken.Count);
        // Each: the order, the claim, the event, the order again, what became of it. Beside them a look whether there are more, and
        // the steps of the workflow that they take.
        Assert.InRange(with.TableReads - without.TableReads, 9, 9 + 8);
        Assert.InRange(with.TableWrites - without.TableWrites, 6, 6 + 2);
        Assert.Equal((without.BlobReads, without.BlobWrites), (with.BlobReads, with.BlobWrites));
    }

    [Fact]
    public async Task QuoteAndProgress_CostAFewReads_AndNoWrite()
    {
        var counter = new OperationCounter();
        await using var server = await OrderServer.StartAsync(
            azurite, counter.Open(await azurite.NewAccountAsync()), builder => builder.Configuration["Orders:MaxSubOrdersPerUser"] = "1");
        await server.AddProductsAsync("demo", "c", ("p1", "one"), ("p2", "two"));
        using var client = server.Client();
        var all = new { queries = new[] { "*:*" } };
        await QuietAsync(counter);
        using (var answer = await client.PostAsJsonAsync("/user/orders/quote", all, Stop)) Assert.True(answer.IsSuccessStatusCode);
        var quote = counter.Take();

        await OrderServer.OrderAllAsync(client);
        using var second = await client.PostAsJsonAsync("/user/orders/apply", all, Stop);
        var id = (await second.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("content").GetProperty("orderId").GetInt64();
        await OrderServer.WaitForAsync(client, 1, content => content.GetProperty("status").GetString() == "DONE");
        await OrderServer.WaitForAsync(client, id, content => content.GetProperty("progress").GetProperty("phase").GetString() == "QUEUED");
        await QuietAsync(counter);
        await client.GetStringAsync($"/user/orders/{id}", Stop);
        var queued = counter.Take();

        output.WriteLine($"quote of 2 files                 {quote}");
        output.WriteLine($"order that waits for another     {queued}");
        Assert.InRange(quote.TableReads, 1, 6);
        Assert.InRange(quote.BlobReads, 0, 1);
        Assert.InRange(queued.TableReads, 2, 1 + 9);
        Assert.Equal((0, 0, 0), (quote.TableWrites, queued.TableWrites, queued.BlobReads));
    }

    private async Task<Operations> OrderAsync(NotifyBody? notify)
    {
        var counter = new OperationCounter();
        var products = Products.Of(2);
        await using var host = new CoreHost(
            counter.Open(azurite.ConnectionString), AzuriteFixture.NewTenant(), products.Catalog, products.Archive,
            options => options.NotificationHosts.Add(ForeignNetwork.Host), services: services => services.AddSingleton(ForeignNetwork.Create()));
        var outcome = await host.Get<OrderCreation>().FromSelectionAsync(
            host.User, new OrderRequest("Once", null, Notify: notify), host.Selection("c"), Stop);
        Assert.Equal(CreationStatus.Created, outcome.Status);
        await host.DriveAsync();
        return counter.Take();
    }

    /// <summary>Lets the work that runs beside requests come to its end.</summary>
    private static async Task QuietAsync(OperationCounter counter)
    {
        do await Task.Delay(500, Stop);
        while (counter.Take() is not { TableReads: 0, TableWrites: 0, BlobReads: 0, BlobWrites: 0 });
    }
}
