using Azure.Data.Tables;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using ServerlessOrders.Api;
using ServerlessOrders.Catalog;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Index;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;
using ServerlessOrders.Workflow;

namespace ServerlessOrders.Tests.Integration.Maintenance;

/// <summary>An account for the tests of one class: a pass walks the orders of all tenants.</summary>
public sealed class MaintenanceAccount(AzuriteFixture azurite) : IAsyncLifetime
{
    private string? _connection;

    /// <summary>Reaches it.</summary>
    public string Connection => _connection!;

    public async ValueTask InitializeAsync() => _connection = await azurite.NewAccountAsync();

    /// <summary>The product on the account, as one machine has it; its mails go into the folder.</summary>
    internal Machine NewMachine(FakeTimeProvider time, TempFolder? mails = null, StorageClients? storage = null)
    {
        var services = new ServiceCollection().AddLogging()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Orders:Secret"] = "a secret of the tests, long enough for HS256",
                ["Orders:PublicBaseUrl"] = "https://orders.example/api",
                ["Orders:Mail:Folder"] = mails?.Path,
                ["Orders:Mail:OrdersPageUrl"] = "https://orders.example/page",
            }).Build())
            .AddSingleton<TimeProvider>(time)
            .AddSingleton(storage ?? AzuriteFixture.Open(Connection))
            .AddSingleton<WokenOrders>()
            .AddSingleton<IOrderWorkflows>(provider => provider.GetRequiredService<WokenOrders>());
        services.AddOrderApi().AddServerlessOrders();
        return new Machine(services.BuildServiceProvider(validateScopes: true), time);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>The services of one machine, and orders made by hand for them.</summary>
internal sealed class Machine(ServiceProvider services, FakeTimeProvider time) : IDisposable
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public FakeTimeProvider Time { get; } = time;

    public OrderStore Orders => Get<OrderStore>();

    public IReadOnlyCollection<OrderKey> Woken => Get<WokenOrders>().Orders;

    public T Get<T>() where T : notnull => services.GetRequiredService<T>();

    /// <summary>Writes an order with one sub-order of the given files, as an expansion and a preparation leave it.</summary>
    public async Task<OrderKey> AddAsync(
        OrderKey key, OrderStatus status, DateTimeOffset expires, Func<Order, Order>? adjust = null, params FileState[] files)
    {
        var now = Time.GetUtcNow();
        var order = new Order
        {
            Tenant = key.Tenant, Id = key.Id, Owner = "ann@example.org", OwnerRole = "REGISTERED_USER", Label = $"Order {key.Id}",
            CreationDate = now, ExpirationDate = expires, Status = status, StatusDate = now, SubOrderHours = 24,
            FilesCount = files.Length,
        };
        order = adjust?.Invoke(order) ?? order;
        await Get<OrderIndex>().SetDueAsync(order, order.ExpirationDate, Stop);
        Assert.True(await Orders.TryCreateAsync(order, Stop));
        await Get<OrderIndex>().AddAsync(order, Stop);
        if (files.Length == 0) return key;

        var summary = new SubOrderSummary { First = 0, Task = 0, External = false };
        var rows = new List<OrderFile>();
        foreach (var state in files)
        {
            rows.Add(FileOf(rows.Count, state));
            summary = summary.Count(summary.Counts.Add(state, 1), now);
        }

        var written = await Get<FileStore>().TryWriteAsync(new SubOrderKey(key, 0), summary, null, rows, Stop);
        var copy = new SubOrder(0, 0, false, written!.Value.Version, summary.Counts) { AvailableDate = summary.AvailableDate };
        var stored = await Orders.FindOrderAsync(key, Stop);
        Assert.NotNull(await Orders.TryCommitAsync(stored!.Value, stored.ETag, Stop, [copy]));
        return key;
    }

    /// <summary>Changes a file and its sub-order's summary, and leaves the order's copy behind, as a crash would.</summary>
    public async Task ChangeFileAsync(OrderKey key, int position, FileState from, FileState to)
    {
        var summary = await Get<FileStore>().FindSummaryAsync(new SubOrderKey(key, 0), Stop);
        var move = new FileMove(FileOf(position, from), FileOf(position, to));
        Assert.NotNull(await Get<FileChanges>().TryChangeAsync(new SubOrderKey(key, 0), summary!, [move], Stop));
    }

    /// <summary>Makes an order unreadable, so that whatever is done with it fails.</summary>
    public async Task SpoilAsync(OrderKey key)
    {
        var (table, partition) = (Get<StorageClients>().Orders, OrderStore.Partition(key));
        var row = await table.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {partition}"), cancellationToken: Stop)
            .FirstAsync(row => row.RowKey.StartsWith(OrderStore.OrderRows, StringComparison.Ordinal), Stop);
        row["Body"] = "{ spoilt";
        await table.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, Stop);
    }

    public async Task<Order> OrderAsync(OrderKey key) => (await Orders.FindOrderAsync(key, Stop))!.Value;

    /// <summary>The due rows of a tenant, due or not.</summary>
    public async Task<List<DueOrder>> DueRowsAsync(string tenant) =>
        await Get<DueOrderStore>().ListAsync(DateTimeOffset.MaxValue, Stop).Where(row => row.Order.Tenant == tenant).ToListAsync(Stop);

    /// <summary>Runs the workflow of an order until it waits or is finished.</summary>
    public async Task<WorkflowEnd> DriveAsync(OrderKey key)
    {
        var context = new InlineContext(Get<OrderActivities>(), Time);
        WorkflowEnd end;
        do
        {
            end = await OrderWorkflow.RunAsync(context, key);
        }
        while (end != WorkflowEnd.Finished && !context.Waited);
        return end;
    }

    public void Dispose() => services.Dispose();

    private static OrderFile FileOf(int position, FileState state) => new()
    {
        Position = position, State = state, Collection = "c", Item = $"i{position}", Asset = "data", Href = $"c/i{position}",
        External = false, FileName = $"i{position}.tif", DataType = DataType.RAWDATA, MimeType = "image/tiff", Size = 1,
    };

    private sealed class InlineContext(OrderActivities activities, TimeProvider time) : IWorkflowContext
    {
        public bool Waited { get; private set; }

        public DateTimeOffset CurrentUtc => time.GetUtcNow();

        public Task<WorkflowStep> PlanAsync(OrderKey order) => activities.PlanAsync(order, Stop);

        public Task RunAsync(WorkflowTask task) => activities.RunAsync(task, Stop);

        public Task WaitForWakeAsync(DateTimeOffset until)
        {
            Waited = true;
            return Task.CompletedTask;
        }

        public void Report(string status)
        {
            // Nobody looks.
        }
    }
}

/// <summary>Remembers which orders were woken; the tests drive them by hand.</summary>
internal sealed class WokenOrders : IOrderWorkflows
{
    private readonly System.Collections.Concurrent.ConcurrentQueue<OrderKey> _orders = new();

    public IReadOnlyCollection<OrderKey> Orders => _orders;

    public Task WakeAsync(OrderKey order, CancellationToken cancellationToken)
    {
        _orders.Enqueue(order);
        return Task.CompletedTask;
    }
}
