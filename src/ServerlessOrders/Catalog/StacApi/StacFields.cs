namespace ServerlessOrders.Catalog.StacApi;

/// <summary>
/// Which members of an item are asked for (STAC API fields extension): names of members, or of members of <c>properties</c> and
/// <c>assets</c> behind a dot. What identifies an item and leads on from it is always there.
/// </summary>
internal sealed class StacFields
{
    private static readonly string[] Always = ["type", "stac_version", "id", "collection", "links"];

    private static readonly string[] ByDefault =
        ["geometry", "bbox", "assets", "properties.datetime", "properties.start_datetime", "properties.end_datetime"];

    private readonly HashSet<string> _include;
    private readonly HashSet<string> _exclude;

    /// <summary>Takes the two lists; of two empty ones comes what an item must have.</summary>
    public StacFields(IReadOnlyCollection<string> include, IReadOnlyCollection<string> exclude)
    {
        _include = (include.Count + exclude.Count > 0 ? include : ByDefault).ToHashSet(StringComparer.Ordinal);
        _exclude = exclude.ToHashSet(StringComparer.Ordinal);
        _exclude.ExceptWith(_include);
        _exclude.ExceptWith(Always);
    }

    /// <summary>Reads <c>a,+b,-c.d</c>.</summary>
    public static StacFields Parse(string text)
    {
        var names = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        // In a query '+' means a blank, which is trimmed off.
        return new StacFields([.. names.Where(n => n[0] != '-').Select(n => n.TrimStart('+'))], [.. names.Where(n => n[0] == '-').Select(n => n[1..])]);
    }

    /// <summary>True for a member that is asked for, at least in part: what a longer name includes is not lost by a shorter one that excludes.</summary>
    public bool Has(string member) => IncludesWithin(member)
        || (!_exclude.Contains(member) && (_include.Count == 0 || Always.Contains(member) || _include.Contains(member)));

    /// <summary>True for a member of a member that is asked for.</summary>
    public bool Has(string member, string inner)
    {
        var path = $"{member}.{inner}";
        if (_include.Contains(path) || IncludesWithin(path)) return true;
        return !_exclude.Contains(path) && !_exclude.Contains(member) && (_include.Count == 0 || _include.Contains(member));
    }

    private bool IncludesWithin(string path) => _include.Any(name => name.StartsWith(path + ".", StringComparison.Ordinal));
}
