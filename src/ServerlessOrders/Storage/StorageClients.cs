using Azure.Data.Tables;
using Azure.Storage.Blobs;

namespace ServerlessOrders.Storage;

/// <summary>The storage account: its tables and blob containers by name, and their creation at start-up.</summary>
/// <param name="tables">Table Storage.</param>
/// <param name="blobs">Blob Storage.</param>
/// <param name="traffic">Where the requests of the two are counted; null where they are not.</param>
public sealed class StorageClients(TableServiceClient tables, BlobServiceClient blobs, StorageTraffic? traffic = null)
{
    /// <summary>Container of the service's own documents: baskets, selections, ZIP manifests.</summary>
    public const string OwnContainer = "serverless-orders";

    /// <summary>The requests sent so far; null where they are not counted.</summary>
    public StorageTraffic? Traffic { get; } = traffic;

    /// <summary>Blob Storage as a whole, for the archive's containers.</summary>
    public BlobServiceClient Blobs { get; } = blobs;

    /// <summary>The address of Blob Storage, before a container's name: what tells the archive's files from those of other hosts.</summary>
    public Uri BlobEndpoint => Blobs.Uri;

    /// <summary>The name of the account.</summary>
    public string BlobAccount => Blobs.AccountName;

    /// <summary>Orders, their dataset tasks and a row per sub-order: one partition an order.</summary>
    public TableClient Orders { get; } = tables.GetTableClient("Orders");

    /// <summary>Files: one partition a sub-order, with its summary.</summary>
    public TableClient Files { get; } = tables.GetTableClient("Files");

    /// <summary>Everything that finds orders: lists, labels, unfinished and due orders, counters, slots.</summary>
    public TableClient Index { get; } = tables.GetTableClient("OrderIndex");

    /// <summary>Collections and items of the built-in catalog.</summary>
    public TableClient Catalog { get; } = tables.GetTableClient("Catalog");

    /// <summary>What the verification of a blob found, by blob and ETag.</summary>
    public TableClient Checks { get; } = tables.GetTableClient("BlobChecks");

    /// <summary>All tables.</summary>
    public IReadOnlyList<TableClient> Tables => [Orders, Files, Index, Catalog, Checks];

    /// <summary>Documents of the service.</summary>
    public BlobContainerClient Own { get; } = blobs.GetBlobContainerClient(OwnContainer);

    /// <summary>
    /// True where <see cref="CreateMissingAsync"/> has run to its end before: the container is what it creates last. One request,
    /// for hosts that start often.
    /// </summary>
    public async Task<bool> IsCompleteAsync(CancellationToken cancellationToken) => await Own.ExistsAsync(cancellationToken);

    /// <summary>Creates what is missing; may run at the same time on several machines.</summary>
    public async Task CreateMissingAsync(CancellationToken cancellationToken)
    {
        foreach (var table in Tables)
            await table.CreateIfNotExistsAsync(cancellationToken);
        await Own.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
    }
}
