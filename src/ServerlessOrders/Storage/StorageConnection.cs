using Azure.Data.Tables;
using Azure.Storage.Blobs;

namespace ServerlessOrders.Storage;

/// <summary>Opens a storage account by its connection string.</summary>
public static class StorageConnection
{
    /// <summary>
    /// How long an answer of Table Storage may take: the service itself gives a query up after 30 s. The client's own limit of 100 s
    /// would hold a lost request up for longer than a front end waits for us.
    /// </summary>
    private static readonly TimeSpan TableTimeout = TimeSpan.FromSeconds(35);

    /// <summary>How long a blob's next bytes may take, or a block of 8 MiB on its way.</summary>
    private static readonly TimeSpan BlobTimeout = TimeSpan.FromSeconds(60);

    /// <summary>How tables are spoken to, whichever way the clients are made.</summary>
    public static TableClientOptions TableOptions() => new() { Retry = { NetworkTimeout = TableTimeout } };

    /// <summary>How blobs are spoken to, whichever way the clients are made.</summary>
    public static BlobClientOptions BlobOptions() => new() { Retry = { NetworkTimeout = BlobTimeout } };

    /// <summary>Makes the clients; nothing is sent yet. <c>UseDevelopmentStorage=true</c> stands for an emulator on its usual ports.</summary>
    /// <exception cref="FormatException">The text is not a connection string of a storage account with blobs and tables.</exception>
    public static StorageClients Open(string connectionString)
    {
        try
        {
            return new StorageClients(
                new TableServiceClient(connectionString, TableOptions()), new BlobServiceClient(connectionString, BlobOptions()));
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            // The SDK's own message may quote the text, which holds the account's key.
            throw new FormatException(
                "The connection string of the storage account cannot be read: it needs AccountName and AccountKey, and BlobEndpoint and "
                + "TableEndpoint or EndpointSuffix, joined by ';'.", e);
        }
    }
}
