using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Time.Testing;
using ServerlessOrders.Maintenance;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Commands;
using ServerlessOrders.Storage;
using ServerlessOrders.Tests.Integration.Workflow;

namespace ServerlessOrders.Tests.Integration.Telemetry;

/// <summary>The metrics of docs/operations.md, as a collector sees them.</summary>
public sealed class OrderMetricsTests(AzuriteFixture azurite)
{
    private const string Status = "serverless_orders.order.status";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OrderFromBasketToBytes_IsCountedAtEveryStep()
    {
        var storage = StorageConnection.Open(await azurite.NewAccountAsync());
        await using var server = await OrderServer.StartAsync(azurite, storage);
        await server.AddProductsAsync("demo", "c", ("p1", "one"), ("p2", "two two"));
        using var transitions = Collect<long>(server.Services, "order.transitions");
        using var prepared = Collect<long>(server.Services, "file.prepared");
        using var delivered = Collect<long>(server.Services, "delivery.io");
        using var lag = Collect<double>(server.Services, "workflow.lag");
        using var steps = Collect<double>(server.Services, "workflow.step.duration");
        using var requests = Collect<long>(server.Services, "storage.requests");
        using var client = server.Client();

        var order = await OrderServer.OrderAllAsync(client);
        await OrderServer.WaitForAsync(client, order, content => content.GetProperty("status").GetString() == "DONE");
        var zip = await client.GetByteArrayAsync($"/user/orders/{order}/download", Stop);

        Assert.Equal(
            ["none>PENDING", "PENDING>RUNNING", "RUNNING>DONE"],
            transitions.GetMeasurementSnapshot().Select(move => $"{move.Tags["serverless_orders.order.status.previous"]}>{move.Tags[Status]}"));
        Assert.Equal(2, Sum(prepared, "serverless_orders.file.state", "AVAILABLE"));
        Assert.Equal(zip.Length, Sum(delivered, "serverless_orders.delivery.kind", "zip"));
        Assert.All(lag.GetMeasurementSnapshot(), measured => Assert.InRange(measured.Value, 0, 20));
        Assert.NotEmpty(lag.GetMeasurementSnapshot());
        Assert.Superset(
            new HashSet<object?> { "Plan", "ExpandPage", "PrepareSubOrder" },
            steps.GetMeasurementSnapshot().Select(step => step.Tags["serverless_orders.workflow.step"]).ToHashSet());
        Assert.All(steps.GetMeasurementSnapshot(), step => Assert.False(step.Tags.ContainsKey("error.type")));
        requests.RecordObservableInstruments();
        var done = requests.GetMeasurementSnapshot().Single(count =>
            (string?)count.Tags["serverless_orders.storage.service"] == "table" && (string?)count.Tags["serverless_orders.storage.answer"] == "done");
        Assert.InRange(done.Value, 20, 2000);
    }

    [Fact]
    public async Task RefreshPass_TellsTheUnfinishedOrdersByStatus_AndHowLateTheirWorkIs()
    {
        var storage = AzuriteFixture.Open(await azurite.NewAccountAsync());
        var products = Products.Of(3);
        await using var host = new CoreHost(
            storage, "demo", products.Catalog, products.Archive, time: new FakeTimeProvider(TimeProvider.System.GetUtcNow()));
        using var unfinished = Collect<long>(host.Get<IServiceProvider>(), "order.unfinished");
        using var overdue = Collect<double>(host.Get<IServiceProvider>(), "workflow.overdue");
        var orders = new List<OrderKey>();
        for (var index = 0; index < 3; index++) orders.Add(await host.OrderAsync("c"));
        await host.Get<OrderCommands>().PauseAsync(host.User, orders[0], Stop);

        host.Time.Advance(TimeSpan.FromMinutes(7));
        await host.Get<RefreshPass>().RunAsync(Stop);

        Assert.Equal("PENDING 2, PAUSED 1", Counts(unfinished));
        Assert.Equal(TimeSpan.FromMinutes(7).TotalSeconds, overdue.LastMeasurement!.Value, 1);

        unfinished.Clear();
        await host.DriveAsync();
        await host.Get<RefreshPass>().RunAsync(Stop);

        Assert.Equal("PAUSED 1", Counts(unfinished));
        Assert.Equal(0, overdue.LastMeasurement.Value);
    }

    [Fact]
    public async Task StepThatFails_IsMeasuredWithItsError()
    {
        var products = Products.Of(1);
        await using var host = new CoreHost(azurite.Storage, AzuriteFixture.NewTenant(), products.Catalog, products.Archive);
        using var steps = Collect<double>(host.Get<IServiceProvider>(), "workflow.step.duration");

        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Get<OrderTelemetry>().StepAsync<int>(
            "ExpandPage", new OrderKey("demo", 1), () => throw new InvalidOperationException("broken")));

        Assert.Equal(typeof(InvalidOperationException).FullName, steps.LastMeasurement!.Tags["error.type"]);
    }

    private static MetricCollector<T> Collect<T>(IServiceProvider services, string instrument) where T : struct =>
        new(services.GetRequiredService<IMeterFactory>(), OrderTelemetry.Name, $"serverless_orders.{instrument}");

    private static long Sum(MetricCollector<long> collector, string tag, string value) =>
        collector.GetMeasurementSnapshot().Where(measured => measured.MatchesTags(new KeyValuePair<string, object?>(tag, value))).Sum(measured => measured.Value);

    private static string Counts(MetricCollector<long> collector) => string.Join(
        ", ", collector.GetMeasurementSnapshot().Where(measured => measured.Value > 0).Select(measured => $"{measured.Tags[Status]} {measured.Value}"));
}
