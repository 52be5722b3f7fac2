using ServerlessOrders.Benchmarks.Hosting;
using ServerlessOrders.Benchmarks.Reporting;
using ServerlessOrders.Security;

namespace ServerlessOrders.Benchmarks.Scenarios;

/// <summary>The smallest scenario: a small order from selection to ZIP. It shows that the measuring works.</summary>
internal sealed class FirstOrder : IScenario
{
    private const int Files = 100;
    private const long Length = 10_000;

    public string Name => "first-order";

    public string Title => "A small order";

    public string Description => "Seconds from the selection of 100 small files to their last byte, in one ZIP.";

    public async Task RunAsync(BenchmarkRun run, CancellationToken stop)
    {
        await using var server = await BenchmarkServer.StartAsync(run.Data, null, stop);
        using var user = await server.SignInAsync("ada@example.org", Role.REGISTERED_USER, stop);
        var blobs = await MadeUpArchive.CreateBlobsAsync(server.Storage, "small", Files, Length, stop);
        await MadeUpArchive.CreateProductsAsync(server.Storage, "small", Files, blobs, Length, stop);

        var (ordering, fetching) = (new Samples(), new Samples());
        for (var round = 0; round < 5; round++)
        {
            var id = 0L;
            await ordering.TimeAsync(async () =>
            {
                id = await user.OrderAsync("*:*", stop);
                await user.CompleteAsync(id, stop);
            });
            await fetching.TimeAsync(() => user.FetchAsync($"/user/orders/{id}/download", stop));
        }

        run.Report.Table(
            ["step", "median s", "least s", "most s"],
            [
                ["order until DONE", ordering.Median.Text(), ordering.Least.Text(), ordering.Most.Text()],
                ["ZIP", fetching.Median.Text(), fetching.Least.Text(), fetching.Most.Text()],
            ]);
    }
}
