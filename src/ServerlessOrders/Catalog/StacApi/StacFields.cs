namespace ServerlessOrders.Catalog.StacApi;

/// <summary>
/// Which members of an item are asked for (STAC API fields extension): names of members, or of members of <c>properties</c> and
/// <c>assets</c> behind a dot. What identifies an item and leads on from it is always there.
/// </summary>
internal sealed class StacFields
{
    private static readonly string[] Always = ["type", "stac_version", "id", "collection", "links"];

    private readonly HashSet<string> _include;
    private readonly HashSet<string> _exclude;

    /// <summary>Takes the two lists; an empty one asks for nothing in particular.</summary>
    public StacFields(IEnumerable<string> include, IEnumerable<string> exclude)
    {
        _include = include.ToHashSet(StringComparer.Ordinal);
        _exclude = exclude.ToHashSet(StringComparer.Ordinal);
        _exclude.ExceptWith(_include);
        _exclude.ExceptWith(Always);
    }

    /// <summary>Reads <c>a,+b,-c.d</c>.</summary>
    public static StacFields Parse(string text)
    {
        var names = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        // In a query '+' means a blank, which is trimmed off.
        return new StacFields(names.Where(n => n[0] != '-').Select(n => n.TrimStart('+')), names.Where(n => n[0] == '-').Select(n => n[1..]));
    }

    /// <summary>True for a member that is asked for, at least in part.</summary>
    public bool Has(string member) =>
        !_exclude.Contains(member)
        && (_include.Count == 0 || Always.Contains(member) || _include.Contains(member)
            || _include.Any(name => name.StartsWith(member + ".", StringComparison.Ordinal)));

    /// <summary>True for a member of a member that is asked for.</summary>
    public bool Has(string member, string inner)
    {
        var path = $"{member}.{inner}";
        return !_exclude.Contains(path)
            && (_include.Count == 0 || _include.Contains(member) || _include.Contains(path)
                || _include.Any(name => name.StartsWith(path + ".", StringComparison.Ordinal)));
    }
}
