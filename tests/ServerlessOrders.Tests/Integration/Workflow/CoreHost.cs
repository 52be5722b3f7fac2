using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using ServerlessOrders.Api;
using ServerlessOrders.Baskets;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Search;
using ServerlessOrders.Downloads;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Creation;
using ServerlessOrders.Orders.Index;
using ServerlessOrders.Orders.Lists;
using ServerlessOrders.Security;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;
using ServerlessOrders.Tests.Unit.Baskets;
using ServerlessOrders.Workflow;

namespace ServerlessOrders.Tests.Integration.Workflow;

/// <summary>
/// One process of the product without HTTP: its services over Azurite, a catalog and an archive of the test, and workflows that run
/// when the test drives them. Several hosts of one tenant are several machines, or one before and after a crash.
/// </summary>
internal sealed class CoreHost : IAsyncDisposable
{
    public const string Ada = "ada@example.org";

    private readonly ServiceProvider _services;

    public CoreHost(
        StorageClients storage,
        string tenant,
        ICatalog catalog,
        IArchive? archive = null,
        Action<OrdersOptions>? configure = null,
        FakeTimeProvider? time = null,
        Action<IServiceCollection>? services = null)
    {
        Tenant = tenant;
        // Beside the timestamps of storage, which are real.
        Time = time ?? new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var all = new ServiceCollection()
            .AddLogging()
            .AddSingleton(storage)
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton(catalog)
            .AddSingleton<IOrderWorkflows>(Workflows);
        if (archive is not null) all.AddSingleton(archive);
        if (archive is IArchiveListing listing) all.AddSingleton(listing);
        all.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build()).AddOrderApi().AddServerlessOrders();
        all.Configure<OrdersOptions>(options => options.Secret = TestApi.Secret);
        if (configure is not null) all.Configure(configure);
        services?.Invoke(all);
        _services = all.BuildServiceProvider();
        // Nothing lags, nothing is believed, so that a test sees at once what it did; tests of either say so.
        Get<DownloadRecords>().Delay = TimeSpan.Zero;
        Get<ZipCreation>().Believed = TimeSpan.Zero;
    }

    public string Tenant { get; }

    public FakeTimeProvider Time { get; }

    public InlineWorkflows Workflows { get; } = new();

    public Caller User => new(Tenant, Ada, Role.REGISTERED_USER);

    public Caller Admin => new(Tenant, "root@example.org", Role.ADMIN);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Orders all products of some collections.</summary>
    public async Task<OrderKey> OrderAsync(params string[] collections)
    {
        var outcome = await Get<OrderCreation>().FromSelectionAsync(User, new OrderRequest(null, null), Selection(collections), Stop);
        Assert.Equal(CreationStatus.Created, outcome.Status);
        return outcome.Order!.Key;
    }

    /// <summary>A selection of all products of some collections.</summary>
    public OrderSelection Selection(params string[] collections) => new([.. collections.Select((id, index) =>
        DatasetSelection.Create(index + 1, new CatalogCollection(id, "Title of " + id, Urns.Dataset(Tenant, id))) with
        {
            ItemsSelections = [new ItemsSelection(Selections.Start, Selections.All(), 0, 0, 0, 0)],
        })]);

    /// <summary>Fills the user's basket with all products of some collections.</summary>
    public async Task FillBasketAsync(params string[] collections)
    {
        var result = await Get<BasketStore>().ChangeAsync(
            Tenant, Ada,
            basket => Task.FromResult(BasketResult.Done((basket ?? Basket.Create(Ada, Time.GetUtcNow())) with
            {
                DatasetSelections = Selection(collections).Datasets,
            })),
            Stop);
        Assert.Equal(BasketStatus.Done, result.Status);
    }

    /// <summary>Runs the workflows of the orders that were woken, until all wait.</summary>
    public Task DriveAsync() => Workflows.DriveAsync(Get<OrderActivities>(), Time, Stop);

    /// <summary>Runs the workflows of the tenant's orders that nobody has finished, as a process does that has just started.</summary>
    public async Task DriveUnfinishedAsync()
    {
        for (var slice = 0; slice < UnfinishedOrderStore.Slices; slice++)
        {
            await foreach (var order in Get<UnfinishedOrderStore>().ListAsync(slice, Stop))
            {
                if (order.Order.Tenant == Tenant) await Workflows.WakeAsync(order.Order, Stop);
            }
        }

        await DriveAsync();
    }

    /// <summary>Lets the time pass that an order waits for, and drives it.</summary>
    public async Task DriveAfterWaitAsync(OrderKey order)
    {
        Time.SetUtcNow(Workflows.Waits[order]);
        await Workflows.WakeAsync(order, Stop);
        await DriveAsync();
    }

    public async Task<OrderSnapshot> OrderOfAsync(OrderKey key) =>
        await Get<OrderStore>().FindAsync(key, Stop) ?? throw new InvalidOperationException($"There is no order {key}.");

    /// <summary>The user's orders as the user sees them, newest first.</summary>
    public async Task<IReadOnlyList<OrderSnapshot>> OwnOrdersAsync() =>
        (await Get<OrderListing>().OfOwnerAsync(Tenant, Ada, new PageRequest(0, 100, [OrderListing.NewestFirst]), Stop)).Orders;

    /// <summary>All files of the order, as its sub-orders hold them.</summary>
    public async Task<IReadOnlyList<OrderFile>> FilesAsync(OrderKey key)
    {
        var found = new List<OrderFile>();
        foreach (var sub in (await OrderOfAsync(key)).SubOrders)
        {
            await foreach (var file in Get<FileStore>().ReadAsync(new SubOrderKey(key, sub.First), sub.First, sub.First + sub.Counts.Total, cancellationToken: Stop))
                found.Add(file);
        }

        return found;
    }

    /// <summary>The states of the order's files, such as <c>AVAILABLE PENDING</c>.</summary>
    public async Task<string> StatesAsync(OrderKey key) => string.Join(' ', (await FilesAsync(key)).Select(file => file.State));

    /// <summary>Fetches a file to its end; null if it cannot be read.</summary>
    public async Task<byte[]?> DownloadAsync(OrderKey key, int position)
    {
        var delivery = Get<FileDelivery>();
        var found = (await delivery.LookUpAsync(key.Tenant, FileIds.Of(key.Id, position), Stop, mayOpen: _ => true)).File;
        Assert.NotNull(found);
        var opened = await delivery.OpenAsync(found, fromStart: true, Stop);
        return opened.Content is null ? null : await ReadToEndAsync(opened.Content);
    }

    /// <summary>Fetches the order's ZIP from its first byte; null if there is none.</summary>
    public async Task<byte[]?> ZipAsync(OrderKey key, string user = Ada)
    {
        var order = await OrderOfAsync(key);
        var choice = await Get<ZipService>().ChooseAsync(order, user, fromStart: true, null, Stop);
        if (choice.Zip is not { } version) return null;
        return await ReadToEndAsync((await Get<ZipService>().OpenAsync(order, version, () => null, Stop))!);
    }

    /// <summary>The owner's slots that are taken, such as <c>1/0 1/2</c>.</summary>
    public async Task<string> SlotsAsync() => string.Join(' ', (await Get<SlotStore>().HoldersAsync(new SlotOwner(Tenant, Ada), Stop))
        .Select(holder => (holder.SubOrder.Order.Id, holder.SubOrder.First)).Order().Select(holder => $"{holder.Id}/{holder.First}"));

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static async Task<byte[]> ReadToEndAsync(Stream content)
    {
        await using (content)
        {
            var bytes = new MemoryStream();
            await content.CopyToAsync(bytes, Stop);
            return bytes.ToArray();
        }
    }
}
