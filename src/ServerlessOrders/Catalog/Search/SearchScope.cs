namespace ServerlessOrders.Catalog.Search;

/// <summary>
/// What the queries of one request have in common: the tenant, the limit of their conditions, the collections that they name,
/// and what their evaluation comes to. Serves one request on one thread at a time.
/// </summary>
/// <param name="tenant">The tenant whose URNs may be named.</param>
internal sealed class SearchScope(string tenant)
{
    /// <summary>The most conditions of a request, and of a basket (contract, section 9).</summary>
    public const int MaxConditions = 4096;

    private readonly List<PropertyNode> _comparisons = [];
    private readonly List<string> _collections = [];
    private readonly HashSet<string> _fields = new(StringComparer.Ordinal);
    private int _conditions;

    /// <summary>The tenant.</summary>
    public string Tenant => tenant;

    /// <summary>The collections that the queries name by id or URN, as they were written; one may be there twice.</summary>
    public IReadOnlyList<string> NamedCollections => _collections;

    /// <summary>How many conditions have been tested so far; one on a long text, or of a long pattern, counts as several.</summary>
    public long Tested { get; private set; }

    /// <summary>The most tests that the request may take; no limit unless one is set.</summary>
    public long MaxTested { get; set; } = long.MaxValue;

    /// <summary>
    /// True if an item without a place or a time meets conditions on it, as OGC API - Features wants it (fc-bbox-response and
    /// fc-time-response, C); a selection orders no such items.
    /// </summary>
    public bool UnknownMatches { get; set; }

    /// <summary>
    /// The complaint about the first value that could be compared with none of the values that it met, as all were of another
    /// type; null where there is none such.
    /// </summary>
    public string? Misfit => _comparisons.Select(c => c.Misfit).FirstOrDefault(m => m is not null);

    /// <summary>Takes account of conditions, before they are made; a name in a list is one too.</summary>
    /// <exception cref="QuerySyntaxException">They are too many.</exception>
    public void Count(int conditions)
    {
        _conditions += conditions;
        if (_conditions > MaxConditions)
            throw new QuerySyntaxException(
                $"there are more than {MaxConditions} conditions (each name in a list is one, a long text with wildcards is several); ask in several requests.");
    }

    /// <summary>The one instance of a field's name: thousands of conditions on a field look it up once per item.</summary>
    public string Field(string name)
    {
        _fields.Add(name);
        return _fields.TryGetValue(name, out var first) ? first : name;
    }

    /// <summary>Remembers collections that a query names.</summary>
    public void NameCollections(IEnumerable<string> idsOrUrns) => _collections.AddRange(idsOrUrns);

    /// <summary>Remembers a condition that may meet values of another type.</summary>
    public void Watch(PropertyNode comparison) => _comparisons.Add(comparison);

    /// <summary>Takes account of conditions that were tested.</summary>
    public void Spend(int conditions) => Tested += conditions;
}
