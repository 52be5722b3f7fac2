using System.Net;

namespace ServerlessOrders.Tests.Contract.Orders;

/// <summary>A host that stops while somebody waits for an order to change.</summary>
public sealed class OrderWaitStopTests(AzuriteFixture azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task HostThatStops_AnswersThoseWhoWait_ThatNothingHasChanged()
    {
        var server = await OrderServer.StartAsync(azurite);
        await server.AddProductsAsync("demo", "c", ("p1", "one"));
        using var client = server.Client();
        var order = await OrderServer.OrderAllAsync(client);
        await OrderServer.WaitForAsync(client, order, content => content.GetProperty("status").GetString() == "DONE");
        using var known = await client.GetAsync($"/user/orders/{order}", Stop);
        var waiting = Enumerable.Range(0, 20).Select(_ => WaitAsync()).ToList();
        // Those who were not waiting by then would be refused the connection.
        await Task.Delay(1000, Stop);
        Assert.DoesNotContain(waiting, one => one.IsCompleted);

        await server.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60), Stop);

        foreach (var answer in await Task.WhenAll(waiting).WaitAsync(TimeSpan.FromSeconds(60), Stop))
        {
            using (answer) Assert.Equal((HttpStatusCode.NotModified, known.Headers.ETag), (answer.StatusCode, answer.Headers.ETag));
        }

        Task<HttpResponseMessage> WaitAsync()
        {
            var request = new HttpRequestMessage(HttpMethod.Get, $"/user/orders/{order}");
            request.Headers.IfNoneMatch.Add(known.Headers.ETag!);
            request.Headers.Add("Prefer", "wait=200");
            return client.SendAsync(request, Stop);
        }
    }
}
