using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Waiting;
using ServerlessOrders.Storage;
using ServerlessOrders.Tests.Integration.Workflow;

namespace ServerlessOrders.Tests.Integration.Orders;

/// <summary>Estimates of orders, made of what the workflow has seen of those before.</summary>
public sealed class EstimateTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    private const int Orders = 35;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task NineOfTenOrders_AreReadyWhenTheirProgressSays()
    {
        var products = Products.Of(1, readability: Readability.Archived);
        await using var host = new CoreHost(
            azurite.Storage, AzuriteFixture.NewTenant(), products.Catalog, products.Archive,
            options =>
            {
                options.RehydrationCheckInterval = options.WorkflowMaxWait = TimeSpan.FromHours(2);
                (options.MaxSubOrdersPerUser, options.MaxExpirationHours) = (1000, 100_000);
            });
        var random = new Random(7);
        var (told, right) = (0, 0);
        for (var i = 0; i < Orders; i++)
        {
            // A new version of the blob, in the archive again.
            products.Archive.Put("archive/p0000.bin", "content000", Readability.Archived);
            var key = await host.OrderAsync("c");
            await host.DriveAsync();
            var progress = await host.Get<ProgressReader>().ReadAsync(await host.OrderOfAsync(key), Stop);
            Assert.Equal(ProgressPhase.RESTORING, progress!.Phase);

            var back = host.Time.GetUtcNow().AddHours(2 + (6 * random.NextDouble()));
            while ((await host.OrderOfAsync(key)).Order.Status == OrderStatus.RUNNING)
            {
                if (host.Workflows.Waits[key] >= back) products.Archive.Set("archive/p0000.bin", Readability.Online);
                await host.DriveAfterWaitAsync(key);
            }

            if (progress.Estimate is not { } estimate) continue;
            Assert.Equal((estimate.Earliest, estimate.Latest), (progress.Restoring!.Earliest, progress.Restoring.Latest));
            told++;
            var end = (await host.OrderOfAsync(key)).Order.StatusDate;
            if (estimate.Earliest <= end && end <= estimate.Latest) right++;
        }

        output.WriteLine($"{right} of {told} orders were ready within their range");
        Assert.Equal(Orders - LogHistogram.MinSeen, told);
        Assert.True(right >= 0.9 * told, $"{right} of {told} were ready within their range.");
    }
}
