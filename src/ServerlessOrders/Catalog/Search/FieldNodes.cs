namespace ServerlessOrders.Catalog.Search;

/// <summary>A condition on the product's id.</summary>
internal sealed class IdNode(SearchScope scope, ValueTest test) : ConditionNode(scope)
{
    public override int Conditions => test.Conditions;

    protected override bool Meets(ItemView item) => test.MatchesText(item.Item.Id);
}

/// <summary>A condition on the collection's id.</summary>
internal sealed class CollectionNode(SearchScope scope, ValueTest test) : ConditionNode(scope)
{
    public override int Conditions => test.Conditions;

    protected override bool Meets(ItemView item) => test.MatchesText(item.Item.Collection);
}

/// <summary>
/// A condition on a STAC property. Property names hold colons themselves, so <c>eo:cloud_cover:17</c> can be read in several
/// ways: the one with the longest name that the item has decides.
/// </summary>
internal sealed class PropertyNode : ConditionNode
{
    private const int MaxName = 256;

    private readonly SearchScope _scope;
    private readonly (string Name, ValueTest Test)[] _readings;
    private readonly int _lookUps;
    private bool _hasCompared;
    private string? _misfit;

    private PropertyNode(SearchScope scope, IReadOnlyList<(string Name, ValueTest Test)> readings)
        : base(scope)
    {
        _scope = scope;
        _readings = [.. readings.Select(r => (scope.Field(r.Name), r.Test))];
        // Each dot of a name may lead into an object.
        _lookUps = readings.Sum(r => 1 + r.Name.Count(c => c == '.'));
    }

    public override int Conditions => _readings.Max(r => r.Test.Conditions);

    /// <summary>
    /// What to tell the user if every value that the condition met was of another type, so that it selects nothing or, negated,
    /// everything. Of a property that is a number in some products and a text in others, those that do not fit do not match.
    /// </summary>
    public string? Misfit => _hasCompared ? null : _misfit;

    /// <summary>Makes the condition.</summary>
    /// <param name="scope">The request.</param>
    /// <param name="readings">Names and the conditions on their values, longest name first.</param>
    /// <exception cref="QuerySyntaxException">A name is too long, or the property is a time for STAC and the value is none, or the bounds are of two types.</exception>
    public static PropertyNode Of(SearchScope scope, IReadOnlyList<(string Name, ValueTest Test)> readings)
    {
        foreach (var (name, test) in readings)
        {
            if (name.Length > MaxName) throw new QuerySyntaxException($"the name of a field can have {MaxName} characters at most.");
            if (QueryFields.IsTime(name) && test.Literals.FirstOrDefault(l => l.Time is null) is { } wrong)
                throw new QuerySyntaxException($"'{wrong}' is not a time, but '{name}' is. {Misfits.TimeRule}");
            if (test.Contradiction is { } contradiction) throw new QuerySyntaxException(contradiction);
        }

        var made = new PropertyNode(scope, readings);
        scope.Watch(made);
        return made;
    }

    protected override bool Meets(ItemView item)
    {
        if (_lookUps > 1) _scope.Spend(_lookUps - 1);
        foreach (var (name, test) in _readings)
        {
            if ((item.Find(name) ?? Implied(name, item.Item)) is not { } value) continue;
            if (test.Surcharge(value.Text) is > 0 and var surcharge) _scope.Spend(surcharge);
            if (test.Matches(value) is { } matches)
            {
                _hasCompared = true;
                return matches;
            }

            if (!_hasCompared) _misfit ??= Misfits.Describe(name, test, value, item.Item.Id);
            return false;
        }

        return false;
    }

    // A product of a time from start_datetime to end_datetime has a null for its datetime (STAC common metadata).
    private static PropertyValue? Implied(string name, CatalogItem item) =>
        name == "datetime" && (item.Start ?? item.End) is not null
            ? PropertyValue.Of(new Period((item.Start ?? item.End)!.Value, (item.End ?? item.Start)!.Value))
            : null;
}
