using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServerlessOrders.Security;
using ServerlessOrders.Storage;
using ServerlessOrders.Tests.Faults.Storage;
using ServerlessOrders.Tests.Integration.Notifications;
using ServerlessOrders.Tests.Integration.Outbound;
using ServerlessOrders.Tests.Integration.Telemetry;

namespace ServerlessOrders.Tests.Faults.Security;

/// <summary>The secret of a receiver is in no answer, no error, no line of the log and no telemetry, whatever comes of its order.</summary>
public sealed class WebhookSecretTests(AzuriteFixture azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SecretOfAReceiver_IsShownNowhere()
    {
        var (own, tenants, refused) = (NewSecret(), NewSecret(), "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(12)));
        var (logs, answers, telemetry) = (new LogCollector(), new ConcurrentQueue<string>(), new ConcurrentDictionary<string, string>());
        var connection = await azurite.NewAccountAsync();
        var plan = FaultPlan.Every(StorageFault.Conflict);
        plan.IsOn = false;
        await using var proxy = await FaultProxy.StartAsync(connection, plan, TimeSpan.FromMilliseconds(100));
        await using var receiver = await Receiver.StartAsync();
        receiver.Answers = attempt => attempt % 3 == 0 ? 500 : 204;
        await using var collector = await OtlpCollector.StartAsync(telemetry);
        await using (var server = await OrderServer.StartAsync(azurite, StorageConnection.Open(proxy.ConnectionString), builder =>
        {
            builder.Configuration["Logging:LogLevel:Default"] = "Trace";
            builder.Configuration["Logging:LogLevel:Microsoft"] = "Information";
            builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Urls.Single();
            builder.Configuration["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
            builder.Configuration["Orders:NotificationHosts:0"] = ForeignNetwork.Host;
            builder.Configuration["Orders:Notifications:Tenants:demo:Url"] = receiver.Url;
            builder.Configuration["Orders:Notifications:Tenants:demo:Secret"] = tenants;
            builder.Logging.AddProvider(logs);
            builder.Services.AddSingleton(ForeignNetwork.Create());
        }))
        {
            await server.AddProductsAsync("demo", "a", ("p1", "one"));
            using var user = server.Client();
            using var admin = server.Client(user: "root@example.org", role: Role.ADMIN);
            user.DefaultRequestHeaders.Add("Idempotency-Key", "once");
            var apply = Json(receiver.Url, own);
            await AskAsync(user, HttpMethod.Post, "/user/orders/apply", apply);
            await AskAsync(user, HttpMethod.Post, "/user/orders/apply", apply);
            await AskAsync(user, HttpMethod.Post, "/user/orders/apply", apply + " ");
            user.DefaultRequestHeaders.Remove("Idempotency-Key");
            await OrderServer.WaitForAsync(user, 1, content => content.GetProperty("status").GetString() == "DONE");

            // Bodies that are refused: a bad secret, a bad address beside a good one, a wrong type, no JSON at all.
            await AskAsync(user, HttpMethod.Post, "/user/orders/apply", Json(receiver.Url, refused));
            await AskAsync(user, HttpMethod.Post, "/user/orders/apply", Json("http://127.0.0.1/", own));
            await AskAsync(user, HttpMethod.Post, "/user/orders/apply", apply.Replace($"\"{own}\"", $"[\"{own}\"]", StringComparison.Ordinal));
            await AskAsync(user, HttpMethod.Post, "/user/orders/apply", apply[..^1]);
            await AskAsync(user, HttpMethod.Post, "/user/orders/apply", $"\"{own}\"");
            await AskAsync(user, HttpMethod.Post, "/user/orders/1/restart", $$"""{"notify": {"url": "{{receiver.Url}}", "secret": "{{own}}"} }""");
            foreach (var client in new[] { user, admin })
            {
                foreach (var path in new[] { "/user/orders/1", "/user/orders/1/events", "/user/orders", "/orders", "/orders/csv", "/settings", "/user/orders/1/stac", "/openapi.json" })
                    await AskAsync(client, HttpMethod.Get, path);
            }

            await AskAsync(user, HttpMethod.Post, "/user/orders/1/events/1/replay");
            while (!(await AskAsync(user, HttpMethod.Get, "/user/orders/1/events")).Contains("The receiver answered 500", StringComparison.Ordinal)) await Task.Delay(50, Stop);
            plan.IsOn = true;
            await AskAsync(user, HttpMethod.Post, "/user/orders/apply", apply);
            await AskAsync(user, HttpMethod.Get, "/user/orders/1/events");
            plan.IsOn = false;
        }

        var startUp = await Assert.ThrowsAsync<OptionsValidationException>(() => OrderServer.StartAsync(azurite, configure: builder =>
        {
            builder.Configuration["Orders:NotificationHosts:0"] = ForeignNetwork.Host;
            builder.Configuration["Orders:Notifications:Tenants:demo:Url"] = receiver.Url;
            builder.Configuration["Orders:Notifications:Tenants:demo:Secret"] = refused;
            builder.Logging.AddProvider(logs);
        }));

        var shown = answers.Concat(telemetry.Values).Append(startUp.ToString())
            .Concat(logs.Lines.Select(line => $"{line.Message} {line.Exception} {string.Join(' ', line.Scope)}")).ToList();
        // All of it was looked at: what should be there is.
        Assert.Contains(shown, text => text.Contains("24 to 64 random bytes", StringComparison.Ordinal));
        Assert.Contains(logs.Lines, line => line.Message.Contains("was not taken at attempt", StringComparison.Ordinal));
        Assert.Contains("workflow SendEvents", telemetry["/v1/traces"], StringComparison.Ordinal);
        foreach (var secret in new[] { own, tenants, refused })
            Assert.DoesNotContain(shown, text => text.Contains(secret["whsec_".Length..^2], StringComparison.Ordinal));

        async Task<string> AskAsync(HttpClient client, HttpMethod method, string path, string? body = null)
        {
            using var request = new HttpRequestMessage(method, path);
            if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            using var answer = await client.SendAsync(request, Stop);
            var text = $"{answer.Headers} {await answer.Content.ReadAsStringAsync(Stop)}";
            answers.Enqueue(text);
            return text;
        }
    }

    private static string Json(string url, string secret) => $$"""{"queries": ["productId:p1"], "notify": {"url": "{{url}}", "secret": "{{secret}}"} }""";

    private static string NewSecret() => "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(33));
}
