using System.Runtime.InteropServices;
using System.Text.Json;

namespace ServerlessOrders.Catalog.Stac;

/// <summary>What a STAC document is.</summary>
internal enum StacKind
{
    /// <summary>A Feature.</summary>
    Item,

    /// <summary>A FeatureCollection of items.</summary>
    ItemCollection,

    /// <summary>A Collection: it describes items, and links to them.</summary>
    Collection,

    /// <summary>A Catalog: it links to catalogs, collections and items.</summary>
    Catalog,
}

/// <summary>What a STAC document was found to be, read to its end.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Items">How many items it holds that can come in.</param>
/// <param name="Item">The item, if it is an Item that can come in.</param>
/// <param name="Collection">The collection without its URN, if it is a Collection.</param>
/// <param name="Links">Its links.</param>
/// <param name="Own">The collection's own files, if it has any.</param>
internal sealed record StacDocumentSummary(
    StacKind Kind, long Items, StacItem? Item, CatalogCollection? Collection, IReadOnlyList<StacLink> Links, StacItem? Own = null)
{
    /// <summary>Reads a document to its end; the items' reader reports what of it cannot come in.</summary>
    /// <exception cref="ImportException">It is not a STAC document.</exception>
    public static async Task<StacDocumentSummary> ReadAsync(
        Stream stream, StacPlace place, StacItemReader items, CancellationToken cancellationToken)
    {
        long count = 0;
        long size = 0;
        var document = new StacDocument(stream, place.Name);
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        await foreach (var part in document.ReadAsync(cancellationToken))
        {
            if (part.Index is null)
            {
                members[part.Name] = part.Value;
                size += JsonMarshal.GetRawUtf8Value(part.Value).Length;
                if (size > StacDocument.MaxPartBytes)
                    throw new ImportException(new ImportNote(place.Name)
                    {
                        Reason = $"the document is larger than {StacDocument.MaxPartBytes / 1024 / 1024} MiB without its items",
                    });
            }
            else if (items.ReadFeature(part, place) is not null)
            {
                count++;
            }
        }

        return Classify(new StacObject(new ImportNote(place.Name), members), place, document.HasFeatures ? count : null, items);
    }

    private static StacDocumentSummary Classify(StacObject root, StacPlace place, long? features, StacItemReader items)
    {
        StacLink[] links = [.. StacLink.Of(root)];
        switch (root.Text("type"))
        {
            case "FeatureCollection" or "ItemCollection":
                return features is { } count
                    ? new StacDocumentSummary(StacKind.ItemCollection, count, null, null, links)
                    : throw root.Wrong("features", "is missing");
            case "Feature":
                var item = items.Read(root, place);
                return new StacDocumentSummary(StacKind.Item, item is null ? 0 : 1, item, null, links);
            case "Collection":
                var id = StacItemReader.Id(root, "id");
                var title = root.FindText("title");
                return new StacDocumentSummary(
                    StacKind.Collection, 0, null, new CatalogCollection(id, string.IsNullOrWhiteSpace(title) ? id : title, "", root.ToText()), links,
                    items.ReadOwn(root, id, place));
            case "Catalog":
                return new StacDocumentSummary(StacKind.Catalog, 0, null, null, links);
            case var other:
                throw root.Wrong("type", $"must be Feature, FeatureCollection, Collection or Catalog, not '{ImportNote.Shortened(other)}'");
        }
    }
}
