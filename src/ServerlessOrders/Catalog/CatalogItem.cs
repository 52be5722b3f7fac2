using System.Text.Json;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Catalog;

/// <summary>A product: one STAC item.</summary>
/// <param name="Collection">The id of its collection.</param>
/// <param name="Id">The STAC item id (REGARDS: provider id).</param>
/// <param name="Key">Its place in the catalog's order: reading with <c>after = Key</c> goes on behind it.</param>
/// <param name="Properties">The STAC <c>properties</c> object.</param>
/// <param name="Bbox">west, south, east, north in degrees (heights left out), or null if the item has no place.</param>
/// <param name="Start">When the product begins, UTC, or null.</param>
/// <param name="End">When the product ends, UTC, or null; the same as <paramref name="Start"/> for an instant.</param>
/// <param name="Assets">Its files that can be ordered, in the document's order.</param>
/// <param name="Stac">The STAC item as it was imported; null if it was made of a file, imported before documents were kept, or not asked for.</param>
/// <param name="StacBlob">Where that lies if it is too large for the row, and was not read yet.</param>
public sealed record CatalogItem(
    string Collection,
    string Id,
    string Key,
    JsonElement Properties,
    IReadOnlyList<double>? Bbox,
    DateTimeOffset? Start,
    DateTimeOffset? End,
    IReadOnlyList<CatalogAsset> Assets,
    StacText? Stac = null,
    string? StacBlob = null)
{
    /// <summary>False for the files of a collection itself, which go with its products and are none of them.</summary>
    public bool IsProduct => Key.Length > 0;

    /// <summary>Files that belong to a collection as a whole. They lie before its products in the catalog's order, under no key.</summary>
    public static CatalogItem OfCollection(string collection, IReadOnlyList<CatalogAsset> assets) =>
        new(collection, collection, "", JsonDocument.Parse("{}").RootElement, null, null, null, assets);
}

/// <summary>A file of a product: one STAC asset.</summary>
/// <param name="Key">The asset's key in the item.</param>
/// <param name="FileName">The name that the file gets in an order: the last segment of its address, decoded.</param>
/// <param name="DataType">What it is, from the asset's roles.</param>
/// <param name="MimeType">Its media type; <c>application/octet-stream</c> if the document has none.</param>
/// <param name="Href"><c>container/name</c> of the blob for an internal file (<see cref="BlobLocation"/>), the absolute address for an external one.</param>
/// <param name="External">True if the file is not in our storage.</param>
/// <param name="Size">Bytes, or null if nothing tells it.</param>
/// <param name="Checksum">Lower-case hex, or null if nothing tells it.</param>
/// <param name="DigestAlgorithm">Of the checksum: <c>MD5</c>, <c>SHA-1</c>, <c>SHA-256</c>, <c>SHA-512</c>; null without one.</param>
/// <param name="Tier">Of an internal file, the access tier that the import found or chose, such as <c>archive</c>; null if it is not known.</param>
public sealed record CatalogAsset(
    string Key,
    string FileName,
    DataType DataType,
    string MimeType,
    string Href,
    bool External,
    long? Size,
    string? Checksum,
    string? DigestAlgorithm,
    string? Tier = null);
