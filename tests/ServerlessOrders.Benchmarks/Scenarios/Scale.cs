using System.Diagnostics;
using System.Globalization;
using ServerlessOrders.Benchmarks.Hosting;
using ServerlessOrders.Benchmarks.Reporting;
using ServerlessOrders.Orders;
using ServerlessOrders.Security;

namespace ServerlessOrders.Benchmarks.Scenarios;

/// <summary>
/// What huge orders and many tenants would ask of an Azure storage account: the host with its planner, expansion and stores runs for
/// real over an emulator in memory that answers as slowly as Azure (<see cref="AccountModel"/>), with a part of the files in
/// sub-orders of the size that the whole would have; every request is counted with its partition, and the rest is multiplied out.
/// </summary>
internal sealed class Scale : IScenario
{
    private const int BlobLength = 20;
    private const int SmallOrders = 40;
    private const int Tenants = 10;

    // The case that is asked for.
    private const double HugeFiles = 10_000_000;
    private const double HugeBytes = 500e12;
    private const double OrdersADay = 10_000;
    private const double AllTenants = 1_000;
    private const double PeakOverMean = 20;

    // What the bytes take is not run: an activity reads this much (assumed).
    private const double BytesASecond = 150e6;

    public string Name => "scale";

    public string Title => "An order of 10 million files and 500 TB, 10,000 orders a day, 1,000 tenants";

    public string Description =>
        $"Orders of a part of the files, expanded, prepared and fetched as ZIPs by a user, and {SmallOrders} orders of six files of {Tenants} tenants: run for real on an "
        + $"emulator in memory that answers as Azure would ({AccountModel.RequestsASecond.Text(0)} requests/s an account and {AccountModel.RowsASecond.Text(0)} rows/s a partition, which "
        + $"Azure documents; {AccountModel.TableLatency.TotalMilliseconds.Text(0)} ms a request to a table and {AccountModel.BlobLatency.TotalMilliseconds.Text(0)} ms to a blob, which are assumed). "
        + "Requests are counted by partition and multiplied out.";

    public async Task RunAsync(BenchmarkRun run, CancellationToken stop)
    {
        // 50 MB a file: two in a sub-order of 100 MiB, as installed; or as many as a sub-order may have.
        var installed = new List<Shape>();
        foreach (var files in new[] { 60L, 240L })
            installed.Add(await OrderAsync(run, "as installed, 100 MiB a sub-order", (int)run.Scaled(files), 2, 2, stop));
        var large = await OrderAsync(run, "`Orders:SubOrderMaxBytes` of 250 GB", (int)run.Scaled(20_000), 5_000, Order.MaxWorkedOn, stop);
        HugeOrder(run.Report, installed, large);
        await ManyOrdersAsync(run, stop);
    }

    private static async Task<Shape> OrderAsync(BenchmarkRun run, string name, int files, int filesASubOrder, int places, CancellationToken stop)
    {
        Report.Progress($"{files} files, {filesASubOrder} in a sub-order...");
        await using var server = await CountedServer.StartAsync(
            Path.Combine(run.Data, string.Create(CultureInfo.InvariantCulture, $"{files}-{filesASubOrder}")),
            new Dictionary<string, string>
            {
                ["Orders:SubOrderMaxBytes"] = string.Create(CultureInfo.InvariantCulture, $"{filesASubOrder * BlobLength}"),
                ["Orders:MaxSubOrdersPerUser"] = string.Create(CultureInfo.InvariantCulture, $"{places}"),
            },
            stop);
        var blobs = await MadeUpArchive.CreateBlobsAsync(server.Storage, "scale", 500, BlobLength, stop);
        await MadeUpArchive.CreateProductsAsync(server.Storage, "scale", files, blobs, BlobLength, stop);
        using var user = server.SignIn("ada@example.org", Role.REGISTERED_USER);
        await user.SelectAsync("*:*", stop);

        var account = new AccountModel(TimeProvider.System);
        var log = new PartitionLog(account);
        server.Operations.Hold = log.NoteAsync;
        var watch = Stopwatch.StartNew();
        var order = new OrderKey(MadeUpArchive.Tenant, await user.OrderAsync(stop));
        await FetchAllAsync(server, user, order, stop);
        var seconds = watch.Elapsed.TotalSeconds;
        var subOrders = (await new OrderStore(server.Storage).FindAsync(order, stop))!.SubOrders.Count;
        return new Shape(name, files, subOrders, seconds, Work(log.Take()), account.Waits);
    }

    /// <summary>Fetches what is there as a ZIP, again and again, as a user who wants all does, until nothing is left.</summary>
    private static async Task FetchAllAsync(CountedServer server, BenchmarkClient user, OrderKey order, CancellationToken stop)
    {
        var orders = new OrderStore(server.Storage);
        while (await orders.FindAsync(order, stop) is { } found && (found.Order.Status != OrderStatus.DONE || found.Counts.Available > 0))
        {
            if (found.Order.Status is not (OrderStatus.PENDING or OrderStatus.RUNNING or OrderStatus.DONE))
                throw new InvalidOperationException($"Order {order.Id} ended as {found.Order.Status}: {found.Order.Message}");
            if (found.Counts.Available > 0) await user.FetchAsync($"/user/orders/{order.Id}/download", stop);
            else await Task.Delay(TimeSpan.FromMilliseconds(50), stop);
        }
    }

    /// <summary>Without what the host does whether there are orders or not.</summary>
    private static List<Access> Work(IReadOnlyList<Access> accesses) => [.. accesses.Where(access => access.Kind != "lease" && access.Partition != "wake")];

    private static void HugeOrder(Report report, List<Shape> installed, Shape large)
    {
        report.Section("One order of 10 million files and 500 TB");
        var shapes = installed.Append(large).ToList();
        report.Table(
            ["sub-orders", "files", "sub-orders made", "table operations a file", "rows written a file", "blob operations a file", "s", "ms a file", "s that partitions let requests wait"],
            shapes.Select(shape => (IReadOnlyList<string>)
            [
                shape.Name, ((long)shape.Files).Text(), ((long)shape.SubOrders).Text(), shape.TableOperations.Text(), shape.Rows.Text(), shape.BlobOperations.Text(),
                shape.Seconds.Text(1), (shape.Seconds / shape.Files * 1000).Text(1), shape.Waits.Sum(wait => wait.Seconds).Text(2),
            ]));
        report.Paragraph("Multiplied out from the largest of each:");
        report.Table(["", installed[^1].Name, large.Name], new (string What, Func<Shape, string> Figure)[]
        {
            ("table operations", shape => (shape.TableOperations * HugeFiles).Text(0)),
            ("rows written", shape => (shape.Rows * HugeFiles).Text(0)),
            ("blob operations", shape => (shape.BlobOperations * HugeFiles).Text(0)),
            ("sub-orders", shape => ((double)shape.SubOrders / shape.Files * HugeFiles).Text(0)),
            ("hours of steps and bookkeeping, as run", shape => (shape.Seconds / shape.Files * HugeFiles / 3600).Text(0)),
            ($"hours to read 500 TB, {Order.MaxWorkedOn} activities at {(BytesASecond / 1e6).Text(0)} MB/s (assumed)", _ => (HugeBytes / BytesASecond / Order.MaxWorkedOn / 3600).Text(0)),
            ("hours of the account's 20,000 requests/s", shape => ((shape.TableOperations + shape.BlobOperations) * HugeFiles / AccountModel.RequestsASecond / 3600).Text()),
            ("EUR of storage operations", shape => ((shape.TableOperations * 0.00036 + shape.BlobOperations * 0.004) * HugeFiles / 10_000).Text(0)),
        }.Select(row => (IReadOnlyList<string>)[row.What, row.Figure(installed[^1]), row.Figure(large)]));
        report.Paragraph("0.00036 EUR per 10,000 table operations and 0.004 EUR per 10,000 reads of blobs are assumed. The time of the emulator itself is in the hours.");
        foreach (var shape in new[] { installed[^1], large })
        {
            report.Paragraph($"Where the requests fall, {shape.Name}, the busiest first:");
            report.Table(PartitionHeadings, Partitions(shape.Accesses).Take(8));
        }

        report.Paragraph(
            $"What breaks first: the service's own bound, {((long)FileIds.MaxFiles).Text()} files an order, so ten million are three orders. Next, as installed, is the number of sub-orders: every answer about an order reads a row of each, a query for each thousand, "
            + $"so {((double)FileIds.MaxFiles / 2).Text(0)} sub-orders take {(FileIds.MaxFiles / 2000.0).Text(0)} queries an answer. Then the steps and slots: two sub-orders of "
            + "100 MiB wait for their download, and with two files each the steps of the workflow are what takes the time. What moves it: larger sub-orders (`Orders:SubOrderMaxBytes`, up to 5,000 files), "
            + $"after which the bytes bound it, read by {Order.MaxWorkedOn} activities at a time; a larger `Order.MaxWorkedOn` moves that, up to the bandwidth of the account. "
            + $"A partition bounds nothing before: each sub-order is one of its own, and all of an order's files take {((large.Rows * HugeFiles) / AccountModel.RowsASecond / Order.MaxWorkedOn / 3600).Text(1)} hours at its rate.");
    }

    private static async Task ManyOrdersAsync(BenchmarkRun run, CancellationToken stop)
    {
        Report.Progress($"{SmallOrders} orders of six files...");
        await using var server = await CountedServer.StartAsync(Path.Combine(run.Data, "many"), null, stop);
        var few = await MadeUpArchive.CreateBlobsAsync(server.Storage, "few", 6, BlobLength, stop);
        for (var tenant = 0; tenant < Tenants; tenant++)
            await MadeUpArchive.CreateProductsAsync(server.Storage, "few", 6, few, BlobLength, stop, $"t{tenant}");
        var account = new AccountModel(TimeProvider.System);
        var log = new PartitionLog(account);
        server.Operations.Hold = log.NoteAsync;
        var seconds = new List<double>();
        for (var order = 0; order < SmallOrders; order++)
        {
            var tenant = string.Create(CultureInfo.InvariantCulture, $"t{order % Tenants}");
            using var other = server.SignIn($"user{order / Tenants}@example.org", Role.REGISTERED_USER, tenant);
            await other.SelectAsync("*:*", stop);
            var watch = Stopwatch.StartNew();
            await server.UntilDoneAsync(await other.OrderAsync(stop), stop, TimeSpan.FromMilliseconds(5), tenant);
            seconds.Add(watch.Elapsed.TotalSeconds);
        }

        await Task.Delay(TimeSpan.FromSeconds(1), stop);
        ManyOrders(run.Report, Work(log.Take()), seconds.Order().ElementAt(SmallOrders / 2));
    }

    private static void ManyOrders(Report report, List<Access> accesses, double seconds)
    {
        report.Section("10,000 orders of six files a day, 1,000 tenants");
        var peak = OrdersADay / 86_400 * PeakOverMean;
        var perOrder = (double)accesses.Count / SmallOrders;
        report.Paragraph(
            $"{perOrder.Text(1)} requests an order; at a peak of {PeakOverMean.Text(0)} times the mean, {peak.Text(1)} orders/s ask {(peak * perOrder).Text(0)} requests/s of 20,000, "
            + $"and a day {(OrdersADay * perOrder).Text(0)} operations. An order is DONE {seconds.Text()} s after its POST at the median, so {(peak * seconds).Text(1)} orders are under way at that peak.");
        report.Table(PartitionHeadings, Partitions(accesses).Take(14));

        // A partition that all orders share gets a row or more of each of them.
        var shared = accesses.Where(access => access.IsTable && access.Kind != "query").GroupBy(access => (access.Table, access.Partition))
            .Select(group => (group.Key, Rows: (double)group.Sum(access => access.Rows) / SmallOrders)).OrderByDescending(partition => partition.Rows).First();
        var rate = AccountModel.RowsASecond / shared.Rows;
        report.Paragraph(
            $"The hottest partition is `{shared.Key.Partition}` of {shared.Key.Table}: {shared.Rows.Text()} rows an order, so its 2,000 rows/s are reached at {rate.Text(0)} orders/s, "
            + $"{(rate / peak).Text(0)} times that peak. Before that, the lists and numbers of a single tenant allow one change after the other, each a round trip: at "
            + $"{AccountModel.TableLatency.TotalMilliseconds.Text(0)} ms some hundred orders/s of one tenant, whatever the other {(AllTenants - 1).Text(0)} do. What moves it: a partition of notes for each slice, "
            + "as the unfinished orders have.");
    }

    private static readonly string[] PartitionHeadings = ["table", "kind of partition", "partitions", "requests", "rows written", "most rows on one"];

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

    /// <summary>An order as it was run, and what it asked of storage.</summary>
    private sealed record Shape(
        string Name, int Files, int SubOrders, double Seconds, List<Access> Accesses, IReadOnlyList<(string Partition, double Seconds)> Waits)
    {
        public double TableOperations => (double)Accesses.Count(access => access.IsTable) / Files;

        public double BlobOperations => (double)Accesses.Count(access => !access.IsTable) / Files;

        public double Rows => (double)Accesses.Where(access => access is { IsTable: true, Kind: "transaction" or "write" }).Sum(access => access.Rows) / Files;
    }
}
