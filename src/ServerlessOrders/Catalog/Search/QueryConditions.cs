namespace ServerlessOrders.Catalog.Search;

/// <summary>Makes conditions out of a field and a value.</summary>
/// <param name="scope">The request.</param>
internal sealed class QueryConditions(SearchScope scope)
{
    /// <summary>Makes the condition that a value and the field before it, if any, stand for.</summary>
    /// <exception cref="QuerySyntaxException">The two do not fit.</exception>
    public QueryNode Make(QueryToken? field, QueryToken value)
    {
        if (field is not { } named) return WithoutField(value);
        var name = named.Quoted ? named.Text : QueryLexer.Unescape(named.Text);
        if (name == "*" && !named.Quoted)
            return value is { Kind: QueryTokenKind.Word, Text: "*" }
                ? new AllNode()
                : throw QuerySyntaxException.At(named.Offset, "'*' names no field; only *:* (everything) is possible.");
        if (named.Range is { } comparison) return Compare(name, comparison, value);
        var (literal, test) = TestOf(value.Kind, value.Text, value.Range, value.Offset);
        return QueryFields.Condition(scope, name, literal, test);
    }

    private QueryNode Compare(string name, RangeBounds comparison, QueryToken value)
    {
        if (value.Kind == QueryTokenKind.Range) throw QuerySyntaxException.At(value.Offset, "a comparison needs one value, no range.");
        var bound = value.Kind == QueryTokenKind.Quoted
            ? new Literal(value.Text, quoted: true)
            : new Literal(QueryLexer.Unescape(value.Text), quoted: false);
        var bounds = comparison.Low is null ? comparison with { High = bound } : comparison with { Low = bound };
        return QueryFields.Condition(scope, name, null, new RangeTest(bounds));
    }

    private QueryNode WithoutField(QueryToken value)
    {
        if (value.Kind == QueryTokenKind.Range) throw QuerySyntaxException.At(value.Offset, "the range has no field before it.");
        var colons = value.Kind == QueryTokenKind.Word ? PlainColons(value.Text) : [];
        if (colons.Count == 0 || value.Text.StartsWith("URN:", StringComparison.OrdinalIgnoreCase))
        {
            var (literal, test) = TestOf(value.Kind, value.Text, null, value.Offset);
            return QueryFields.Condition(scope, "id", literal, test);
        }

        var first = QueryLexer.Unescape(value.Text[..colons[0]]);
        if (first.Length == 0) throw QuerySyntaxException.At(value.Offset, "the name of a field is missing before ':'.");
        if (QueryFields.IsBuiltIn(first) || first == "*")
            return Make(
                value with { Kind = QueryTokenKind.Field, Text = value.Text[..colons[0]] },
                value with { Text = value.Text[(colons[0] + 1)..], Offset = value.Offset + colons[0] + 1 });

        return PropertyNode.Of(scope, [.. Enumerable.Reverse(colons).Select(colon => (
            QueryFields.PropertyName(QueryLexer.Unescape(value.Text[..colon])),
            TestOf(QueryTokenKind.Word, value.Text[(colon + 1)..], null, value.Offset + colon + 1).Test))]);
    }

    private (string? Literal, ValueTest Test) TestOf(
        QueryTokenKind kind, string text, RangeBounds? range, int offset)
    {
        if (kind == QueryTokenKind.Range) return (null, new RangeTest(range!));
        if (kind == QueryTokenKind.Quoted) return (text, new EqualsTest(new Literal(text, quoted: true), whole: true));
        if (Wildcard.Parse(text, offset) is { } pattern)
        {
            // The condition itself is counted already.
            scope.Count(pattern.Words - 1);
            return (null, pattern.IsEverything ? new ExistsTest() : new WildcardTest(pattern));
        }

        var literal = QueryLexer.Unescape(text);
        return (literal, new EqualsTest(new Literal(literal, quoted: false), whole: false));
    }

    // Where a name could end: colons that are not escaped and have a value behind them.
    private static List<int> PlainColons(string raw)
    {
        var colons = new List<int>();
        for (var i = 0; i < raw.Length - 1 && colons.Count < 8; i++)
        {
            if (raw[i] == '\\') i++;
            else if (raw[i] == ':') colons.Add(i);
        }

        return colons;
    }
}
