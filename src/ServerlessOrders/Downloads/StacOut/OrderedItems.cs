using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Search;
using ServerlessOrders.Orders;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Downloads.StacOut;

/// <summary>
/// The products of an order, page by page, in the order's own order: its files are read once, front to back, and those of a product
/// lie side by side. A product that has files in our storage and files elsewhere comes twice, once with each, as the order keeps
/// external files in sub-orders of their own.
/// </summary>
internal sealed class OrderedItems(FileStore files, ICatalog catalog)
{
    /// <summary>Reads a page: a query of files for each thousand of them, and of the catalog only the products of the page.</summary>
    /// <param name="snapshot">The order.</param>
    /// <param name="after">The position of the last file seen; null to begin.</param>
    /// <param name="limit">The most products.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<OrderedItemPage> ReadAsync(OrderSnapshot snapshot, int? after, int limit, CancellationToken cancellationToken)
    {
        var found = new List<List<OrderFile>>();
        var more = false;
        var from = (after ?? -1) + 1;
        await foreach (var (_, file) in files.ReadAsync(snapshot.Order.Key, snapshot.SubOrders, from, cancellationToken: cancellationToken))
        {
            var isSame = found is [.., var last] && last[0].Item == file.Item && last[0].Collection == file.Collection && last[0].External == file.External;
            if (isSame)
            {
                found[^1].Add(file);
                continue;
            }

            if (more = found.Count == limit) break;
            found.Add([file]);
        }

        var known = await FindInCatalogAsync(snapshot.Order.Tenant, found, cancellationToken);
        var items = found.Select(of => new OrderedItem(known.GetValueOrDefault((of[0].Collection, of[0].Item)), of)).ToList();
        return new OrderedItemPage(items, more ? found[^1][^1].Position : null);
    }

    private async Task<Dictionary<(string Collection, string Item), CatalogItem>> FindInCatalogAsync(
        string tenant, List<List<OrderFile>> found, CancellationToken cancellationToken)
    {
        var known = new Dictionary<(string, string), CatalogItem>();
        foreach (var collection in found.Select(of => of[0]).GroupBy(file => file.Collection))
        {
            var ids = collection.Select(file => file.Item).Distinct().ToList();
            var parse = SelectionParser.Parse(tenant, new SelectionRequest("legacy", EntityIdsToInclude: ids));
            if (parse.Query is not { } query) continue;
            query.WithDocuments = true;
            string? next = null;
            try
            {
                do
                {
                    var page = await catalog.ReadAsync(tenant, collection.Key, [query], next, cancellationToken);
                    foreach (var item in page.Items) known[(collection.Key, item.Id)] = item;
                    next = page.Next;
                }
                while (next is not null && known.Count < found.Count);
            }
            catch (Exception fault) when (fault is CatalogUnavailableException or SearchTooLargeException)
            {
                // The order knows its files without the catalog.
            }
        }

        return known;
    }
}

/// <summary>A product of an order.</summary>
/// <param name="Known">What the catalog has of it; null if it is gone from there.</param>
/// <param name="Files">Its files in the order, one at least.</param>
internal sealed record OrderedItem(CatalogItem? Known, IReadOnlyList<OrderFile> Files);

/// <summary>Some products of an order.</summary>
/// <param name="Items">The products.</param>
/// <param name="Next">The position of the last file seen, if more follow; else null.</param>
internal sealed record OrderedItemPage(IReadOnlyList<OrderedItem> Items, int? Next);
