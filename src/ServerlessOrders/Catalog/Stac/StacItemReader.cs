using System.Text.Json;
using ServerlessOrders.Catalog.Search;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Catalog.Stac;

/// <summary>
/// Makes catalog items out of STAC items (STAC 1.0 and 1.1, item-spec). What is usable of an item comes in, and each thing that is
/// left out is reported; the whole item is left out only without a valid id, with a time that is none, or with a place that
/// contradicts itself: it would be found by the wrong searches.
/// </summary>
/// <param name="assets">Makes their files.</param>
/// <param name="uploads">Names the blobs of files that are uploaded; null if none can be.</param>
/// <param name="tenant">The tenant that gets the items.</param>
/// <param name="report">Told of what is left out and of what the operator should know.</param>
internal sealed class StacItemReader(StacAssetReader assets, LocalAssets? uploads, string tenant, Action<ImportNote> report)
{
    /// <summary>The most characters of an id: it travels in every row and answer that names the item.</summary>
    public const int MaxIdLength = 8 * 1024;

    // Where an item's files lie below its id, those of the collection lie below this.
    private const string CollectionFolder = "_collection";

    // https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata
    private const int MaxBlobName = 1024;

    private static JsonElement EmptyObject { get; } = JsonDocument.Parse("{}").RootElement;

    /// <summary>Makes the item out of an element of <c>features</c>; null if it was left out.</summary>
    public StacItem? ReadFeature(StacPart part, StacPlace place) => Reported(() =>
        Make(StacObject.Of(new ImportNote(place.Name) { Number = part.Index + 1 }, part.Value), place, embedded: true));

    /// <summary>Makes the item that is a whole document; null if it was left out.</summary>
    public StacItem? Read(StacObject item, StacPlace place) => Reported(() => Make(item, place, embedded: false));

    /// <summary>
    /// Makes the files of a collection itself: its assets of the role <c>data</c>. Unlike those of an item, an asset without a role is none, as
    /// collections mostly describe themselves in theirs. Null if there is none.
    /// </summary>
    public StacItem? ReadOwn(StacObject collection, string id, StacPlace place) => Reported(() =>
    {
        if (collection.Find("assets") is not { ValueKind: JsonValueKind.Object } members) return null;
        var data = Members(collection, members).Where(member => HasRole(member.Value, "data")).ToDictionary();
        if (data.Count == 0) return null;
        var (files, local) = Files(data, collection, new StacHolder(place, StacLink.Self(collection), Embedded: false), id, CollectionFolder);
        var made = CatalogItem.OfCollection(id, files);
        CheckSize(collection, made);
        return files.Count == 0 ? null : new StacItem(made, local);
    });

    /// <summary>Reads an id that must be there.</summary>
    public static string Id(StacObject holder, string member)
    {
        var id = holder.Text(member);
        return id.Length <= MaxIdLength ? id : throw holder.Wrong(member, $"is longer than {MaxIdLength} characters");
    }

    private static bool HasRole(JsonElement asset, string role) => asset.ValueKind == JsonValueKind.Object
        && asset.TryGetProperty("roles", out var roles) && roles.ValueKind == JsonValueKind.Array
        && roles.EnumerateArray().Any(one => one.ValueKind == JsonValueKind.String && one.ValueEquals(role));

    private StacItem? Reported(Func<StacItem?> make)
    {
        try
        {
            return make();
        }
        catch (ImportException fault) when (fault.Note is { } note)
        {
            report(note);
            return null;
        }
    }

    private StacItem Make(StacObject item, StacPlace place, bool embedded)
    {
        if (item.FindText("type") is not "Feature") throw item.Wrong("type", "must be 'Feature'");
        var id = Id(item, "id");
        item = item.Named(item.Subject with { Item = id });
        if (!item.Has("assets") && !item.Has("stac_version"))
            throw new ImportException(item.Subject with { Reason = "is not a STAC item: it has neither 'assets' nor 'stac_version'" });
        var text = item.ToText();
        var collection = item.Find("collection") is null ? place.Collection : Id(item, "collection");
        var properties = item.FindObject("properties") ?? EmptyObject;
        var times = StacObject.Of(item.Subject, properties);
        var instant = Time(times, "datetime");
        var start = Time(times, "start_datetime") ?? instant;
        var end = Time(times, "end_datetime") ?? instant;
        var (files, local) = Files(item, new StacHolder(place, StacLink.Self(item), embedded), collection, id);
        if (start > end)
            report(item.Subject with { Reason = "'start_datetime' lies behind 'end_datetime': searches by time may not find it", LeftOut = false });
        var made = new CatalogItem(
            collection, id, TableKeys.Encode(id), properties, StacExtent.Bbox(item, report), start, end, files, text);
        CheckSize(item, made);
        return new StacItem(made, local);
    }

    private (List<CatalogAsset> Files, List<StacUpload> Local) Files(StacObject item, StacHolder holder, string collection, string id)
    {
        if (item.Find("assets") is not { } members)
        {
            report(item.Subject with { Reason = "has no assets: there is nothing that could be ordered", LeftOut = false });
            return ([], []);
        }

        if (members.ValueKind != JsonValueKind.Object) throw item.Wrong("assets", "must be an object");
        return Files(Members(item, members), item, holder, collection, id);
    }

    private (List<CatalogAsset> Files, List<StacUpload> Local) Files(
        Dictionary<string, JsonElement> members, StacObject item, StacHolder holder, string collection, string id)
    {
        var (files, local) = (new List<CatalogAsset>(), new List<StacUpload>());
        foreach (var (key, value) in members)
        {
            var subject = item.Subject with { Asset = key };
            try
            {
                if (assets.Read(StacObject.Of(subject, value), key, holder, out var path) is not { } file) continue;
                if (path is not null)
                {
                    var upload = new StacUpload(key, path, uploads!.Blob(tenant, collection, id, path));
                    if (upload.Blob.Name.Length > MaxBlobName)
                        throw new ImportException(subject with { Reason = $"its path is too long for a blob's name ({MaxBlobName} characters)" });
                    local.Add(upload);
                    file = file with { Href = upload.Blob.ToString() };
                }

                files.Add(file);
            }
            catch (ImportException fault) when (fault.Note is { } note)
            {
                report(note);
            }
        }

        return (files, local);
    }

    private static Dictionary<string, JsonElement> Members(StacObject item, JsonElement members)
    {
        // Of equal keys the last, as everywhere in JSON.
        var found = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        try
        {
            foreach (var member in members.EnumerateObject()) found[member.Name] = member.Value;
        }
        catch (InvalidOperationException fault)
        {
            throw new ImportException(item.Subject with { Reason = "the key of an asset is not valid Unicode" }, fault);
        }

        return found;
    }

    private DateTimeOffset? Time(StacObject properties, string member)
    {
        if (properties.FindText(member) is not { } text) return null;
        if (Period.TryParse(text, out var period)) return member == "end_datetime" ? period.End : period.Start;
        if (Farthest(text) is not { } farthest)
            throw properties.Wrong(member, $"must be a time such as 2024-01-31T12:00:00Z, not '{ImportNote.Shortened(text)}'");
        report(properties.Subject with
        {
            Reason = $"'{member}' lies beyond the years 1 to 9999 in UTC: searches take it for the nearest time that does not", LeftOut = false,
        });
        return farthest;
    }

    // RFC 3339 has the year 0000 and offsets that lead out of 0001 and 9999; a leap year stands in for them to judge the rest.
    private static DateTimeOffset? Farthest(string text) =>
        text.Length <= 4 || text[..4] is not ("0000" or "0001" or "9999") || !Period.TryParse("2000" + text[4..], out _) ? null
        : text[0] == '9' ? DateTimeOffset.MaxValue
        : DateTimeOffset.MinValue;

    private static void CheckSize(StacObject item, CatalogItem made)
    {
        try
        {
            if (ItemDocument.Write(made).Length > ItemDocument.MaxBytes)
                throw new ImportException(item.Subject with
                {
                    Reason = $"is too large for the catalog: properties and assets can have {ItemDocument.MaxBytes / 1024} KiB together",
                });
        }
        catch (JsonException fault)
        {
            throw new ImportException(item.Subject with { Reason = "a text in 'properties' is not valid Unicode" }, fault);
        }
    }
}
