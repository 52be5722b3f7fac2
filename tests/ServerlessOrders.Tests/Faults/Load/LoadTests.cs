using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ServerlessOrders.Catalog.Stores;
using ServerlessOrders.Security;
using ServerlessOrders.Tests.EndToEnd;
using ServerlessOrders.Tests.Faults.Chaos;
using ServerlessOrders.Tests.Integration.Workflow;

namespace ServerlessOrders.Tests.Faults.Load;

/// <summary>Many clients at once against one process, all on this machine and bounded in number and time.</summary>
public sealed class LoadTests(AzuriteFixture azurite) : IDisposable
{
    private const int Clients = 50;
    private const int OrdersPerClient = 3;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(60);

    private readonly TempFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact(Explicit = true)]
    [Trait("Category", "Faults")]
    public async Task FiftyClients_ForAMinute_GetNoFault_AndTheProcessKeepsItsMemory()
    {
        var connection = await azurite.NewAccountAsync();
        var storage = AzuriteFixture.Open(connection);
        await ChaosArchive.CreateAsync(storage, [10, 10, 10, 10]);
        await using var host = new CoreHost(storage, ChaosArchive.Tenant, new CatalogStore(storage));
        await using var server = await LocalProcess.ServeStorageAsync(
            _folder["data"], connection, ("Orders__Secret", TestApi.Secret), ("Orders__MaxSubOrdersPerUser", "100"), ("Orders__RehydrationCheckInterval", "00:00:01"));
        var tally = new LatencyTally();
        var users = Enumerable.Range(0, Clients).Select(number => new User(server.Address, host.Get<TokenIssuer>(), number, tally)).ToList();
        await Task.WhenAll(users.Select(user => user.OrderAsync(OrdersPerClient)));

        var began = Stopwatch.GetTimestamp();
        var memory = new List<long>();
        var running = users.Select(user => user.RunAsync(Duration)).ToList();
        while (running.Any(task => !task.IsCompleted))
        {
            await Task.WhenAny(Task.WhenAll(running), Task.Delay(TimeSpan.FromSeconds(5), Stop));
            memory.Add(server.Memory);
        }

        await Task.WhenAll(running);
        var output = TestContext.Current.TestOutputHelper;
        output?.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Clients} clients, {Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s, {tally.Count} requests; statuses {string.Join(", ", tally.Statuses.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}: {pair.Value}"))}"));
        foreach (var line in tally.Lines()) output?.WriteLine(line);
        output?.WriteLine($"resident memory every 5 s, MiB: {string.Join(' ', memory.Select(bytes => bytes >> 20))}");
        Assert.DoesNotContain(tally.Statuses.Keys, status => status >= 500);
        // From the third sample on all clients are at work: what grows with the number of requests would show.
        Assert.True(memory[^1] < memory[2] + (64 << 20), $"Resident memory went from {memory[2] >> 20} to {memory[^1] >> 20} MiB.");
        foreach (var user in users) user.Dispose();
    }

    /// <summary>A client of the mix: lists, orders, pauses and resumes, ZIPs and files.</summary>
    private sealed class User : IDisposable
    {
        private readonly HttpClient _http;
        private readonly Random _random;
        private readonly LatencyTally _tally;
        private readonly List<long> _orders = [];

        public User(string address, TokenIssuer issuer, int number, LatencyTally tally)
        {
            _tally = tally;
            _random = new Random(number);
            _http = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromMinutes(2) };
            var token = issuer.Issue(ChaosArchive.Tenant, $"load{number}@example.org", Role.EXPLOIT, TimeSpan.FromHours(1));
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        public async Task OrderAsync(int count)
        {
            for (var number = 0; number < count; number++)
            {
                using var selected = await _http.PostAsJsonAsync("/order/basket/selection", new { engineType = "legacy", datasetUrn = $"c{_random.Next(3):D2}" }, Stop);
                selected.EnsureSuccessStatusCode();
                using var created = await _http.PostAsJsonAsync("/user/orders", new { label = $"load {number}" }, Stop);
                created.EnsureSuccessStatusCode();
                _orders.Add((await created.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("content").GetProperty("id").GetInt64());
            }
        }

        public async Task RunAsync(TimeSpan duration)
        {
            var began = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(began) < duration)
            {
                var order = _orders[_random.Next(_orders.Count)];
                await (_random.Next(10) switch
                {
                    < 2 => SendAsync("list", HttpMethod.Get, "/user/orders"),
                    2 => SendAsync("list all", HttpMethod.Get, "/orders?status=DONE&size=10"),
                    < 5 => SendAsync("get", HttpMethod.Get, $"/user/orders/{order}"),
                    5 => SendAsync("pause", HttpMethod.Put, $"/user/orders/pause/{order}"),
                    6 => SendAsync("resume", HttpMethod.Put, $"/user/orders/resume/{order}"),
                    7 => SendAsync("zip", HttpMethod.Get, $"/user/orders/{order}/download"),
                    _ => SendAsync("file", HttpMethod.Get, $"/orders/files/{FileIds.Of(order, _random.Next(10))}"),
                });
            }
        }

        public void Dispose() => _http.Dispose();

        private async Task SendAsync(string kind, HttpMethod method, string path)
        {
            using var request = new HttpRequestMessage(method, path);
            var began = Stopwatch.GetTimestamp();
            using var response = await _http.SendAsync(request, Stop);
            _tally.Add(kind, (int)response.StatusCode, Stopwatch.GetElapsedTime(began));
        }
    }
}
