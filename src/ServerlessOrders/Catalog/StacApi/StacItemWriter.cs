using System.Text.Json;
using ServerlessOrders.Catalog.Search;
using ServerlessOrders.Http;

namespace ServerlessOrders.Catalog.StacApi;

/// <summary>
/// Writes items as the STAC API answers them: the item as it was imported, with its collection, our links before its own, and what
/// the storage and order extensions say of it. An item without a document (made of a file, or imported before documents were kept)
/// is written from what the catalog knows.
/// </summary>
/// <param name="links">Builds addresses.</param>
/// <param name="storage">Describes where internal files lie.</param>
/// <param name="fields">Which members; null for all.</param>
internal sealed class StacItemWriter(Links links, StorageSchemes storage, StacFields? fields)
{
    private static readonly string[] Rewritten = ["collection", "links", "stac_extensions", "properties", "assets"];

    /// <summary>Writes an item.</summary>
    public void Write(Utf8JsonWriter writer, CatalogItem item)
    {
        var document = item.Stac?.Json ?? MadeItem.Of(item, storage);
        var orderable = item.Assets.Any(asset => asset.DataType.IsOrderable());
        var schemes = StorageSchemes.Of(item, document);
        writer.WriteStartObject();
        foreach (var member in document.EnumerateObject())
            if (!Rewritten.Contains(member.Name) && Has(member.Name)) writer.Write(member);
        writer.WriteString("collection", item.Collection);
        if (Has("stac_extensions"))
        {
            var added = new List<string>();
            if (schemes.Count > 0) added.Add(StacMedia.StorageExtension);
            if (orderable) added.Add(StacMedia.OrderExtension);
            writer.WriteExtensions(document.TryGetProperty("stac_extensions", out var named) ? named : null, added);
        }

        if (Has("properties")) WriteProperties(writer, document, schemes, orderable);
        if (Has("assets")) WriteAssets(writer, document, item, schemes);
        WriteLinks(writer, document, item, orderable);
        writer.WriteEndObject();
    }

    private void WriteProperties(
        Utf8JsonWriter writer, JsonElement document, IReadOnlyDictionary<string, string?> schemes, bool orderable)
    {
        writer.WriteStartObject("properties");
        JsonElement? own = null;
        var ordered = false;
        if (document.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in properties.EnumerateObject())
            {
                if (schemes.Count > 0 && member.NameEquals(StorageSchemes.Property))
                {
                    own = member.Value;
                    continue;
                }

                ordered |= member.NameEquals("order:status");
                if (Has("properties", member.Name)) writer.Write(member);
            }
        }

        if (schemes.Count > 0 && Has("properties", StorageSchemes.Property)) storage.Write(writer, own, schemes);
        if (orderable && !ordered && Has("properties", "order:status")) writer.WriteString("order:status", "orderable");
        writer.WriteEndObject();
    }

    private void WriteAssets(
        Utf8JsonWriter writer, JsonElement document, CatalogItem item, IReadOnlyDictionary<string, string?> schemes)
    {
        writer.WriteStartObject("assets");
        if (document.TryGetProperty("assets", out var assets) && assets.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in assets.EnumerateObject().Where(asset => Has("assets", asset.Name)))
            {
                var scheme = item.Assets.FirstOrDefault(asset => asset.Key == member.Name) is { External: false } file ? StorageSchemes.Key(file) : null;
                if (scheme is null || !schemes.ContainsKey(scheme) || member.Value.TryGetProperty(StorageSchemes.References, out _))
                {
                    writer.Write(member);
                    continue;
                }

                writer.WriteStartObject(member.Name);
                foreach (var inner in member.Value.EnumerateObject()) writer.Write(inner);
                writer.WriteStartArray(StorageSchemes.References);
                writer.WriteStringValue(scheme);
                writer.WriteEndArray();
                writer.WriteEndObject();
            }
        }

        writer.WriteEndObject();
    }

    private void WriteLinks(Utf8JsonWriter writer, JsonElement document, CatalogItem item, bool orderable)
    {
        var collection = links.Href(ApiRoutes.StacCollection, item.Collection);
        writer.WriteStartArray("links");
        writer.WriteLink("self", links.Href(ApiRoutes.StacItem, item.Collection, item.Id), StacMedia.GeoJson);
        writer.WriteLink("root", links.Href(ApiRoutes.Stac), StacMedia.Json);
        writer.WriteLink("parent", collection, StacMedia.Json);
        writer.WriteLink("collection", collection, StacMedia.Json);
        if (orderable) WriteOrderLink(writer, item);
        writer.WriteOwnLinks(document);
        writer.WriteEndArray();
    }

    private void WriteOrderLink(Utf8JsonWriter writer, CatalogItem item)
    {
        writer.WriteStartObject();
        writer.WriteString("rel", "order");
        writer.WriteString("href", links.Href(ApiRoutes.ApplyOrder));
        writer.WriteString("type", StacMedia.Json);
        writer.WriteString("title", "Order this item");
        writer.WriteString("method", "POST");
        writer.WriteStartObject("body");
        writer.WriteString("engineType", SelectionParser.Stac);
        writer.WriteStartObject("search");
        WriteList(writer, "collections", item.Collection);
        WriteList(writer, "ids", item.Id);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter writer, string name, string value)
    {
        writer.WriteStartArray(name);
        writer.WriteStringValue(value);
        writer.WriteEndArray();
    }

    private bool Has(string member) => fields?.Has(member) ?? true;

    private bool Has(string member, string inner) => fields?.Has(member, inner) ?? true;
}
