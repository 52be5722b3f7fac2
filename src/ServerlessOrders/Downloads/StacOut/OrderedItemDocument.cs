using System.Globalization;
using System.Text.Json;
using ServerlessOrders.Catalog.Stac;
using ServerlessOrders.Catalog.StacApi;
using ServerlessOrders.Http;
using ServerlessOrders.Orders;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Downloads.StacOut;

/// <summary>
/// Writes a product of an order as a STAC item: the item as it was imported (made of what the catalog knows if it never had a
/// document, the least that STAC asks for if it is gone from there), with the state of the order, and as assets the files that were
/// ordered, under their download addresses (STAC extensions file, order and timestamps).
/// </summary>
/// <param name="order">The order.</param>
/// <param name="storage">Describes our storage.</param>
/// <param name="links">Builds addresses.</param>
/// <param name="addressOf">The download address of a file.</param>
internal sealed class OrderedItemDocument(Order order, StorageSchemes storage, Links links, Func<OrderFile, string> addressOf)
{
    private const string Status = "order:status";
    private const string Expiration = "order:expiration_date";
    private const string Expires = "expires";

    private static readonly string[] Rewritten = ["collection", "links", "stac_extensions", "properties", "assets"];
    private static readonly string[] RewrittenProperties = [Status, "order:id", "order:date", Expiration];

    // What these say of the item they say of its assets, and their schemas want it there too: of assets that were not ordered, nothing.
    private static readonly string[] OfAssets = ["bands", "eo:bands"];

    private readonly string _expirationDate = Instants.Format(order.ExpirationDate);

    /// <summary>Writes the item.</summary>
    public void Write(Utf8JsonWriter writer, OrderedItem item)
    {
        var document = item.Known is { } known ? known.Stac?.Json ?? MadeItem.Of(known, storage) : Least(item.Files[0].Item);
        var (properties, assets) = (Member(document, "properties"), Member(document, "assets"));
        var expires = properties is null || Member(properties.Value, Expires) is null;
        writer.WriteStartObject();
        foreach (var member in document.EnumerateObject().Where(member => !Rewritten.Contains(member.Name))) writer.Write(member);
        writer.WriteString("collection", item.Files[0].Collection);
        writer.WriteExtensions(
            Member(document, "stac_extensions"),
            [StacMedia.FileExtension, StacMedia.OrderExtension, .. expires ? [StacMedia.TimestampsExtension] : Array.Empty<string>()]);
        WriteProperties(writer, properties, assets, item, expires);
        WriteAssets(writer, assets, item.Files);
        WriteLinks(writer, document, item);
        writer.WriteEndObject();
    }

    // STAC wants a time of every item: of a product that nobody knows any more, it is when it was ordered.
    private JsonElement Least(string id) => JsonSerializer.SerializeToElement(new
    {
        type = "Feature",
        stac_version = StacMedia.Version,
        id,
        geometry = (string?)null,
        properties = new { datetime = Instants.Format(order.CreationDate) },
    });

    private void WriteProperties(Utf8JsonWriter writer, JsonElement? own, JsonElement? assets, OrderedItem item, bool expires)
    {
        writer.WriteStartObject("properties");
        if (own is { ValueKind: JsonValueKind.Object } properties)
        {
            foreach (var member in properties.EnumerateObject())
                if (IsKept(member.Name)) writer.Write(member);
        }

        writer.WriteString(Status, StatusOf([.. item.Files.Select(StatusOf)]));
        writer.WriteString("order:id", order.Id.ToString(CultureInfo.InvariantCulture));
        writer.WriteString("order:date", Instants.Format(order.CreationDate));
        writer.WriteString(Expiration, _expirationDate);
        if (expires) writer.WriteString(Expires, _expirationDate);
        writer.WriteEndObject();

        bool IsKept(string name) => !RewrittenProperties.Contains(name) && !(expires && name == Expires)
            && (!OfAssets.Contains(name) || item.Files.Any(file => assets is { } all && Member(all, file.Asset) is { } asset && Member(asset, name) is not null));
    }

    private void WriteAssets(Utf8JsonWriter writer, JsonElement? own, IReadOnlyList<OrderFile> files)
    {
        writer.WriteStartObject("assets");
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            // A key that was cut to fit its row may be that of another.
            var key = written.Add(file.Asset) ? file.Asset : string.Create(CultureInfo.InvariantCulture, $"{file.Asset}-{file.Position}");
            writer.WritePropertyName(key);
            Write(writer, own is { } assets ? Member(assets, file.Asset) : null, file);
        }

        writer.WriteEndObject();
    }

    private void Write(Utf8JsonWriter writer, JsonElement? own, OrderFile file)
    {
        var checksum = Multihash.Of(file.DigestAlgorithm, file.Checksum);
        writer.WriteStartObject();
        writer.WriteString("href", addressOf(file));
        if (own is { ValueKind: JsonValueKind.Object } asset)
        {
            foreach (var member in asset.EnumerateObject()) if (!IsRewritten(member)) writer.Write(member);
        }
        else
        {
            writer.WriteString("title", file.FileName);
            writer.WriteString("type", file.MimeType);
            writer.WriteStartArray("roles");
            writer.WriteStringValue(MadeItem.Role(file.DataType));
            writer.WriteEndArray();
        }

        if (file.Size is { } size) writer.WriteNumber("file:size", size);
        if (checksum is not null) writer.WriteString("file:checksum", checksum);
        writer.WriteString(Status, StatusOf(file));
        writer.WriteString(Expiration, _expirationDate);
        writer.WriteEndObject();

        bool IsRewritten(JsonProperty member) => member.Name switch
        {
            "href" => true,
            "file:size" => file.Size is not null,
            "file:checksum" => checksum is not null,
            _ => RewrittenProperties.Contains(member.Name),
        };
    }

    private void WriteLinks(Utf8JsonWriter writer, JsonElement document, OrderedItem item)
    {
        var collection = item.Files[0].Collection;
        writer.WriteStartArray("links");
        writer.WriteLink("collection", links.Href(ApiRoutes.StacCollection, collection), StacMedia.Json);
        writer.WriteLink("order", links.Href(ApiRoutes.Order, order.Id), StacMedia.Json, "The order");
        if (item.Known is { } known) writer.WriteLink("canonical", links.Href(ApiRoutes.StacItem, collection, known.Id), StacMedia.GeoJson);
        writer.WriteOwnLinks(document);
        writer.WriteEndArray();
    }

    /// <summary>Pending until the order runs, shipping while the file is being prepared.</summary>
    private string StatusOf(OrderFile file) => file.State switch
    {
        FileState.PENDING => order.Status == OrderStatus.RUNNING ? "shipping" : "pending",
        FileState.AVAILABLE or FileState.DOWNLOADED => "succeeded",
        _ => "failed",
    };

    /// <summary>Of all files: what is still to come, else whether any can be fetched.</summary>
    private static string StatusOf(IReadOnlyList<string> files) =>
        files.Contains("shipping") ? "shipping" : files.Contains("pending") ? "pending" : files.Contains("succeeded") ? "succeeded" : "failed";

    private static JsonElement? Member(JsonElement holder, string name) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;
}
