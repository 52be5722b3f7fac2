using System.Text.Json;
using ServerlessOrders.Catalog.Import;
using ServerlessOrders.Catalog.Search;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Catalog.Stac;

/// <summary>Makes catalog items out of STAC items (STAC 1.0 and 1.1, item-spec).</summary>
/// <param name="assets">Makes their files.</param>
/// <param name="defaultCollection">The collection of items that name none.</param>
internal sealed class StacItemReader(StacAssetReader assets, string defaultCollection)
{
    /// <summary>The most characters of an id: it travels in every row and answer that names the item.</summary>
    public const int MaxIdLength = 8 * 1024;

    /// <summary>Makes the item out of an element of <c>features</c>.</summary>
    /// <exception cref="ImportException">As <see cref="Read"/>.</exception>
    public CatalogItem ReadFeature(StacPart part, string document) =>
        Read(StacObject.Of($"{document}: item {part.Index + 1}", part.Value), document);

    /// <summary>Makes the item.</summary>
    /// <param name="item">The STAC item, named by its document (and place in it).</param>
    /// <param name="document">The document's name in errors.</param>
    /// <exception cref="ImportException">The item is no valid one, or nothing of it could be ordered.</exception>
    public CatalogItem Read(StacObject item, string document)
    {
        if (item.FindText("type") is not "Feature") throw item.Wrong("type", "must be 'Feature'");
        var id = Id(item, "id");
        item = item.Named($"{document}: item '{Shortened(id)}'");
        var collection = item.Find("collection") is null ? defaultCollection : Id(item, "collection");
        var properties = item.FindObject("properties") ?? EmptyObject;
        var times = StacObject.Of($"{item.Label}: properties", properties);
        var instant = Time(times, "datetime");
        var made = new CatalogItem(
            collection,
            id,
            TableKeys.Encode(id),
            properties,
            Bbox(item),
            Time(times, "start_datetime") ?? instant,
            Time(times, "end_datetime") ?? instant,
            Assets(item));
        CheckSize(item, made);
        return made;
    }

    /// <summary>Reads an id that must be there.</summary>
    public static string Id(StacObject holder, string member)
    {
        var id = holder.Text(member);
        return id.Length <= MaxIdLength ? id : throw holder.Wrong(member, $"is longer than {MaxIdLength} characters");
    }

    private static JsonElement EmptyObject { get; } = JsonDocument.Parse("{}").RootElement;

    private static string Shortened(string id) => id.Length <= 100 ? id : id[..100] + "...";

    private List<CatalogAsset> Assets(StacObject item)
    {
        var members = item.FindObject("assets")
            ?? throw new ImportException($"{item.Label} has no assets: there is nothing that could be ordered.");
        var files = new List<CatalogAsset>();
        try
        {
            foreach (var member in members.EnumerateObject())
                files.Add(assets.Read(StacObject.Of($"{item.Label}: asset '{member.Name}'", member.Value), member.Name));
        }
        catch (InvalidOperationException fault)
        {
            throw new ImportException($"{item.Label}: the key of an asset is not valid Unicode.", fault);
        }

        return files.Count > 0
            ? files
            : throw new ImportException($"{item.Label} has no assets: there is nothing that could be ordered.");
    }

    private static double[]? Bbox(StacObject item)
    {
        if (item.Find("bbox") is not { } value) return null;
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(n => n.ValueKind != JsonValueKind.Number))
            throw item.Wrong("bbox", "must be an array of numbers");
        var box = BoundingBox.TryCreate([.. value.EnumerateArray().Select(n => n.GetDouble())], out var error)
            ?? throw item.Wrong("bbox", $"is wrong: {error.TrimEnd('.')}");
        return [box.West, box.South, box.East, box.North];
    }

    private static DateTimeOffset? Time(StacObject properties, string member)
    {
        if (properties.FindText(member) is not { } text) return null;
        return Period.TryParse(text, out var period)
            ? member == "end_datetime" ? period.End : period.Start
            : throw properties.Wrong(member, $"must be a time such as 2024-01-31T12:00:00Z, not '{Shortened(text)}'");
    }

    private static void CheckSize(StacObject item, CatalogItem made)
    {
        try
        {
            if (ItemDocument.Write(made).Length > ItemDocument.MaxBytes)
                throw new ImportException(
                    $"{item.Label} is too large for the catalog: properties and assets can have {ItemDocument.MaxBytes / 1024} KiB together.");
        }
        catch (JsonException fault)
        {
            throw new ImportException($"{item.Label}: a text in 'properties' is not valid Unicode.", fault);
        }
    }
}
