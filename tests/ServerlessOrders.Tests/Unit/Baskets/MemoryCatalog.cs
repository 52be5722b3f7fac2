using System.Runtime.CompilerServices;
using System.Text.Json;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Search;

namespace ServerlessOrders.Tests.Unit.Baskets;

/// <summary>A catalog of a few items in memory, which answers in pages as small as a test likes.</summary>
internal sealed class MemoryCatalog(int pageSize = 2) : ICatalog
{
    private readonly List<CatalogItem> _items = [];

    public int Reads { get; private set; }

    /// <summary>Called within each read.</summary>
    public Action Reading { get; set; } = () => { };

    public MemoryCatalog Add(string collection, string id, params CatalogAsset[] assets) =>
        Add(new CatalogItem(collection, id, id, JsonDocument.Parse("{}").RootElement, null, null, null, assets));

    public MemoryCatalog Add(CatalogItem item)
    {
        _items.Add(item);
        return this;
    }

    public static CatalogAsset Asset(string name, DataType type = DataType.RAWDATA, long? size = 10, bool external = false) =>
        new(name, name, type, "application/octet-stream", "archive/" + name, external, size, null, null);

    public Task<CatalogCollection?> FindCollectionAsync(string tenant, string idOrUrn, CancellationToken cancellationToken) =>
        Task.FromResult(Collections(tenant).FirstOrDefault(found => found.Id == idOrUrn || found.Urn == idOrUrn));

    public async IAsyncEnumerable<CatalogCollection> ListCollectionsAsync(
        string tenant, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var collection in Collections(tenant)) yield return collection;
    }

    public Task<CatalogPage> ReadAsync(
        string tenant, string collectionId, IReadOnlyList<ItemQuery> anyOf, string? after, CancellationToken cancellationToken)
    {
        Reads++;
        Reading();
        var scanned = _items.Where(item => item.Collection == collectionId)
            .OrderBy(item => item.Key, StringComparer.Ordinal)
            .Where(item => after is null || string.CompareOrdinal(item.Key, after) > 0)
            .Take(pageSize)
            .ToList();
        var found = ItemQuery.Filter(scanned, anyOf, cancellationToken);
        return Task.FromResult(new CatalogPage(found, scanned.Count == pageSize ? scanned[^1].Key : null));
    }

    private IEnumerable<CatalogCollection> Collections(string tenant) => _items.Select(item => item.Collection)
        .Distinct()
        .Order(StringComparer.Ordinal)
        .Select(id => new CatalogCollection(id, "Title of " + id, Urns.Dataset(tenant, id)));
}
