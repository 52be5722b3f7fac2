using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;

namespace ServerlessOrders.Storage;

/// <summary>
/// Opens a storage account: by a connection string, which holds a key, or by its name or address and the identity of the process.
/// Nothing is sent yet. Requests are counted (<see cref="StorageClients.Traffic"/>).
/// </summary>
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
    // Slashes at the ends of a blob's name are part of it: trimmed, the name would mean another blob.
    public static BlobClientOptions BlobOptions() => new() { TrimBlobNameSlashes = false, Retry = { NetworkTimeout = BlobTimeout } };

    /// <summary>
    /// Opens an account by its connection string (<c>UseDevelopmentStorage=true</c> stands for an emulator on its usual ports), or by
    /// its blob address, such as <c>https://NAME.blob.core.windows.net</c>, as the identity of the process.
    /// </summary>
    /// <exception cref="FormatException">The text is neither.</exception>
    public static StorageClients Open(string connection)
    {
        if (Uri.TryCreate(connection, UriKind.Absolute, out var blobs) && blobs.Scheme is "https" or "http")
        {
            var host = blobs.Host.Split('.', 3);
            if (blobs.Scheme != Uri.UriSchemeHttps || host is not [_, "blob", _] || blobs.PathAndQuery != "/" || blobs.UserInfo.Length > 0)
                throw new FormatException("The address of a storage account must be that of its blobs, such as https://NAME.blob.core.windows.net.");
            return Open(blobs, new UriBuilder(blobs) { Host = $"{host[0]}.table.{host[2]}" }.Uri, new DefaultAzureCredential());
        }

        var traffic = new StorageTraffic();
        try
        {
            return new StorageClients(
                new TableServiceClient(connection, Counted(TableOptions(), traffic, "table")),
                new BlobServiceClient(connection, Counted(BlobOptions(), traffic, "blob")),
                traffic);
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
    /// Opens the first of these connections that the settings name, as Azure Functions name connections: the setting <c>NAME</c> is
    /// a text for <see cref="Open(string)"/>; or the settings below it say where the account is (<c>NAME__accountName</c>, or
    /// <c>NAME__blobServiceUri</c> and <c>NAME__tableServiceUri</c>), and the identity of the process opens it: with
    /// <c>NAME__credential</c> = <c>managedidentity</c> the managed one (that of <c>NAME__clientId</c>, if there are several),
    /// else whatever the machine offers.
    /// </summary>
    /// <exception cref="FormatException">None is named, or the first one named cannot be read; the message says which.</exception>
    public static StorageClients Open(IConfiguration settings, params IReadOnlyList<string> names)
    {
        var section = names.Select(settings.GetSection).FirstOrDefault(section => section.Exists())
            ?? throw new FormatException($"No storage account is named: set {string.Join(" or ", names)} to its connection string, "
                + $"or {names[0]}__accountName to its name.");
        return section.Value is { Length: > 0 } connection
            ? Open(connection)
            : Open(Address(section, "blobServiceUri", "blob"), Address(section, "tableServiceUri", "table"), Credential(section));
    }

    private static StorageClients Open(Uri blobs, Uri tables, TokenCredential credential)
    {
        var traffic = new StorageTraffic();
        return new StorageClients(
            new TableServiceClient(tables, credential, Counted(TableOptions(), traffic, "table")),
            new BlobServiceClient(blobs, credential, Counted(BlobOptions(), traffic, "blob")),
            traffic);
    }

    private static Uri Address(IConfigurationSection section, string setting, string service)
    {
        var text = section[setting] ?? (section["accountName"] is { Length: > 0 } account ? $"https://{account}.{service}.core.windows.net" : null);
        // A token must not travel in the clear.
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

    private static T Counted<T>(T options, StorageTraffic traffic, string service) where T : ClientOptions
    {
        options.AddPolicy(new PatiencePolicy(options.Retry.NetworkTimeout), HttpPipelinePosition.PerRetry);
        options.AddPolicy(traffic.PolicyFor(service), HttpPipelinePosition.PerRetry);
        return options;
    }
}
