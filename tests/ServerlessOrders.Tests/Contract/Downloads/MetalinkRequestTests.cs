using System.Net;
using ServerlessOrders.Orders;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Tests.Contract.Downloads;

/// <summary>Which metalink a client gets.</summary>
public sealed class MetalinkRequestTests(StillServer server) : IClassFixture<StillServer>
{
    private const string Three = "application/metalink+xml";
    private const string Four = "application/metalink4+xml";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, Three)]
    [InlineData("*/*", Three)]
    [InlineData(Four, Four)]
    [InlineData("application/metalink4+xml;q=0", Three)]
    [InlineData("application/metalink4+xml;q=0, */*", Three)]
    [InlineData("application/metalink4+xml;q=0.3, application/metalink+xml;q=0.7", Three)]
    [InlineData("application/metalink4+xml;q=0.7, */*;q=0.3", Four)]
    public async Task Accept_IsReadWithItsQValues(string? accept, string expected)
    {
        var world = new World(server);
        var order = await world.OrderAsync(OrderStatus.DONE, FileState.AVAILABLE);
        foreach (var method in new[] { "GET", "HEAD" })
        {
            using var request = world.Ask(method, $"/user/orders/{order.Id}/metalink/download");
            if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
            using var answer = await server.Http.SendAsync(request, Stop);

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(expected, answer.Content.Headers.ContentType!.MediaType);
            Assert.Equal(["Accept"], answer.Headers.Vary);
            Assert.Equal("private", answer.Headers.CacheControl!.ToString());
            Assert.Equal(expected == Four ? ".meta4" : ".metalink", Path.GetExtension(answer.Content.Headers.ContentDisposition!.FileName));
        }
    }
}
