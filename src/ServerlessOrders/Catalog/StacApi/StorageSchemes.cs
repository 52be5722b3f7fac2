using System.Text.Json;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Catalog.StacApi;

/// <summary>
/// Describes our storage (STAC storage extension 2): a scheme for each access tier in which an item has files, and one for those
/// whose tier is not known. The tier is the one that the import found; an order rehydrates what lies in the Archive tier.
/// </summary>
/// <param name="clients">The storage account.</param>
internal sealed class StorageSchemes(StorageClients clients)
{
    /// <summary>The property of items that holds the schemes.</summary>
    public const string Property = "storage:schemes";

    /// <summary>The member of assets that names theirs.</summary>
    public const string References = "storage:refs";

    // Of accounts in Azure the extension knows the address by this form; the emulator and other clouds are a type of our own.
    private const string AzureAccount = "https://{account}.blob.core.windows.net";

    private readonly string _address = clients.BlobEndpoint.AbsoluteUri.TrimEnd('/');
    private readonly string _account = clients.BlobAccount;

    /// <summary>The scheme's name for a file.</summary>
    public static string Key(CatalogAsset asset) => asset.Tier is { } tier ? $"{tier}-storage" : "our-storage";

    /// <summary>The address of an internal file in the account.</summary>
    public string Address(CatalogAsset asset)
    {
        var blob = BlobLocation.Parse(asset.Href);
        return $"{_address}/{blob.Container}/{string.Join('/', blob.Name.Split('/').Select(Uri.EscapeDataString))}";
    }

    /// <summary>
    /// The schemes of an item's internal files: name and tier. None if the document says by other members of the extension where
    /// its files lie, as version 1 does: the two do not go together.
    /// </summary>
    public static IReadOnlyDictionary<string, string?> Of(CatalogItem item, JsonElement document) =>
        IsDescribedOtherwise(document)
            ? new Dictionary<string, string?>()
            : item.Assets.Where(asset => !asset.External).DistinctBy(Key).ToDictionary(Key, asset => asset.Tier, StringComparer.Ordinal);

    /// <summary>Writes the property: schemes of the item's own, and behind them ours.</summary>
    public void Write(Utf8JsonWriter writer, JsonElement? own, IReadOnlyDictionary<string, string?> schemes)
    {
        writer.WriteStartObject(Property);
        if (own is { ValueKind: JsonValueKind.Object } theirs)
            foreach (var scheme in theirs.EnumerateObject().Where(scheme => !schemes.ContainsKey(scheme.Name))) writer.Write(scheme);
        var isAzure = _address == AzureAccount.Replace("{account}", _account, StringComparison.Ordinal);
        foreach (var (name, tier) in schemes)
        {
            writer.WriteStartObject(name);
            writer.WriteString("type", isAzure ? "ms-azure" : "azure-blob-storage");
            writer.WriteString("platform", isAzure ? AzureAccount : _address);
            if (isAzure) writer.WriteString("account", _account);
            writer.WriteString("title", "Storage of this archive: files are fetched by ordering them");
            if (tier is not null) writer.WriteString("tier", tier);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static bool IsDescribedOtherwise(JsonElement document)
    {
        if (document.TryGetProperty("stac_extensions", out var named) && RawJson.NamesOtherVersion(named, StacMedia.StorageExtension)) return true;
        if (document.TryGetProperty("properties", out var properties) && HasOther(properties, Property)) return true;
        return document.TryGetProperty("assets", out var assets) && assets.ValueKind == JsonValueKind.Object
            && assets.EnumerateObject().Any(asset => HasOther(asset.Value, References));
    }

    private static bool HasOther(JsonElement holder, string known) => holder.ValueKind == JsonValueKind.Object
        && holder.EnumerateObject().Any(member => member.Name.StartsWith("storage:", StringComparison.Ordinal) && member.Name != known);
}
