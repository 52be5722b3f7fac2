using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServerlessOrders.Catalog;

/// <summary>An item as the catalog stores it: compact JSON in UTF-8.</summary>
internal static class ItemDocument
{
    /// <summary>
    /// The most bytes that an item may have in the catalog: what fits into one row of Table Storage, 1 MiB (Azurite counts it in
    /// base64), with room for its keys.
    /// </summary>
    public const int MaxBytes = 12 * 63 * 1024;

    private static readonly ItemJson Json = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter<DataType>() },
    });

    /// <summary>Writes an item; its collection and key are left to the row's key.</summary>
    /// <exception cref="JsonException">A text in its properties is not valid Unicode.</exception>
    public static byte[] Write(CatalogItem item) => JsonSerializer.SerializeToUtf8Bytes(
        new StoredItem(item.Id, item.Properties, item.Bbox, item.Start, item.End, item.Assets), Json.StoredItem);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">The bytes are something else.</exception>
    public static CatalogItem Read(ReadOnlySpan<byte> bytes, string collection, string key)
    {
        var item = JsonSerializer.Deserialize(bytes, Json.StoredItem) ?? throw new JsonException("An item is missing.");
        return new CatalogItem(collection, item.Id, key, item.Properties, item.Bbox, item.Start, item.End, item.Assets);
    }
}

/// <summary>The stored members of an item.</summary>
internal sealed record StoredItem(
    string Id,
    JsonElement Properties,
    IReadOnlyList<double>? Bbox,
    DateTimeOffset? Start,
    DateTimeOffset? End,
    IReadOnlyList<CatalogAsset> Assets);

/// <summary>Reads and writes stored items without reflection.</summary>
[JsonSerializable(typeof(StoredItem))]
internal sealed partial class ItemJson : JsonSerializerContext;
