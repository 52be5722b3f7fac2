using Azure.Data.Tables;
using Azure.Storage.Blobs;

namespace ServerlessOrders.Storage;

/// <summary>Opens a storage account by its connection string.</summary>
public static class StorageConnection
{
    /// <summary>Makes the clients; nothing is sent yet. <c>UseDevelopmentStorage=true</c> stands for an emulator on its usual ports.</summary>
    /// <exception cref="FormatException">The text is not a connection string of a storage account with blobs and tables.</exception>
    public static StorageClients Open(string connectionString)
    {
        try
        {
            return new StorageClients(new TableServiceClient(connectionString), new BlobServiceClient(connectionString));
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
