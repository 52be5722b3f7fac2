using System.Collections.Concurrent;

namespace ServerlessOrders.Tests.Integration.Telemetry;

/// <summary>What leaves the process by OTLP, seen by a collector that keeps the bytes.</summary>
public sealed class TelemetryExportTests(AzuriteFixture azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Collector_GetsMetricsTracesAndLogs_AndNoToken()
    {
        var received = new ConcurrentDictionary<string, string>();
        await using var collector = await OtlpCollector.StartAsync(received);
        string token;
        await using (var server = await OrderServer.StartAsync(azurite, configure: builder =>
        {
            builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Urls.Single();
            builder.Configuration["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
            builder.Configuration["Logging:LogLevel:ServerlessOrders"] = "Information";
        }))
        {
            await server.AddProductsAsync("demo", "c", ("p1", "one"));
            using var client = server.Client();
            var order = await OrderServer.OrderAllAsync(client);
            await OrderServer.WaitForAsync(client, order, content => content.GetProperty("status").GetString() == "DONE");
            var metalink = await client.GetStringAsync($"/user/orders/{order}/metalink/download", Stop);
            var query = metalink[(metalink.IndexOf("orderToken=", StringComparison.Ordinal) + "orderToken=".Length)..];
            token = query[..query.IndexOf('&', StringComparison.Ordinal)];
            using var anyone = new HttpClient { BaseAddress = server.Address };
            Assert.Equal("one", await anyone.GetStringAsync($"/orders/public/files/{order << 22}?orderToken={token}&scope=demo", Stop));
            await anyone.GetStringAsync("/health/live", Stop);
        }

        Assert.Contains("serverless_orders.order.transitions", received["/v1/metrics"], StringComparison.Ordinal);
        Assert.Contains("http.server.request.duration", received["/v1/metrics"], StringComparison.Ordinal);
        Assert.Contains("workflow PrepareSubOrder", received["/v1/traces"], StringComparison.Ordinal);
        Assert.Contains("orders/public/files/{dataFileId", received["/v1/traces"], StringComparison.Ordinal);
        // The request of the test's own client is traced, with the whole address; the server's is not.
        Assert.DoesNotMatch(@"(?<!:\d+/)health/live", received["/v1/traces"]);
        Assert.Contains("was created by", received["/v1/logs"], StringComparison.Ordinal);
        Assert.Contains("OrderId", received["/v1/logs"], StringComparison.Ordinal);
        Assert.Contains("serverless-orders", received["/v1/logs"], StringComparison.Ordinal);
        Assert.All(received.Values, body => Assert.DoesNotContain(token, body, StringComparison.Ordinal));
    }
}
