using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Tests.Integration.Health;

public sealed class StorageHealthTests(AzuriteFixture azurite)
{
    // Five tables and a container.
    private const int RequestsOfAProbe = 6;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Problems_AskedForByMany_AreLookedForOnceASecond()
    {
        var time = new FakeTimeProvider();
        var counter = new StorageCounter();
        var health = new StorageHealth(counter.Open(azurite.ConnectionString), time);

        var found = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => health.FindProblemsAsync(Stop)));
        Assert.All(found, Assert.Empty);
        time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Empty(await health.FindProblemsAsync(Stop));
        Assert.Equal(RequestsOfAProbe, counter.Count);

        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Empty(await health.FindProblemsAsync(Stop));
        Assert.Equal(2 * RequestsOfAProbe, counter.Count);
    }

    [Fact]
    public async Task Problems_OfAMissingTable_NameIt_UntilItIsThere()
    {
        var time = new FakeTimeProvider();
        var storage = AzuriteFixture.Open(await azurite.NewAccountAsync());
        var health = new StorageHealth(storage, time);
        await storage.Files.DeleteAsync(Stop);

        Assert.Equal(["Table Files does not exist."], await health.FindProblemsAsync(Stop));

        await storage.CreateMissingAsync(Stop);
        time.Advance(StorageHealth.Interval);
        Assert.Empty(await health.FindProblemsAsync(Stop));
    }

    [Fact]
    public async Task Problems_OfStorageThatDoesNotAnswer_AreToldAfterTheLimit_AndOneProbeIsUnderWay()
    {
        var time = new FakeTimeProvider();
        var held = new TaskCompletionSource();
        var counter = new StorageCounter { Hold = _ => held.Task };
        var health = new StorageHealth(counter.Open(azurite.ConnectionString), time);

        var first = health.FindProblemsAsync(Stop);
        time.Advance(StorageHealth.Interval);
        var second = health.FindProblemsAsync(Stop);
        time.Advance(StorageHealth.Limit - StorageHealth.Interval);

        Assert.Equal(RequestsOfAProbe, (await first).Count);
        Assert.Same(await first, await second);
        Assert.All(await first, problem => Assert.EndsWith(" did not answer within 3 s.", problem, StringComparison.Ordinal));
        held.SetResult();
    }

    [Fact]
    public async Task Ready_WithoutItsTables_Is503WithMessages_AndLiveIsUp()
    {
        await using var server = await OrderServer.StartAsync(azurite);
        using var client = new HttpClient { BaseAddress = server.Address };
        await server.Storage.Checks.DeleteAsync(Stop);

        using var ready = await client.GetAsync("/health/ready", Stop);
        using var live = await client.GetAsync("/health/live", Stop);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        var body = JsonElement.Parse(await ready.Content.ReadAsStringAsync(Stop));
        Assert.Equal("""{"messages":["The service is not ready; its log says why."]}""", body.ToString());
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
    }
}
