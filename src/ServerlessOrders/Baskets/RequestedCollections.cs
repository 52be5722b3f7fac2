using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Search;

namespace ServerlessOrders.Baskets;

/// <summary>Finds the collections that a request names, and the names that it means.</summary>
/// <param name="catalog">Where the collections are.</param>
internal sealed class RequestedCollections(ICatalog catalog)
{
    private const int MaxSuggestions = 5;
    private const int MaxCompared = 64;

    /// <summary>Finds collections by id or URN.</summary>
    /// <returns>The collections by name as it was written, and what is wrong with the first that does not exist.</returns>
    public async Task<(IReadOnlyDictionary<string, CatalogCollection> Found, string? Error)> FindAsync(
        string tenant, IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, CatalogCollection>(StringComparer.Ordinal);
        foreach (var name in names.Distinct(StringComparer.Ordinal))
        {
            if (await catalog.FindCollectionAsync(tenant, name, cancellationToken) is not { } collection)
                return (found, await DescribeUnknownAsync(tenant, name, cancellationToken));
            found[name] = collection;
        }

        return (found, null);
    }

    /// <summary>
    /// Takes apart the <c>ids</c> and <c>collections</c> of a STAC search that are joined by commas, as in the address of a GET. An id
    /// may hold a comma itself, so a value is first taken as a whole; only if nothing has that name is it a list.
    /// </summary>
    public async Task<SelectionRequest> SeparateAsync(
        string tenant, SelectionRequest request, CancellationToken cancellationToken)
    {
        if (request is not { EngineType: SelectionParser.Stac, SearchParameters: { } parameters }) return request;
        var separated = new Dictionary<string, IReadOnlyList<string>>(parameters);
        if (Joined(parameters, "collections") is { Count: > 0 } collections)
        {
            var whole = new HashSet<string>(StringComparer.Ordinal);
            foreach (var name in collections)
                if (await catalog.FindCollectionAsync(tenant, name, cancellationToken) is not null) whole.Add(name);
            separated["collections"] = Separate(parameters["collections"], whole);
        }

        if (Joined(parameters, "ids") is { Count: > 0 } ids)
        {
            var named = separated.GetValueOrDefault("collections");
            separated["ids"] = Separate(parameters["ids"], await FindProductsAsync(tenant, named, ids, cancellationToken));
        }

        return request with { SearchParameters = separated };
    }

    private static List<string> Joined(IReadOnlyDictionary<string, IReadOnlyList<string>> parameters, string name) =>
        parameters.GetValueOrDefault(name) is { Count: <= SearchScope.MaxConditions } values
            ? [.. values.Where(value => value?.Contains(',', StringComparison.Ordinal) == true).Distinct(StringComparer.Ordinal)]
            : [];

    private static List<string> Separate(IReadOnlyList<string> values, HashSet<string> whole) =>
        [.. values.SelectMany(value => value is null || whole.Contains(value) ? [value!] : value.Split(',', StringSplitOptions.TrimEntries))];

    private async Task<HashSet<string>> FindProductsAsync(
        string tenant, IReadOnlyList<string>? collections, List<string> ids, CancellationToken cancellationToken)
    {
        var parameters = new Dictionary<string, IReadOnlyList<string>> { ["ids"] = ids };
        if (collections is not null) parameters["collections"] = collections;
        var found = new HashSet<string>(StringComparer.Ordinal);
        if (SelectionParser.Parse(tenant, new SelectionRequest(SelectionParser.Stac, null, parameters)).Query is not { } query) return found;

        await foreach (var collection in catalog.ListCollectionsAsync(tenant, cancellationToken))
        {
            string? after = null;
            do
            {
                var page = await catalog.ReadAsync(tenant, collection.Id, [query], after, cancellationToken);
                found.UnionWith(page.Items.Select(item => item.Id));
                after = page.Next;
            }
            while (after is not null);
        }

        return found;
    }

    private async Task<string> DescribeUnknownAsync(string tenant, string name, CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        await foreach (var collection in catalog.ListCollectionsAsync(tenant, cancellationToken)) ids.Add(collection.Id);
        var unknown = $"The collection '{Literal.Shorten(name)}' does not exist.";
        if (ids.Count == 0) return $"{unknown} The catalog holds no collection yet.";
        var near = ids.Select(id => (Id: id, Distance: Distance(Key(name), Key(id))))
            .Where(one => one.Distance <= Math.Max(2, one.Id.Length / 3))
            .OrderBy(one => one.Distance).ThenBy(one => one.Id, StringComparer.Ordinal)
            .Select(one => Literal.Shorten(one.Id)).Take(MaxSuggestions).ToList();
        if (near.Count > 0) return $"{unknown} Did you mean {string.Join(" or ", near.Select(id => $"'{id}'"))}?";
        var more = ids.Count > MaxSuggestions ? $" and {ids.Count - MaxSuggestions} more" : "";
        return $"{unknown} There are {string.Join(", ", ids.Take(MaxSuggestions).Select(id => $"'{Literal.Shorten(id)}'"))}{more}.";
    }

    // Case and the marks between words are what people mistake; a long id is told apart by its beginning.
    private static string Key(string id) =>
        new([.. id.Take(MaxCompared).Where(char.IsLetterOrDigit).Select(char.ToUpperInvariant)]);

    // How many letters must be put in, left out or changed (Levenshtein). A name that begins with the other is near.
    private static int Distance(string a, string b)
    {
        if (a.Length > 2 && b.Length > 2 && (a.StartsWith(b, StringComparison.Ordinal) || b.StartsWith(a, StringComparison.Ordinal))) return 1;
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
