using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using ServerlessOrders.Catalog.Stores;
using ServerlessOrders.Security;
using ServerlessOrders.Tests.EndToEnd;
using ServerlessOrders.Tests.Integration.Workflow;

namespace ServerlessOrders.Tests.Faults.Load;

/// <summary>A thousand clients that wait for an order in one process, over real connections: what they hold, and that each is answered.</summary>
public sealed class WaitingRequestsTests(AzuriteFixture azurite, ITestOutputHelper output) : IDisposable
{
    private const int Clients = 1000;
    private const int MostThreads = 16;

    /// <summary>
    /// Of resident memory, which counts their thousand connections and what the collector has not collected yet; they hold some 13 MiB of
    /// it, most of that their connections. What the waiting itself holds is far less: <c>OrderWatchTests</c>.
    /// </summary>
    private const long MostMemory = 50L * 1024 * 1024;

    private readonly TempFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact(Explicit = true)]
    [Trait("Category", "Large")]
    public async Task AThousandRequestsThatWait_HoldNoThread_AndLittleMemory_AndAreAllAnswered()
    {
        var connection = await azurite.NewAccountAsync();
        var storage = AzuriteFixture.Open(connection);
        await OrderServer.AddProductsAsync(storage, "demo", "c", ("p1", "one"), ("p2", "two"));
        await using var host = new CoreHost(storage, "demo", new CatalogStore(storage));
        await using var server = await LocalProcess.ServeStorageAsync(_folder["data"], connection, ("Orders__Secret", TestApi.Secret));
        var token = host.Get<TokenIssuer>().Issue("demo", "ada@example.org", Role.REGISTERED_USER, TimeSpan.FromHours(1));
        using var client = new HttpClient { BaseAddress = new Uri(server.Address), Timeout = TimeSpan.FromMinutes(4) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var order = await OrderServer.OrderAllAsync(client);
        await OrderServer.WaitForAsync(client, order, content => content.GetProperty("status").GetString() == "DONE");
        // What a process is like that has served some requests.
        for (var request = 0; request < 300; request++) await client.GetStringAsync($"/user/orders/{order}", Stop);

        var (files, memory, threads) = (server.OpenFiles, server.Memory, server.Threads);
        var waiting = await WaitAsync();
        output.WriteLine($"{Clients} wait: {(server.Memory - memory) / 1024.0 / 1024:0.0} MiB more (of {memory / 1024.0 / 1024:0.0}), {server.Threads} threads after {threads}");
        Assert.InRange(server.Memory - memory, long.MinValue, MostMemory);
        Assert.InRange(server.Threads - threads, int.MinValue, MostThreads);

        // A change reaches all; meanwhile others are served.
        var began = Stopwatch.GetTimestamp();
        Assert.Equal("one", await client.GetStringAsync($"/orders/files/{FileIds.Of(order, 0)}", Stop));
        output.WriteLine($"a file meanwhile: {Stopwatch.GetElapsedTime(began).TotalMilliseconds:0} ms");
        Assert.All(await EndAsync(waiting), status => Assert.Equal(HttpStatusCode.OK, status));
        output.WriteLine($"all told of the change after {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");

        // Who still waits when the process stops is told that nothing has changed.
        waiting = await WaitAsync();
        began = Stopwatch.GetTimestamp();
        Assert.Equal(0, await server.StopAsync());
        Assert.All(await EndAsync(waiting), status => Assert.Equal(HttpStatusCode.NotModified, status));
        output.WriteLine($"all answered and the process stopped after {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");

        async Task<List<Task<HttpResponseMessage>>> WaitAsync()
        {
            using var known = await client.GetAsync($"/user/orders/{order}", Stop);
            var requests = Enumerable.Range(0, Clients).Select(_ =>
            {
                var request = new HttpRequestMessage(HttpMethod.Get, $"/user/orders/{order}");
                request.Headers.IfNoneMatch.Add(known.Headers.ETag!);
                request.Headers.Add("Prefer", "wait=200");
                return client.SendAsync(request, Stop);
            }).ToList();
            while (server.OpenFiles < files + Clients - 20) await Task.Delay(100, Stop);
            await Task.Delay(5000, Stop);
            Assert.DoesNotContain(requests, one => one.IsCompleted);
            return requests;
        }
    }

    private static async Task<List<HttpStatusCode>> EndAsync(List<Task<HttpResponseMessage>> waiting)
    {
        var statuses = new List<HttpStatusCode>();
        foreach (var answer in await Task.WhenAll(waiting).WaitAsync(TimeSpan.FromMinutes(1), Stop))
        {
            using (answer) statuses.Add(answer.StatusCode);
        }

        return statuses;
    }
}
