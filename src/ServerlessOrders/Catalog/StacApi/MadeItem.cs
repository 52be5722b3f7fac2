using System.Buffers;
using System.Text.Json;
using ServerlessOrders.Catalog.Geometry;
using ServerlessOrders.Catalog.Stac;
using ServerlessOrders.Http;

namespace ServerlessOrders.Catalog.StacApi;

/// <summary>Makes a STAC item of what the catalog knows of a product that has no STAC document.</summary>
internal static class MadeItem
{
    private static readonly string[] Times = ["datetime", "start_datetime", "end_datetime"];

    /// <summary>Makes the item; links are not in it.</summary>
    public static JsonElement Of(CatalogItem item, StorageSchemes storage)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(text, RawJson.Options))
        {
            writer.WriteStartObject();
            writer.WriteString("type", "Feature");
            writer.WriteString("stac_version", StacMedia.Version);
            writer.WriteExtensions(null, item.Assets.Any(a => a.Size is not null || a.Checksum is not null) ? [StacMedia.FileExtension] : []);
            writer.WriteString("id", item.Id);
            WritePlace(writer, item.Bbox);
            WriteProperties(writer, item);
            writer.WriteStartObject("assets");
            foreach (var asset in item.Assets) Write(writer, asset, storage);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return JsonDocument.Parse(text.WrittenMemory).RootElement;
    }

    /// <summary>The asset role that says what a file is.</summary>
    public static string Role(DataType type) => type switch
    {
        DataType.RAWDATA => "data",
        DataType.THUMBNAIL => "thumbnail",
        DataType.DOCUMENT or DataType.DESCRIPTION => "metadata",
        _ => "overview",
    };

    private static void WritePlace(Utf8JsonWriter writer, IReadOnlyList<double>? bbox)
    {
        if (bbox is null || BoundingBox.TryCreate(bbox, out _) is not { } box)
        {
            writer.WriteNull("geometry");
            return;
        }

        writer.WriteStartArray("bbox");
        foreach (var number in bbox) writer.WriteNumberValue(number);
        writer.WriteEndArray();
        writer.WritePropertyName("geometry");
        JsonSerializer.Serialize(writer, GeometryOf(box));
    }

    /// <summary>A box as GeoJSON: a polygon, two if it lies across the antimeridian (RFC 7946 section 3.1.9), or a point.</summary>
    internal static object GeometryOf(BoundingBox box) =>
        box.West > box.East ? new { type = "MultiPolygon", coordinates = new[] { Ring(box with { East = 180 }), Ring(box with { West = -180 }) } }
        : box.West == box.East && box.South == box.North ? new { type = "Point", coordinates = new[] { box.West, box.South } }
        : new { type = "Polygon", coordinates = Ring(box) };

    private static double[][][] Ring(BoundingBox box) =>
    [
        [[box.West, box.South], [box.East, box.South], [box.East, box.North], [box.West, box.North], [box.West, box.South]],
    ];

    private static void WriteProperties(Utf8JsonWriter writer, CatalogItem item)
    {
        writer.WriteStartObject("properties");
        var own = item.Properties.ValueKind == JsonValueKind.Object ? item.Properties.EnumerateObject().ToList() : [];
        foreach (var member in own.Where(member => !Times.Contains(member.Name))) writer.Write(member);
        if (item.Start is { } instant && item.Start == item.End)
        {
            writer.WriteString("datetime", Instants.Format(instant));
        }
        else
        {
            // STAC wants a time of every item: one that is not known may be any.
            writer.WriteNull("datetime");
            writer.WriteString("start_datetime", Instants.Format(item.Start ?? DateTimeOffset.MinValue));
            writer.WriteString("end_datetime", Instants.Format(item.End ?? DateTimeOffset.MaxValue));
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, CatalogAsset asset, StorageSchemes storage)
    {
        writer.WriteStartObject(asset.Key);
        writer.WriteString("href", asset.External ? asset.Href : storage.Address(asset));
        writer.WriteString("title", asset.FileName);
        writer.WriteString("type", asset.MimeType);
        writer.WriteStartArray("roles");
        writer.WriteStringValue(Role(asset.DataType));
        writer.WriteEndArray();
        if (asset.Size is { } size) writer.WriteNumber("file:size", size);
        if (asset.Checksum is { } digest && Multihash.Of(asset.DigestAlgorithm, digest) is { } checksum) writer.WriteString("file:checksum", checksum);
        writer.WriteEndObject();
    }
}
