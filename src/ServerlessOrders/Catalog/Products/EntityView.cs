using System.Text.Json;
using ServerlessOrders.Catalog.Geometry;
using ServerlessOrders.Catalog.StacApi;
using ServerlessOrders.Http;
using ServerlessOrders.Outbound;

namespace ServerlessOrders.Catalog.Products;

/// <summary>A product or dataset as REGARDS' legacy search engine shows it (contract, section 9).</summary>
/// <param name="Id">The URN.</param>
/// <param name="EntityType">DATA or DATASET.</param>
/// <param name="Model">Its data model: the collection's id.</param>
/// <param name="ProviderId">The catalog's own id.</param>
/// <param name="IpId">The URN, under its older name.</param>
/// <param name="Label">Its name for people.</param>
/// <param name="Version">The version in the URN.</param>
/// <param name="Last">Always true: only the last version is kept.</param>
/// <param name="Properties">The STAC properties.</param>
/// <param name="Files">Its files by data type.</param>
/// <param name="Geometry">GeoJSON: as it was imported; of a product without a STAC document its box; null if it has no place.</param>
/// <param name="Tags">The URN and the id of its collection.</param>
internal sealed record EntityView(
    string Id,
    string EntityType,
    string Model,
    string ProviderId,
    string IpId,
    string Label,
    int Version,
    bool Last,
    object Properties,
    IReadOnlyDictionary<string, IReadOnlyList<EntityFileView>> Files,
    object? Geometry,
    IReadOnlyList<string> Tags)
{
    private const string Title = "title";

    /// <summary>The view of a product.</summary>
    public static Resource<EntityView> Of(string tenant, CatalogItem item)
    {
        var urn = Urns.Product(tenant, item.Collection, item.Id);
        var label = item.Properties.ValueKind == JsonValueKind.Object && item.Properties.TryGetProperty(Title, out var title) && title.ValueKind == JsonValueKind.String
            ? title.GetString()!
            : item.Id;
        return new Resource<EntityView>(
            new EntityView(
                urn, "DATA", item.Collection, item.Id, urn, label, 1, true, item.Properties, FilesOf(urn, item.Assets), GeometryOf(item),
                [Urns.Dataset(tenant, item.Collection), item.Collection]),
            []);
    }

    /// <summary>The view of a collection.</summary>
    public static Resource<EntityView> Of(CatalogCollection collection) => new(
        new EntityView(
            collection.Urn, "DATASET", collection.Id, collection.Id, collection.Urn, collection.Title, 1, true,
            new Dictionary<string, string> { [Title] = collection.Title }, FilesOf(collection.Urn, collection.Own?.Assets ?? []), null, []),
        []);

    private static Dictionary<string, IReadOnlyList<EntityFileView>> FilesOf(string urn, IReadOnlyList<CatalogAsset> assets) => assets
        .GroupBy(asset => asset.DataType.ToString())
        .ToDictionary(group => group.Key, IReadOnlyList<EntityFileView> (group) => [.. group.Select(asset => EntityFileView.Of(urn, asset))]);

    private static object? GeometryOf(CatalogItem item)
    {
        if (item.Stac is { } stac && stac.Json.TryGetProperty("geometry", out var geometry)) return geometry.ValueKind == JsonValueKind.Object ? geometry : null;
        return item.Bbox is { } numbers && BoundingBox.TryCreate(numbers, out _) is { } box ? MadeItem.GeometryOf(box) : null;
    }
}

/// <summary>A file of a product as REGARDS' catalog shows it.</summary>
/// <param name="DataType">What it is.</param>
/// <param name="Reference">True if it is not in our storage.</param>
/// <param name="Uri">
/// Of an external file its address, without what signs it; of any other a name made of the product's URN and the asset's key: it is
/// ordered, not fetched from the catalog.
/// </param>
/// <param name="MimeType">Its media type.</param>
/// <param name="Online">False: it can be fetched once it has been ordered.</param>
/// <param name="Checksum">Lower-case hex; null if unknown.</param>
/// <param name="DigestAlgorithm">Of the checksum.</param>
/// <param name="Filesize">Its bytes; null if unknown.</param>
/// <param name="Filename">Its name.</param>
/// <param name="Types">Further types: this service has none.</param>
internal sealed record EntityFileView(
    DataType DataType,
    bool Reference,
    string Uri,
    string MimeType,
    bool Online,
    string? Checksum,
    string? DigestAlgorithm,
    long? Filesize,
    string Filename,
    IReadOnlyList<string> Types)
{
    /// <summary>The view of an asset.</summary>
    public static EntityFileView Of(string urn, CatalogAsset asset) => new(
        asset.DataType,
        asset.External,
        asset.External ? SignedAddress.Show(asset.Href) : $"{urn}#{System.Uri.EscapeDataString(asset.Key)}",
        asset.MimeType,
        false,
        asset.Checksum,
        asset.DigestAlgorithm,
        asset.Size,
        asset.FileName,
        []);
}
