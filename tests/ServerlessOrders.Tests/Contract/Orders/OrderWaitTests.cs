using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using ServerlessOrders.Orders;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Tests.Contract.Orders;

/// <summary>Versions of answers, and waiting for the next one (contract, sections 1 and 11).</summary>
public sealed class OrderWaitTests(StillServer server) : IClassFixture<StillServer>
{
    private readonly World _world = new(server);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/user/orders/1")]
    [InlineData("/user/orders")]
    [InlineData("/orders/1/dataset/4194304/files")]
    [InlineData("/orders/1/files/available")]
    public async Task VersionThatIsKnown_Is304_UntilSomethingChanges(string address)
    {
        var order = await _world.OrderAsync(OrderStatus.RUNNING, FileState.AVAILABLE, FileState.PENDING);
        using var first = await AskAsync(address);
        using var same = await AskAsync(address, first.Headers.ETag);
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Equal(first.Headers.ETag, same.Headers.ETag);
        Assert.Empty(await same.Content.ReadAsByteArrayAsync(Stop));

        await server.AddFilesAsync(order, 0, external: false, [FileState.AVAILABLE]);
        using var changed = await AskAsync(address, first.Headers.ETag);
        Assert.True(changed.IsSuccessStatusCode);
        Assert.NotEqual(first.Headers.ETag, changed.Headers.ETag);
    }

    [Fact]
    public async Task Wait_EndsWithTheChange_AndWith304WhereThereIsNone()
    {
        var order = await _world.OrderAsync(OrderStatus.RUNNING, FileState.PENDING);
        using var first = await AskAsync($"/user/orders/{order.Id}");

        using var unchanged = await AskAsync($"/user/orders/{order.Id}", first.Headers.ETag, "wait=2");
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        Assert.Equal("wait=2", unchanged.Headers.GetValues("Preference-Applied").Single());

        var waiting = AskAsync($"/user/orders/{order.Id}", first.Headers.ETag, "respond-async, wait=200");
        await server.AddFilesAsync(order, 0, external: false, [FileState.AVAILABLE]);
        using var changed = await waiting.WaitAsync(TimeSpan.FromMinutes(1), Stop);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        var content = JsonDocument.Parse(await changed.Content.ReadAsStringAsync(Stop)).RootElement.GetProperty("content");
        Assert.Equal(1, content.GetProperty("availableFilesCount").GetInt32());
    }

    [Fact]
    public async Task Wait_ForAnOrderThatIsRemoved_EndsWith404()
    {
        var order = await _world.OrderAsync(OrderStatus.DELETED);
        using var first = await AskAsync($"/user/orders/{order.Id}");
        var waiting = AskAsync($"/user/orders/{order.Id}", first.Headers.ETag, "wait=200");
        await _world.DoAsync(_world.Ask("DELETE", $"/user/orders/remove/{order.Id}", role: Security.Role.ADMIN));

        using var gone = await waiting.WaitAsync(TimeSpan.FromMinutes(1), Stop);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task ClientsThatWaitForOneOrder_CostAReadingASecond_WhoeverLeaves()
    {
        const int clients = 50;
        const int seconds = 4;
        var order = await _world.OrderAsync(OrderStatus.PAUSED, FileState.PENDING);
        using var first = await AskAsync($"/user/orders/{order.Id}");
        server.Storage.Reset();
        using var leaving = new CancellationTokenSource(TimeSpan.FromSeconds(1));

        var left = AskAsync($"/user/orders/{order.Id}", first.Headers.ETag, "wait=200", leaving.Token);
        var answers = await Task.WhenAll(Enumerable.Range(0, clients)
            .Select(_ => AskAsync($"/user/orders/{order.Id}", first.Headers.ETag, $"wait={seconds}")));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);

        foreach (var answer in answers)
        {
            using (answer) Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
        }

        // Each looks once before it waits, together with others that come at that moment; then one reading a second serves all.
        Assert.InRange(server.Storage.Count, 2, clients + 1 + seconds + 1);
    }

    private Task<HttpResponseMessage> AskAsync(
        string address, EntityTagHeaderValue? known = null, string? prefer = null, CancellationToken? cancellationToken = null)
    {
        var request = _world.Ask("GET", address);
        if (known is not null) request.Headers.IfNoneMatch.Add(known);
        if (prefer is not null) request.Headers.Add("Prefer", prefer);
        return server.Http.SendAsync(request, cancellationToken ?? Stop);
    }
}
