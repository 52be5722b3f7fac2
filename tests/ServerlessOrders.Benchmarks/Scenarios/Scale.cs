using System.Globalization;
using ServerlessOrders.Benchmarks.Hosting;
using ServerlessOrders.Benchmarks.Reporting;
using ServerlessOrders.Orders;
using ServerlessOrders.Security;

namespace ServerlessOrders.Benchmarks.Scenarios;

/// <summary>
/// What huge orders and many tenants would ask of an Azure storage account: the planner, the expansion and the stores run for real over
/// an emulator in memory with a part of the files, every request is counted with its partition, and the rest is multiplied out.
/// </summary>
internal sealed class Scale : IScenario
{
    private const int Files = 20_000;
    private const int Orders = 40;
    private const int Tenants = 10;

    // The case that is asked for.
    private const double HugeFiles = 10_000_000;
    private const double HugeBytes = 500e12;
    private const double OrdersADay = 10_000;
    private const double AllTenants = 1_000;
    private const double PeakOverMean = 20;

    public string Name => "scale";

    public string Title => "An order of 10 million files and 500 TB, 10,000 orders a day, 1,000 tenants";

    public string Description =>
        $"An order of {((long)Files).Text()} files, and {Orders} orders of six files of {Tenants} tenants, run for real on an emulator in memory; their requests are "
        + "counted by partition and multiplied out linearly. The limits are those that Azure documents; latencies and prices are assumptions, named below.";

    public async Task RunAsync(BenchmarkRun run, CancellationToken stop)
    {
        var files = (int)run.Scaled(Files);
        await using var server = await CountedServer.StartAsync(
            run.Data, new Dictionary<string, string> { ["Orders:MaxSubOrdersPerUser"] = "1000" }, stop);
        var log = new PartitionLog();
        server.Operations.Hold = log.NoteAsync;
        var blobs = await MadeUpArchive.CreateBlobsAsync(server.Storage, "scale", 500, 20, stop);
        await MadeUpArchive.CreateProductsAsync(server.Storage, "scale", files, blobs, 20, stop);
        using var user = server.SignIn("ada@example.org", Role.REGISTERED_USER);

        await user.CompleteAsync(await user.OrderAsync("productId:scale-000001", stop), stop);
        await user.SelectAsync("*:*", stop);
        log.Take();
        var huge = await user.OrderAsync(stop);
        await server.UntilDoneAsync(huge, stop);
        var ofHuge = Work(log.Take());
        var subOrders = (await new OrderStore(server.Storage).FindAsync(new OrderKey(MadeUpArchive.Tenant, huge), stop))!.SubOrders.Count;

        var few = await MadeUpArchive.CreateBlobsAsync(server.Storage, "few", 6, 20, stop);
        for (var tenant = 0; tenant < Tenants; tenant++)
            await MadeUpArchive.CreateProductsAsync(server.Storage, "few", 6, few, 20, stop, $"t{tenant}");
        log.Take();
        for (var order = 0; order < Orders; order++)
        {
            var tenant = string.Create(CultureInfo.InvariantCulture, $"t{order % Tenants}");
            using var other = server.SignIn($"user{order / Tenants}@example.org", Role.REGISTERED_USER, tenant);
            await server.UntilDoneAsync(await other.OrderAsync("*:*", stop), stop, tenant: tenant);
        }

        await Task.Delay(TimeSpan.FromSeconds(1), stop);
        var ofSmall = Work(log.Take());
        HugeOrder(run.Report, ofHuge, files, subOrders);
        ManyOrders(run.Report, ofSmall);
    }

    /// <summary>Without what the host does whether there are orders or not.</summary>
    private static List<Access> Work(IReadOnlyList<Access> accesses) => [.. accesses.Where(access => access.Kind != "lease" && access.Partition != "wake")];

    private static void HugeOrder(Report report, List<Access> accesses, int files, int subOrders)
    {
        report.Section("One order of 10 million files and 500 TB");
        var tables = accesses.Count(access => access.IsTable);
        var reads = accesses.Count - tables;
        var rows = accesses.Where(access => access is { IsTable: true, Kind: "transaction" or "write" }).Sum(access => access.Rows);
        double Times(double count) => count * HugeFiles / files;
        report.Table(["", $"counted, {((long)files).Text()} files", "a file", "10 million files"],
        [
            ["table operations", ((long)tables).Text(), ((double)tables / files).Text(4), Times(tables).Text(0)],
            ["rows written", ((long)rows).Text(), ((double)rows / files).Text(3), Times(rows).Text(0)],
            ["blob operations", ((long)reads).Text(), ((double)reads / files).Text(4), Times(reads).Text(0)],
            ["sub-orders", ((long)subOrders).Text(), "", Math.Max(Times(subOrders), HugeBytes / (100 * 1024 * 1024)).Text(0)],
        ]);

        report.Paragraph("Where its requests fall, the busiest partitions first (the order's own partition is one; a sub-order is one):");
        report.Table(["table", "kind of partition", "partitions", "requests", "rows written", "most rows on one"], Partitions(accesses).Take(8));

        // Assumptions of the model: what one activity moves, and how many work for one order.
        const double bytesASecond = 150e6;
        var hours = HugeBytes / (bytesASecond * Order.MaxWorkedOn) / 3600;
        var euros = (Times(tables) * 0.00036 + Times(reads) * 0.004) / 10_000;
        report.Table(["what bounds it", "hours", "how it follows"],
        [
            [$"{Order.MaxWorkedOn} sub-orders of an order at a time", hours.Text(0), "500 TB read once at 150 MB/s for each activity (assumed)"],
            ["the account's 20,000 requests/s", (Times(reads) / 20_000 / 3600).Text(2), "one GET a file"],
            ["a partition's 2,000 rows/s", (Times(rows) / 2_000 / Order.MaxWorkedOn / 3600).Text(2), "each sub-order is a partition of its own"],
            ["the expansion of the selection", (HugeFiles / 1000 * 0.25 / 3600).Text(2), "a page of 1,000 products after the other, 250 ms each (assumed)"],
        ]);
        report.Paragraph($"Storage operations: about {euros.Text(0)} EUR (0.00036 EUR per 10,000 table operations and 0.004 EUR per 10,000 reads assumed); the bytes themselves decide the bill.");
        report.Paragraph(
            $"What breaks first: the service's own bound, {((long)FileIds.MaxFiles).Text()} files an order: ten million are three orders. Then the places of its owner "
            + "(`Orders:MaxSubOrdersPerUser`), which by default let two sub-orders of 100 MiB wait for their download, and then the "
            + $"{Order.MaxWorkedOn} sub-orders of an order that are worked on at a time. What moves it: larger sub-orders (`Orders:SubOrderMaxBytes`), more places, and a larger `Order.MaxWorkedOn`; "
            + "with 40 at a time the reading takes a tenth, and the account's bandwidth is the next bound.");
    }

    private static void ManyOrders(Report report, List<Access> accesses)
    {
        report.Section("10,000 orders of six files a day, 1,000 tenants");
        var peak = OrdersADay / 86_400 * PeakOverMean;
        var perOrder = (double)accesses.Count / Orders;
        report.Paragraph(
            $"{perOrder.Text(1)} requests an order; at a peak of {PeakOverMean.Text(0)} times the mean, {peak.Text(1)} orders/s ask {(peak * perOrder).Text(0)} requests/s of 20,000, "
            + $"and a day {(OrdersADay * perOrder).Text(0)} operations.");
        report.Table(["table", "kind of partition", "partitions", "requests", "rows written", "most rows on one"], Partitions(accesses).Take(14));

        // A partition that all orders share gets a row or more of each of them.
        var shared = accesses.Where(access => access.IsTable && access.Kind != "query").GroupBy(access => (access.Table, access.Partition))
            .Select(group => (group.Key, Rows: (double)group.Sum(access => access.Rows) / Orders)).OrderByDescending(partition => partition.Rows).First();
        report.Paragraph(
            $"The hottest partition is `{shared.Key.Partition}` of {shared.Key.Table}: {shared.Rows.Text()} rows an order, so its 2,000 rows/s are reached at {(2000 / shared.Rows).Text(0)} orders/s, "
            + $"{(2000 / shared.Rows / peak).Text(0)} times that peak. Before that, the lists and numbers of a single tenant allow one change after the other, each a round trip: at 10 ms some "
            + $"hundred orders/s of one tenant, whatever the other {(AllTenants - 1).Text(0)} do. What moves it: a partition of notes for each slice, as the unfinished orders have.");
    }

    private static IEnumerable<IReadOnlyList<string>> Partitions(List<Access> accesses) =>
        from access in accesses
        where access.IsTable
        group access by (access.Table, Kind: KindOf(access.Partition)) into kind
        let ofOne = kind.GroupBy(access => access.Partition).Select(one => one.Where(access => access.Kind is "transaction" or "write").Sum(access => access.Rows)).ToList()
        orderby kind.Count() descending
        select (IReadOnlyList<string>)
        [
            kind.Key.Table, kind.Key.Kind, ((long)ofOne.Count).Text(), ((long)kind.Count()).Text(), ((long)ofOne.Sum()).Text(), ((long)ofOne.Max()).Text(),
        ];

    /// <summary>What a partition is of: its first word, if that is no tenant.</summary>
    private static string KindOf(string partition)
    {
        var first = partition.Split('|')[0];
        return first == MadeUpArchive.Tenant || (first.Length is 2 or 3 && first[0] == 't') ? "of an order, sub-order or collection" : first;
    }
}
