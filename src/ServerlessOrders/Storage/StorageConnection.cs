using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;

namespace ServerlessOrders.Storage;

/// <summary>Opens a storage account by its connection string, or by its name and the identity of the process.</summary>
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

    /// <summary>
    /// Makes the clients of the first of these connections that the settings name, as Azure Functions name connections: the
    /// setting <c>NAME</c> is a connection string; or the settings below it say where the account is
    /// (<c>NAME__accountName</c>, or <c>NAME__blobServiceUri</c> and <c>NAME__tableServiceUri</c>), and the identity of the process
    /// opens it: with <c>NAME__credential</c> = <c>managedidentity</c> the managed one (that of <c>NAME__clientId</c>, where there
    /// are several), else whatever the machine offers.
    /// </summary>
    /// <exception cref="FormatException">None is named, or the first one named cannot be read; the message says which.</exception>
    public static StorageClients Open(IConfiguration settings, params IReadOnlyList<string> names)
    {
        var section = names.Select(settings.GetSection).FirstOrDefault(section => section.Exists())
            ?? throw new FormatException($"No storage account is named: set {string.Join(" or ", names)} to its connection string, "
                + $"or {names[0]}__accountName to its name.");
        return section.Value is { Length: > 0 } connectionString
            ? Open(connectionString)
            : OpenByIdentity(section);
    }

    private static StorageClients OpenByIdentity(IConfigurationSection section)
    {
        var credential = Credential(section);
        return new StorageClients(
            new TableServiceClient(Address(section, "tableServiceUri", "table"), credential),
            new BlobServiceClient(Address(section, "blobServiceUri", "blob"), credential));
    }

    private static Uri Address(IConfigurationSection section, string setting, string service)
    {
        var text = section[setting] ?? (section["accountName"] is { Length: > 0 } account ? $"https://{account}.{service}.core.windows.net" : null);
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps
            ? address
            : throw new FormatException(
                $"{section.Key} must be a connection string, or {section.Key}__accountName the name of a storage account, or "
                + $"{section.Key}__{setting} an https address.");
    }

    private static TokenCredential Credential(IConfigurationSection section)
    {
        var client = section["clientId"];
        if (!string.Equals(section["credential"], "managedidentity", StringComparison.OrdinalIgnoreCase))
            return new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = client });
        return new ManagedIdentityCredential(
            string.IsNullOrEmpty(client) ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(client));
    }
}
