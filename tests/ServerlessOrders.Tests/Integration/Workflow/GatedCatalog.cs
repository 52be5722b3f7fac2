using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Search;

namespace ServerlessOrders.Tests.Integration.Workflow;

/// <summary>A catalog before whose answers a test can do something, or let the caller wait.</summary>
internal sealed class GatedCatalog(ICatalog inner) : ICatalog
{
    public Func<Task> Answering { get; set; } = () => Task.CompletedTask;

    public Task<CatalogCollection?> FindCollectionAsync(string tenant, string idOrUrn, CancellationToken cancellationToken) =>
        inner.FindCollectionAsync(tenant, idOrUrn, cancellationToken);

    public IAsyncEnumerable<CatalogCollection> ListCollectionsAsync(string tenant, CancellationToken cancellationToken) =>
        inner.ListCollectionsAsync(tenant, cancellationToken);

    public async Task<CatalogPage> ReadAsync(
        string tenant, string collectionId, IReadOnlyList<ItemQuery> anyOf, string? after, CancellationToken cancellationToken)
    {
        var page = await inner.ReadAsync(tenant, collectionId, anyOf, after, cancellationToken);
        await Answering();
        return page;
    }
}
