using ServerlessOrders.Catalog.Search;

namespace ServerlessOrders.Catalog.Index;

/// <summary>A page of a search under way.</summary>
/// <param name="collection">The collection's plain id.</param>
/// <param name="partition">The partition of its items.</param>
/// <param name="query">What is searched.</param>
/// <param name="limit">The most items.</param>
/// <param name="operations">About the most storage operations.</param>
internal sealed class SearchPage(string collection, string partition, ItemQuery query, int limit, int operations)
{
    public string Collection => collection;

    public string Partition => partition;

    public ItemQuery Query => query;

    public List<CatalogItem> Items { get; } = [];

    /// <summary>True of items that are selected for an order.</summary>
    public bool IsSelection { get; init; }

    public char? Way { get; set; }

    // The last key that was looked at.
    public string? After { get; set; }

    public int Operations { get; set; }

    // The page ends before the search does.
    public bool IsStopped { get; set; }

    public bool IsAtEnd { get; set; }

    public int Room => limit - Items.Count;

    public bool IsSpent => Operations >= operations;

    // False if there is no room: the page ends before this item.
    public bool TryAdd(CatalogItem item)
    {
        if (Room == 0)
        {
            IsStopped = true;
            return false;
        }

        Items.Add(item);
        return true;
    }

    public FoundItems ToResult() => new(Items, IsAtEnd ? null : $"{Way}{After}", Operations);
}
