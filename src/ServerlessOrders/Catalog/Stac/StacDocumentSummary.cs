using System.Runtime.InteropServices;
using System.Text.Json;
using ServerlessOrders.Catalog.Import;

namespace ServerlessOrders.Catalog.Stac;

/// <summary>What a STAC document was found to be, all of it being valid.</summary>
/// <param name="Items">How many items it holds.</param>
/// <param name="Item">The item, where it is an Item.</param>
/// <param name="Collection">The collection without its URN, where it is a Collection.</param>
internal sealed record StacDocumentSummary(long Items, CatalogItem? Item, CatalogCollection? Collection)
{
    /// <summary>Reads a document to its end and validates it.</summary>
    /// <exception cref="ImportException">It is no STAC document, or something in it cannot be imported.</exception>
    public static async Task<StacDocumentSummary> ReadAsync(
        Stream stream, string name, StacItemReader items, CancellationToken cancellationToken)
    {
        long count = 0;
        long size = 0;
        var document = new StacDocument(stream, name);
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        await foreach (var part in document.ReadAsync(cancellationToken))
        {
            if (part.Index is null)
            {
                members[part.Name] = part.Value;
                size += JsonMarshal.GetRawUtf8Value(part.Value).Length;
                if (size > StacDocument.MaxPartBytes)
                    throw new ImportException($"{name}: the document is larger than {StacDocument.MaxPartBytes / 1024 / 1024} MiB without its items.");
            }
            else
            {
                items.ReadFeature(part, name);
                count++;
            }
        }

        return Classify(new StacObject(name, members), name, document.HasFeatures ? count : null, items);
    }

    private static StacDocumentSummary Classify(StacObject root, string name, long? features, StacItemReader items)
    {
        switch (root.Text("type"))
        {
            case "FeatureCollection" or "ItemCollection":
                return features is { } count ? new StacDocumentSummary(count, null, null) : throw root.Wrong("features", "is missing");
            case "Feature":
                return new StacDocumentSummary(1, items.Read(root, name), null);
            case "Collection":
                var id = StacItemReader.Id(root, "id");
                var title = root.FindText("title");
                return new StacDocumentSummary(0, null, new CatalogCollection(id, string.IsNullOrWhiteSpace(title) ? id : title, ""));
            case "Catalog":
                throw new ImportException($"{name}: a STAC Catalog holds no items itself; import its items or collections.");
            case var other:
                throw root.Wrong("type", $"must be Feature, FeatureCollection or Collection, not '{other}'");
        }
    }
}
