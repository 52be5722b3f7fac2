using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ServerlessOrders.Api.OpenApi;
using ServerlessOrders.Orders;
using ServerlessOrders.Security;

namespace ServerlessOrders.Tests.Faults.Fuzz;

/// <summary>
/// Hostile requests made from the description of the API: no 5xx, no hang, no stack trace, no header of the sender's making, no growth.
/// <c>FUZZ_SEED</c> and <c>FUZZ_REQUESTS</c> choose another run.
/// </summary>
public sealed class FuzzTests(AzuriteFixture azurite)
{
    private const int Parallelism = 4;

    private static readonly string[] Traces = ["   at ", "System.", "Exception", "Azure.", "Microsoft.", "/src/", ".cs:line"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public Task HostileRequests_AreAllAnsweredProperly() => RunAsync(seed: 1, requests: 400);

    [Fact(Explicit = true)]
    [Trait("Category", "Faults")]
    public Task HostileRequests_TwentyThousandOfThem_AreAllAnsweredProperly() =>
        RunAsync(RunSetting.Of("FUZZ_SEED", 1), RunSetting.Of("FUZZ_REQUESTS", 20_000));

    private async Task RunAsync(int seed, int requests)
    {
        var logs = new LogCollector();
        await using var server = await OrderServer.StartAsync(azurite, configure: builder => builder.Logging.AddProvider(logs).SetMinimumLevel(LogLevel.Error));
        await server.AddProductsAsync("demo", "fuzz", [.. Enumerable.Range(0, 5).Select(number => ($"product {number}", new string('x', 2000)))]);
        using var client = server.Client();
        var order = await OrderServer.OrderAllAsync(client);
        var shown = await OrderServer.WaitForAsync(client, order, content => content.GetProperty("status").GetString() == "DONE");
        var generator = new RequestGenerator(JsonElement.Parse(new ApiDescription().Json(server.Address.ToString().TrimEnd('/'))), seed, Known(server, order, shown.GetProperty("expirationDate").GetDateTimeOffset()), Tokens(server));

        var raw = new RawHttp(server.Address);
        var statuses = new ConcurrentDictionary<int, int>();
        var wrong = new ConcurrentBag<string>();
        var began = Stopwatch.GetTimestamp();
        var early = 0L;
        foreach (var (some, part) in generator.Requests().Take(requests).Chunk(requests / 4).Select((some, part) => (some, part)))
        {
            await Parallel.ForEachAsync(some, new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = Stop }, async (request, stop) =>
            {
                try
                {
                    var answer = await raw.SendAsync(request, stop);
                    statuses.AddOrUpdate(answer.Status, 1, (_, count) => count + 1);
                    if (Problem(request, answer) is { } problem) wrong.Add($"{problem}: {request} -> {answer.Head.Split('\r')[0]} {answer.Body[..Math.Min(answer.Body.Length, 500)]}");
                }
                catch (TimeoutException hang)
                {
                    wrong.Add(hang.Message);
                }
            });
            if (part == 0) early = GC.GetTotalMemory(forceFullCollection: true);
        }

        var growth = GC.GetTotalMemory(forceFullCollection: true) - early;
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"seed {seed}: {requests} requests in {Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s, growth {growth / 1024} KiB after the first quarter; statuses {string.Join(", ", statuses.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}: {pair.Value}"))}"));
        Assert.True(wrong.IsEmpty, $"{wrong.Count} answers: {string.Join('\n', wrong.Take(15))}");
        Assert.Empty(logs.Lines.Where(line => line.Level >= LogLevel.Error).Select(line => $"{line.Message} {line.Exception}"));
        Assert.True(growth < 30 * 1024 * 1024, $"{growth} bytes more than after the first quarter.");

        // All kinds of answers were met, and the server still serves.
        foreach (var status in new[] { 200, 400, 401, 404, 405 }) Assert.True(statuses.ContainsKey(status), $"No {status} among the answers.");
        Assert.Equal("DONE", (await OrderServer.WaitForAsync(server.Client(user: "new@example.org"), await NewOrderAsync(server), content => content.GetProperty("status").GetString() == "DONE")).GetProperty("status").GetString());
    }

    private static async Task<long> NewOrderAsync(OrderServer server)
    {
        using var client = server.Client(user: "new@example.org");
        return await OrderServer.OrderAllAsync(client);
    }

    private static Dictionary<string, string> Known(OrderServer server, long order, DateTimeOffset expires) => new()
    {
        ["orderId"] = order.ToString(CultureInfo.InvariantCulture),
        ["datasetId"] = "1",
        ["filesTaskId"] = "1",
        ["zipId"] = "1",
        ["dataFileId"] = FileIds.Of(order, 1).ToString(CultureInfo.InvariantCulture),
        ["datasetSelectionId"] = "1",
        ["page"] = "0",
        ["size"] = "3",
        ["sort"] = "id,asc",
        ["user"] = "ada",
        ["status"] = "DONE",
        ["engineType"] = "legacy",
        ["datasetUrn"] = "fuzz",
        ["productId"] = "product 1",
        ["orderToken"] = server.Services.GetRequiredService<OrderTokens>().Issue(new OrderKey("demo", order), "ada@example.org", Role.REGISTERED_USER, expires),
    };

    private static List<string> Tokens(OrderServer server)
    {
        var issuer = server.Services.GetRequiredService<TokenIssuer>();
        return [.. new[] { Role.REGISTERED_USER, Role.REGISTERED_USER, Role.EXPLOIT, Role.ADMIN, Role.PUBLIC }.Select(role => issuer.Issue("demo", "ada@example.org", role, TimeSpan.FromHours(1)))];
    }

    private static string? Problem(FuzzRequest request, RawAnswer answer)
    {
        if (answer.Status >= 500) return "5xx";
        if (answer.Status == 0) return "no answer";
        if (answer.Head.Contains("X-Injected", StringComparison.OrdinalIgnoreCase)) return "injected header";
        if (answer.Status < 400) return null;
        if (Traces.FirstOrDefault(answer.Body.Contains) is { } trace) return $"trace '{trace}'";
        // What no handler sees is refused by the web server, without a body; /user/orders/apply and the STAC API say in their own way what is wrong.
        var says = answer.Body.Length == 0 || answer.Body.Contains("\"messages\"", StringComparison.Ordinal)
            || (answer.Status == 422 && answer.Body.Contains("\"errorType\"", StringComparison.Ordinal))
            || (request.Target.Contains("/stac", StringComparison.OrdinalIgnoreCase) && answer.Body.Contains("\"code\"", StringComparison.Ordinal) && answer.Body.Contains("\"description\"", StringComparison.Ordinal));
        return says ? null : "no messages";
    }
}
