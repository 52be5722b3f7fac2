using System.Text.Json;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Catalog.StacApi;

/// <summary>Where files lie, as the storage extension describes it.</summary>
/// <param name="Platform">The address of the account.</param>
/// <param name="Tier">The access tier, such as <c>archive</c>; null where it is not known.</param>
internal sealed record StorageScheme(string Platform, string? Tier);

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

    private readonly string _platform = clients.BlobEndpoint.AbsoluteUri.TrimEnd('/');

    /// <summary>The scheme's name for a file.</summary>
    public static string Key(CatalogAsset asset) => asset.Tier is { } tier ? $"{tier}-storage" : "our-storage";

    /// <summary>The address of an internal file in the account.</summary>
    public string Address(CatalogAsset asset)
    {
        var blob = BlobLocation.Parse(asset.Href);
        return $"{_platform}/{blob.Container}/{string.Join('/', blob.Name.Split('/').Select(Uri.EscapeDataString))}";
    }

    /// <summary>The schemes of an item's internal files by name.</summary>
    public IReadOnlyDictionary<string, StorageScheme> Of(CatalogItem item) => item.Assets.Where(asset => !asset.External)
        .DistinctBy(Key).ToDictionary(Key, asset => new StorageScheme(_platform, asset.Tier), StringComparer.Ordinal);

    /// <summary>Writes the property: schemes of the item's own, and behind them ours.</summary>
    public static void Write(Utf8JsonWriter writer, JsonElement? own, IReadOnlyDictionary<string, StorageScheme> schemes)
    {
        writer.WriteStartObject(Property);
        if (own is { ValueKind: JsonValueKind.Object } theirs)
            foreach (var scheme in theirs.EnumerateObject().Where(scheme => !schemes.ContainsKey(scheme.Name))) writer.Write(scheme);
        foreach (var (name, scheme) in schemes)
        {
            writer.WriteStartObject(name);
            writer.WriteString("type", "ms-azure");
            writer.WriteString("platform", scheme.Platform);
            writer.WriteString("title", "Storage of this archive: files are fetched by ordering them");
            if (scheme.Tier is { } tier) writer.WriteString("tier", tier);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
