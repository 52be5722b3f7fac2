using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessOrders.Http;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Stac;
using ServerlessOrders.Orders;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Downloads.StacOut;

/// <summary>
/// Writes a product of an order as a STAC 1.1 item, with the extensions file 2.1 and order 1.1: what the catalog still has of it, or
/// the least that an item needs, and as assets the files that were ordered, under their download addresses.
/// </summary>
/// <param name="order">The order.</param>
/// <param name="collectionOf">The address of a collection, by its id.</param>
/// <param name="addressOf">The download address of a file.</param>
internal sealed class OrderedItemDocument(Order order, Func<string, string> collectionOf, Func<OrderFile, string> addressOf)
{
    private static readonly string[] Extensions =
        ["https://stac-extensions.github.io/file/v2.1.0/schema.json", "https://stac-extensions.github.io/order/v1.1.0/schema.json"];

    /// <summary>The item.</summary>
    internal JsonObject Write(OrderedItem item)
    {
        var first = item.Files[0];
        var assets = new JsonObject();
        foreach (var file in item.Files) assets[KeyOf(assets, file)] = Asset(file);
        var document = new JsonObject
        {
            ["type"] = "Feature",
            ["stac_version"] = "1.1.0",
            ["stac_extensions"] = new JsonArray([.. Extensions.Select(extension => JsonValue.Create(extension))]),
            ["id"] = first.Item,
            ["collection"] = first.Collection,
            ["geometry"] = Geometry(item.Known?.Bbox),
            ["properties"] = Properties(item),
            ["links"] = new JsonArray(new JsonObject
            {
                ["rel"] = "collection", ["href"] = collectionOf(first.Collection), ["type"] = "application/json",
            }),
            ["assets"] = assets,
        };
        if (item.Known?.Bbox is { } box) document["bbox"] = Numbers(box);
        return document;
    }

    /// <summary>The place as a polygon; two if it lies across the antimeridian (RFC 7946 section 3.1.9).</summary>
    private static JsonObject? Geometry(IReadOnlyList<double>? bbox)
    {
        if (bbox is not [var west, var south, var east, var north]) return null;
        if (west > east) return Shape("MultiPolygon", new JsonArray(Ring(west, south, 180, north), Ring(-180, south, east, north)));
        return west == east && south == north ? Shape("Point", Numbers([west, south])) : Shape("Polygon", Ring(west, south, east, north));
    }

    private static JsonObject Shape(string type, JsonArray coordinates) => new() { ["type"] = type, ["coordinates"] = coordinates };

    private static JsonArray Ring(double west, double south, double east, double north) =>
        new(new JsonArray([.. new[] { (west, south), (east, south), (east, north), (west, north), (west, south) }
            .Select(point => Numbers([point.Item1, point.Item2]))]));

    private static JsonArray Numbers(IEnumerable<double> numbers) => new([.. numbers.Select(number => JsonValue.Create(number))]);

    private static string Instant(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>A key that was cut to fit its row may be that of another.</summary>
    private static string KeyOf(JsonObject assets, OrderFile file) =>
        assets.ContainsKey(file.Asset) ? string.Create(CultureInfo.InvariantCulture, $"{file.Asset}-{file.Position}") : file.Asset;

    private static string? Role(DataType type) => type switch
    {
        DataType.RAWDATA => "data",
        DataType.THUMBNAIL => "thumbnail",
        DataType.DOCUMENT or DataType.DESCRIPTION => "metadata",
        _ when type.IsQuicklook() => "overview",
        _ => null,
    };

    private JsonObject Properties(OrderedItem item)
    {
        var properties = item.Known is { Properties.ValueKind: JsonValueKind.Object } known ? JsonObject.Create(known.Properties.Clone())! : [];
        var (start, end) = (item.Known?.Start, item.Known?.End);
        properties.Remove("start_datetime");
        properties.Remove("end_datetime");
        // STAC wants a time of every item: the one of a product that has none is when it was ordered.
        properties["datetime"] = (start ?? end) is { } seen ? Instant(seen) : Instants.Format(order.CreationDate);
        if (start != end && start is { } begun && end is { } ended)
        {
            properties["datetime"] = null;
            (properties["start_datetime"], properties["end_datetime"]) = (Instant(begun), Instant(ended));
        }

        properties["order:status"] = Status([.. item.Files.Select(Status)]);
        properties["order:id"] = order.Id.ToString(CultureInfo.InvariantCulture);
        properties["order:date"] = Instants.Format(order.CreationDate);
        properties["order:expiration_date"] = Instants.Format(order.ExpirationDate);
        return properties;
    }

    private JsonObject Asset(OrderFile file)
    {
        var asset = new JsonObject
        {
            ["href"] = addressOf(file),
            ["title"] = file.FileName,
            ["type"] = file.MimeType,
        };
        if (Role(file.DataType) is { } role) asset["roles"] = new JsonArray(JsonValue.Create(role));
        if (file.Size is { } size) asset["file:size"] = size;
        if (Multihash.Of(file.DigestAlgorithm, file.Checksum) is { } checksum) asset["file:checksum"] = checksum;
        asset["order:status"] = Status(file);
        asset["order:expiration_date"] = Instants.Format(order.ExpirationDate);
        return asset;
    }

    /// <summary>Pending until the order runs, shipping while the file is being prepared.</summary>
    private string Status(OrderFile file) => file.State switch
    {
        FileState.PENDING => order.Status == OrderStatus.RUNNING ? "shipping" : "pending",
        FileState.AVAILABLE or FileState.DOWNLOADED => "succeeded",
        _ => "failed",
    };

    /// <summary>Of all files: what is still to come, else whether any can be fetched.</summary>
    private static string Status(IReadOnlyList<string> files) =>
        files.Contains("shipping") ? "shipping" : files.Contains("pending") ? "pending" : files.Contains("succeeded") ? "succeeded" : "failed";
}
