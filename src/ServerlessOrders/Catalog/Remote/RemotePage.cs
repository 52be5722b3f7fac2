using System.Text.Json;
using ServerlessOrders.Catalog.Stac;

namespace ServerlessOrders.Catalog.Remote;

/// <summary>A page of a search as a catalog sent it.</summary>
/// <param name="Items">The items that can be used, in their order.</param>
/// <param name="Sent">How many there were.</param>
/// <param name="Links">Its links; null if it has none.</param>
/// <param name="Matched">How many the search finds in all, if the catalog says so.</param>
/// <param name="Address">Where it came from.</param>
internal sealed record RemotePage(IReadOnlyList<CatalogItem> Items, int Sent, JsonElement? Links, long? Matched, Uri Address)
{
    /// <summary>Reads a page, item by item.</summary>
    /// <param name="body">The document.</param>
    /// <param name="address">Where it comes from.</param>
    /// <param name="collectionId">The collection of items that name none.</param>
    /// <param name="reader">Makes the items.</param>
    /// <param name="most">How many items it may have.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="ImportException">It is no page of items, or has too many.</exception>
    public static async Task<RemotePage> ReadAsync(
        Stream body, Uri address, string collectionId, StacItemReader reader, int most, CancellationToken cancellationToken)
    {
        var place = new StacPlace("its answer", address, collectionId);
        var document = new StacDocument(body, place.Name);
        var items = new List<CatalogItem>();
        var (sent, links, matched) = (0, (JsonElement?)null, (long?)null);
        await foreach (var part in document.ReadAsync(cancellationToken))
        {
            if (part.Index is not null)
            {
                if (++sent > most) throw new ImportException(new ImportNote(place.Name, Reason: $"it has more than {most} items, which is more than was asked for"));
                if (reader.ReadFeature(part, place) is { } item) items.Add(item.Item);
            }
            else if (part.Name == "links")
            {
                links = part.Value;
            }
            else if (part.Name == "numberMatched")
            {
                matched = Number(part.Value);
            }
            else if (part is { Name: "context", Value.ValueKind: JsonValueKind.Object } && part.Value.TryGetProperty("matched", out var inContext))
            {
                matched ??= Number(inContext);
            }
        }

        return document.HasFeatures
            ? new RemotePage(items, sent, links, matched, address)
            : throw new ImportException(new ImportNote(place.Name, Reason: "it has no 'features'"));
    }

    private static long? Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= 0 ? number : null;
}
