using System.Runtime.CompilerServices;
using ServerlessOrders.Catalog.Search;
using ServerlessOrders.Catalog.Stores;

namespace ServerlessOrders.Catalog.Remote;

/// <summary>
/// The built-in catalog and the STAC APIs of the configuration as one. A collection comes from one of them: the built-in one, if it has a
/// collection of that id.
/// </summary>
internal sealed class AllCatalogs(CatalogStore own, RemoteCatalogs remote) : ICatalog
{
    /// <summary>The built-in catalog alone: searches that are shown page by page are of what can be counted and sorted here.</summary>
    public static ICatalog OwnOf(ICatalog catalog) => catalog is AllCatalogs all ? all.Own : catalog;

    private ICatalog Own => own;

    /// <inheritdoc/>
    public async Task<CatalogCollection?> FindCollectionAsync(string tenant, string idOrUrn, CancellationToken cancellationToken) =>
        await own.FindCollectionAsync(tenant, idOrUrn, cancellationToken) ?? await remote.FindCollectionAsync(tenant, idOrUrn, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Those of the built-in catalog first.</remarks>
    public async IAsyncEnumerable<CatalogCollection> ListCollectionsAsync(string tenant, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var others = remote.Collections(tenant).ToList();
        await foreach (var collection in own.ListCollectionsAsync(tenant, cancellationToken))
        {
            others.Remove(collection.Id);
            yield return collection;
        }

        foreach (var id in others)
            if (await remote.FindCollectionAsync(tenant, id, cancellationToken) is { } found) yield return found;
    }

    /// <inheritdoc/>
    public async Task<CatalogPage> ReadAsync(
        string tenant, string collectionId, IReadOnlyList<ItemQuery> anyOf, string? after, CancellationToken cancellationToken) =>
        remote.Of(tenant, collectionId) is { } other && await own.FindCollectionAsync(tenant, collectionId, cancellationToken) is null
            ? await other.ReadAsync(tenant, collectionId, anyOf, after, cancellationToken)
            : await own.ReadAsync(tenant, collectionId, anyOf, after, cancellationToken);
}
