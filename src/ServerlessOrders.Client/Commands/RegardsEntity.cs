using System.Buffers;
using System.Text.Json;

namespace ServerlessOrders.Client.Commands;

/// <summary>What REGARDS' catalog search answers, written as STAC writes it, so that scripts read one form from every service.</summary>
internal static class RegardsEntity
{
    private const string StacVersion = "1.0.0";

    /// <summary>A product as a STAC item: its properties and place, and its files as assets under their names.</summary>
    public static JsonElement ToItem(JsonElement product) => Write(json =>
    {
        json.WriteString("type", "Feature");
        json.WriteString("stac_version", StacVersion);
        json.WriteString("id", Id(product));
        json.WriteString("collection", CatalogSearch.Text(product, "model"));
        Copy(json, product, "geometry");
        Copy(json, product, "properties");
        json.WriteStartObject("assets");
        if (product.TryGetProperty("files", out var files) && files.ValueKind == JsonValueKind.Object)
        {
            foreach (var file in files.EnumerateObject().Where(group => group.Value.ValueKind == JsonValueKind.Array).SelectMany(group => group.Value.EnumerateArray()))
                WriteAsset(json, file);
        }

        json.WriteEndObject();
        json.WriteStartArray("links");
        json.WriteEndArray();
    });

    /// <summary>A dataset as a STAC collection, as far as it is known.</summary>
    public static JsonElement ToCollection(JsonElement dataset) => Write(json =>
    {
        json.WriteString("type", "Collection");
        json.WriteString("stac_version", StacVersion);
        json.WriteString("id", Id(dataset));
        json.WriteString("title", CatalogSearch.Text(dataset, "label") ?? Id(dataset));
    });

    private static string Id(JsonElement entity) => CatalogSearch.Text(entity, "providerId") ?? CatalogSearch.Text(entity, "id") ?? "";

    private static void WriteAsset(Utf8JsonWriter json, JsonElement file)
    {
        json.WriteStartObject(CatalogSearch.Text(file, "filename") ?? CatalogSearch.Text(file, "uri") ?? "file");
        json.WriteString("href", CatalogSearch.Text(file, "uri"));
        json.WriteString("type", CatalogSearch.Text(file, "mimeType"));
        if (file.TryGetProperty("filesize", out var size) && size.ValueKind == JsonValueKind.Number) json.WriteNumber("file:size", size.GetInt64());
        json.WriteEndObject();
    }

    private static void Copy(Utf8JsonWriter json, JsonElement from, string name)
    {
        json.WritePropertyName(name);
        if (from.TryGetProperty(name, out var value)) value.WriteTo(json);
        else json.WriteNullValue();
    }

    private static JsonElement Write(Action<Utf8JsonWriter> content)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            content(json);
            json.WriteEndObject();
        }

        return JsonElement.Parse(text.WrittenSpan);
    }
}
