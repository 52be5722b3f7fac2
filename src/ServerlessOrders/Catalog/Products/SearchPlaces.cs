using System.Collections.Concurrent;

namespace ServerlessOrders.Catalog.Products;

/// <summary>
/// Where the pages of searches began and how much there was, for some minutes, in the memory of this process: who goes from page to page
/// costs one or two reads per page. Only a shortcut: without it the same page is found by reading what lies before it.
/// </summary>
internal sealed class SearchPlaces(TimeProvider time)
{
    private const int MaxSearches = 200;
    private const int MaxPages = 10_000;

    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<SearchKey, Search> _searches = new();

    /// <summary>What is known of a search.</summary>
    /// <returns>What lies right before the page, null if unknown; and how many products there are in all, null if unknown.</returns>
    internal (SearchPlace? Place, long? Total) Find(SearchKey key, int page)
    {
        if (!_searches.TryGetValue(key, out var search) || time.GetUtcNow() - search.Began > Life) return (null, null);
        return (search.Pages.GetValueOrDefault(page), search.Total);
    }

    /// <summary>Remembers what lies right before a page.</summary>
    internal void Remember(SearchKey key, int page, SearchPlace place)
    {
        if (Of(key) is { Pages.Count: < MaxPages } search) search.Pages[page] = place;
    }

    /// <summary>Remembers how many products there are.</summary>
    internal void Remember(SearchKey key, long total) => Of(key).Total = total;

    private Search Of(SearchKey key)
    {
        var now = time.GetUtcNow();
        if (_searches.TryGetValue(key, out var search) && now - search.Began <= Life) return search;
        if (_searches.Count >= MaxSearches)
        {
            foreach (var old in _searches.Where(old => now - old.Value.Began > Life)) _searches.TryRemove(old);
            if (_searches.Count >= MaxSearches) _searches.Clear();
        }

        return _searches[key] = new Search(now);
    }

    private sealed class Search(DateTimeOffset began)
    {
        public DateTimeOffset Began { get; } = began;

        public ConcurrentDictionary<int, SearchPlace> Pages { get; } = new();

        public long? Total { get; set; }
    }
}

/// <summary>A search, as far as its pages depend on it.</summary>
internal sealed record SearchKey(string Tenant, string Parameters, int Size);

/// <summary>A place in the catalog.</summary>
/// <param name="Collection">The collection.</param>
/// <param name="After">The key of the last product before it.</param>
internal sealed record SearchPlace(string Collection, string After);
