using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ServerlessOrders.Baskets;
using ServerlessOrders.Catalog.Index;
using ServerlessOrders.Catalog.Products;
using ServerlessOrders.Catalog.Remote;
using ServerlessOrders.Catalog.Search;
using ServerlessOrders.Catalog.StacApi;
using ServerlessOrders.Catalog.Stores;
using ServerlessOrders.Downloads;
using ServerlessOrders.Downloads.StacOut;
using ServerlessOrders.Mail;
using ServerlessOrders.Maintenance;
using ServerlessOrders.Notifications;
using ServerlessOrders.Orders;
using ServerlessOrders.Orders.Commands;
using ServerlessOrders.Orders.Creation;
using ServerlessOrders.Orders.Index;
using ServerlessOrders.Orders.Lifetime;
using ServerlessOrders.Orders.Lists;
using ServerlessOrders.Orders.Quotes;
using ServerlessOrders.Orders.Settings;
using ServerlessOrders.Orders.Waiting;
using ServerlessOrders.Outbound;
using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;
using ServerlessOrders.Workflow;

namespace ServerlessOrders.Api;

/// <summary>Puts the features together.</summary>
public static class ServiceRegistration
{
    /// <summary>
    /// Adds the product's services. The host adds <see cref="StorageClients"/> and <see cref="IOrderWorkflows"/>, and the API with
    /// <c>AddOrderApi</c>.
    /// </summary>
    public static IServiceCollection AddServerlessOrders(this IServiceCollection services)
    {
        services.TryAddSingleton<IArchive, BlobArchive>();
        services.TryAddSingleton<CatalogStore>();
        services.TryAddSingleton<ICatalog, AllCatalogs>();
        services.TryAddSingleton<IArchiveListing, BlobArchiveListing>();
        return services
            .AddMetrics()
            // Storage
            .AddSingleton<StorageHealth>()
            .AddSingleton<BlobLinks>()
            .AddSingleton<ArchiveGlance>()
            // Outbound
            .AddSingleton<ExternalFilePolicy>()
            .AddSingleton(ExternalNetwork.Internet)
            .AddSingleton<ExternalClient>()
            // Catalog
            .AddSingleton(services => new ProductSearch(AllCatalogs.OwnOf(services.GetRequiredService<ICatalog>()), services.GetRequiredService<SearchPlaces>()))
            .AddSingleton<ItemSearchStore>()
            .AddSingleton<StacCatalog>()
            .AddSingleton<StorageSchemes>()
            .AddSingleton<SearchPlaces>()
            .AddSingleton(RemotePatience.Usual)
            .AddSingleton<RemoteCatalogs>()
            // Baskets
            .AddSingleton<BasketStore>()
            .AddSingleton<SelectionBuilder>()
            .AddSingleton<BasketService>()
            // SubOrders
            .AddSingleton<FileStore>()
            .AddSingleton<FileChanges>()
            .AddSingleton<SlotStore>()
            .AddSingleton<BlobCheckStore>()
            .AddSingleton<BlobVerification>()
            // Orders
            .AddSingleton<OrderTelemetry>()
            .AddSingleton<OrderStore>()
            .AddSingleton<OrderNumberStore>()
            .AddSingleton<OrderClaimStore>()
            .AddSingleton<IdempotencyStore>()
            .AddSingleton<OrderListStore>()
            .AddSingleton<OrderOwnerStore>()
            .AddSingleton<OrderScanStore>()
            .AddSingleton<OrderDocumentStore>()
            .AddSingleton<DueOrderStore>()
            .AddSingleton<UnfinishedOrderStore>()
            .AddSingleton<OrderChanges>()
            .AddSingleton<OrderIndex>()
            .AddSingleton<OrderContents>()
            .AddSingleton<OrderDrive>()
            .AddSingleton<OrderSettingsStore>()
            .AddSingleton<OrderSettings>()
            .AddSingleton<NewOrderClaims>()
            .AddSingleton<OrderDraft>()
            .AddSingleton<OrderCreation>()
            .AddSingleton<OrderLifetime>()
            .AddSingleton<OrderRemoval>()
            .AddSingleton<IdempotentRequests>()
            .AddSingleton<OrderCommands>()
            .AddSingleton<OrderExtension>()
            .AddSingleton<OrderListing>()
            .AddSingleton<OrderCsv>()
            .AddSingleton<AutoOrders>()
            .AddSingleton<OrderQuotes>()
            .AddSingleton<PastPreparationStore>()
            .AddSingleton<ProgressReader>()
            .AddSingleton<OrderWatch>()
            .AddSingleton<SlotUse>()
            .AddSingleton<WorkHalt>()
            .AddSingleton<OrderEnding>()
            // Mail
            .AddMail()
            .AddSingleton<ReminderClaimStore>()
            // Notifications
            .AddNotifications()
            // Downloads
            .AddSingleton<ZipStore>()
            .AddSingleton<ISentZips>(services => services.GetRequiredService<ZipStore>())
            .AddSingleton<IOrderData>(services => services.GetRequiredService<ZipStore>())
            .AddSingleton<FileStateChanges>()
            .AddSingleton<KnownSubOrders>()
            .AddSingleton<FilesAhead>()
            .AddSingleton<DownloadRecords>()
            .AddSingleton<FileDelivery>()
            .AddSingleton<ExternalFiles>()
            .AddSingleton<FileListing>()
            .AddSingleton<PageMarkStore>()
            .AddSingleton<IOrderData>(services => services.GetRequiredService<PageMarkStore>())
            .AddSingleton<ZipSources>()
            .AddSingleton<ExternalMembers>()
            .AddSingleton<ReadableFiles>()
            .AddSingleton<ZipCreation>()
            .AddSingleton<ZipService>()
            .AddSingleton<DirectDownloads>()
            .AddSingleton<OrderedItems>()
            // Workflow
            .AddSingleton<SubOrderStart>()
            .AddSingleton<RunningOrderPlan>()
            .AddSingleton<OrderPlanner>()
            .AddSingleton<SubOrderWriters>()
            .AddSingleton<ExpansionRecord>()
            .AddSingleton<SelectionExpansion>()
            .AddSingleton<PendingFiles>()
            .AddSingleton<PreparationRecord>()
            .AddSingleton<SubOrderPreparation>()
            .AddSingleton<FailedFileReset>()
            .AddSingleton<OrderCleanup>()
            .AddSingleton<OrderWork>()
            .AddOwn<OrderActivities>()
            // Maintenance
            .AddSingleton<SubOrderCopies>()
            .AddSingleton<DeadCreations>()
            .AddSingleton<ExpiryNotice>()
            .AddOwn<ExpiryPass>()
            .AddSingleton<OrderRefresh>()
            .AddOwn<RefreshPass>()
            .AddSingleton<UntouchedOrders>()
            .AddOwn<ReminderPass>();
    }

    /// <summary>
    /// Adds a class that hosts use, unless it is there, by its internal constructor: what it takes is the product's own.
    /// </summary>
    internal static IServiceCollection AddOwn<T>(this IServiceCollection services)
        where T : class
    {
        var constructor = typeof(T).GetConstructors(BindingFlags.Instance | BindingFlags.NonPublic).Single();
        services.TryAddSingleton(provider => (T)constructor.Invoke(
            [.. constructor.GetParameters().Select(parameter => provider.GetRequiredService(parameter.ParameterType))]));
        return services;
    }
}
