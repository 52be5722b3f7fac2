using ServerlessOrders.Catalog.Search;

namespace ServerlessOrders.Baskets;

/// <summary>The users' baskets. Changes made at the same time are all kept, one after the other.</summary>
/// <param name="store">Keeps them.</param>
/// <param name="builder">Evaluates selections.</param>
/// <param name="time">Dates new baskets.</param>
internal sealed class BasketService(BasketStore store, SelectionBuilder builder, TimeProvider time)
{
    /// <summary>The basket of a user, or null if there is none. One whose last selection was removed is still there, empty.</summary>
    public async Task<Basket?> FindAsync(string tenant, string owner, CancellationToken cancellationToken) =>
        (await store.FindAsync(tenant, owner, cancellationToken))?.Value;

    /// <summary>Adds what a request selects, creating the basket if there is none; see <see cref="SelectionBuilder.AddAsync"/>.</summary>
    public Task<BasketResult> AddAsync(string tenant, string owner, SelectionRequest request, CancellationToken cancellationToken) =>
        store.ChangeAsync(
            tenant,
            owner,
            basket => builder.AddAsync(tenant, basket ?? Basket.Create(owner, time.GetUtcNow()), request, cancellationToken),
            cancellationToken);

    /// <summary>Adds products by their ids or URNs, in whichever collection they are; unknown ones are passed over.</summary>
    public Task<BasketResult> AddProductsAsync(string tenant, string owner, IReadOnlyList<string> ids, CancellationToken cancellationToken) =>
        // A request that names no product selects all of them.
        ids.Count == 0
            ? Task.FromResult(BasketResult.NothingSelected)
            : AddAsync(tenant, owner, new SelectionRequest("legacy", EntityIdsToInclude: ids), cancellationToken);

    /// <summary>Removes a dataset selection. Done too if the basket has none such.</summary>
    public Task<BasketResult> RemoveDatasetAsync(string tenant, string owner, long id, CancellationToken cancellationToken) =>
        store.ChangeAsync(
            tenant,
            owner,
            basket => Task.FromResult(basket is null ? BasketResult.NoBasket : BasketResult.Done(basket.Without(id))),
            cancellationToken);

    /// <summary>
    /// Removes the items selection of a date, and its dataset selection with the last of them. Done too if there is none such.
    /// </summary>
    public Task<BasketResult> RemoveItemsAsync(
        string tenant, string owner, long id, DateTimeOffset date, CancellationToken cancellationToken) =>
        store.ChangeAsync(
            tenant,
            owner,
            async basket =>
            {
                if (basket is null) return BasketResult.NoBasket;
                if (basket.Find(id) is not { } selection) return BasketResult.Done(basket);

                var kept = selection.ItemsSelections.Where(items => items.Date != date).ToList();
                if (kept.Count == selection.ItemsSelections.Count) return BasketResult.Done(basket);
                if (kept.Count == 0) return BasketResult.Done(basket.Without(id));
                return BasketResult.Done(basket.With(await builder.KeepAsync(tenant, selection, kept, cancellationToken)));
            },
            cancellationToken);

    /// <summary>Sets the file filters of a dataset selection, or removes them with null.</summary>
    public Task<BasketResult> SetFileFiltersAsync(
        string tenant, string owner, long id, FileSelectionDescription? description, CancellationToken cancellationToken) =>
        store.ChangeAsync(
            tenant,
            owner,
            async basket =>
            {
                if (basket is null) return BasketResult.NoBasket;
                if (basket.Find(id) is not { } selection)
                    return new BasketResult(BasketStatus.UnknownDataset, null, $"Basket selection with id {id} doesn't exist");
                return await builder.FilterAsync(tenant, basket, [selection], description, cancellationToken);
            },
            cancellationToken);

    /// <summary>Removes the basket, if there is one.</summary>
    public Task EmptyAsync(string tenant, string owner, CancellationToken cancellationToken) =>
        store.DeleteAsync(tenant, owner, etag: null, cancellationToken);
}
