namespace ServerlessOrders.Catalog.Search;

/// <summary>
/// Reads one <c>q</c> of the engines <c>legacy</c> and <c>opensearch</c> by recursive descent.
/// <code>
/// query   = either { either }          side by side only with + - NOT, as REGARDS: "a b" does not say what is meant
/// either  = both { (OR | ||) both }
/// both    = clause { (AND | &amp;&amp;) clause }
/// clause  = { + | - | ! | NOT } ( "(" query ")" | [field] value | field "(" query ")" )
/// field   = name ( : | = | [:] ( &lt; | &lt;= | &gt; | &gt;= ) )     in a group of a field without the name
/// value   = word | "text" | [a TO b] | {a TO b}
/// </code>
/// </summary>
internal sealed class QueryParser
{
    /// <summary>The most characters of a query.</summary>
    public const int MaxLength = 128 * 1024;

    /// <summary>The most parentheses in each other.</summary>
    public const int MaxDepth = 64;

    private readonly SearchScope _scope;
    private readonly QueryLexer _lexer;
    private QueryToken _token;
    private int _depth;

    private QueryParser(SearchScope scope, string query)
    {
        _scope = scope;
        _lexer = new QueryLexer(query);
        _token = _lexer.Next();
    }

    /// <summary>Reads a query; blank selects everything.</summary>
    /// <exception cref="QuerySyntaxException">It cannot be read, or has too many conditions.</exception>
    public static QueryNode Parse(SearchScope scope, string query)
    {
        if (query.Length > MaxLength)
            throw new QuerySyntaxException($"the query has {query.Length} characters; {MaxLength} are possible.");
        if (string.IsNullOrWhiteSpace(query))
        {
            scope.Count(1);
            return new AllNode();
        }

        var parser = new QueryParser(scope, query);
        var node = parser.ReadQuery(null);
        return parser._token.Kind == QueryTokenKind.End
            ? node
            : throw QuerySyntaxException.At(parser._token.Offset, "this ) closes nothing.");
    }

    private QueryNode ReadQuery(QueryToken? field)
    {
        var sides = new List<(QueryNode Node, bool Must, bool MustNot, int Offset)>();
        while (_token.Kind is not (QueryTokenKind.End or QueryTokenKind.Close))
        {
            var offset = _token.Offset;
            var node = ReadEither(field, out var must, out var mustNot);
            sides.Add((node, must, mustNot, offset));
        }

        if (sides.Count == 0) throw QuerySyntaxException.At(_token.Offset, "a condition is missing.");
        if (sides.Count == 1) return sides[0].Node;

        var optional = sides.Where(s => !s.Must && !s.MustNot).ToList();
        var required = sides.Where(s => s.Must || s.MustNot).Select(s => s.Node).ToList();
        if (optional.Count > 1)
            throw QuerySyntaxException.At(
                optional[1].Offset, "two conditions stand side by side: put AND or OR (in capitals) between them.");

        // As in Lucene, what is neither required nor forbidden decides only if nothing is required.
        return sides.Any(s => s.Must) ? AndNode.Of(required) : AndNode.Of([.. required, .. optional.Select(s => s.Node)]);
    }

    private QueryNode ReadEither(QueryToken? field, out bool must, out bool mustNot)
    {
        var any = new List<QueryNode> { ReadBoth(field, out must, out mustNot) };
        while (_token.Kind == QueryTokenKind.Or)
        {
            _token = _lexer.Next();
            any.Add(ReadBoth(field, out _, out _));
            must = mustNot = false;
        }

        return OrNode.Of(any);
    }

    private QueryNode ReadBoth(QueryToken? field, out bool must, out bool mustNot)
    {
        var all = new List<QueryNode> { ReadClause(field, out must, out mustNot) };
        while (_token.Kind == QueryTokenKind.And)
        {
            _token = _lexer.Next();
            all.Add(ReadClause(field, out _, out _));
            must = mustNot = false;
        }

        return AndNode.Of(all);
    }

    private QueryNode ReadClause(QueryToken? field, out bool must, out bool mustNot)
    {
        must = mustNot = false;
        var negated = false;
        for (; _token.Kind is QueryTokenKind.Must or QueryTokenKind.Not; _token = _lexer.Next())
        {
            if (_token.Kind == QueryTokenKind.Must) must = true;
            else
            {
                negated = !negated;
                mustNot = true;
            }
        }

        _scope.Count(1);
        if (_token.Kind == QueryTokenKind.Field)
        {
            field = _token.Text.Length > 0 ? _token : OfGroup(field, _token);
            _token = _lexer.Next(asValue: true);
        }

        var node = _token.Kind == QueryTokenKind.Open ? ReadGroup(field) : ReadCondition(field);
        return negated ? new NotNode(node) : node;
    }

    private static QueryToken OfGroup(QueryToken? field, QueryToken comparison) => field is { } named
        ? named with { Range = comparison.Range }
        : throw QuerySyntaxException.At(comparison.Offset, "the name of a field is missing before a comparison.");

    private QueryNode ReadGroup(QueryToken? field)
    {
        var open = _token.Offset;
        if (field?.Range is not null) throw QuerySyntaxException.At(open, "a comparison needs one value, no parenthesis.");
        if (++_depth > MaxDepth) throw QuerySyntaxException.At(open, $"more than {MaxDepth} nested parentheses.");
        _token = _lexer.Next();
        var node = ReadQuery(field);
        if (_token.Kind != QueryTokenKind.Close) throw QuerySyntaxException.At(open, "this ( is not closed.");
        _token = _lexer.Next();
        _depth--;
        return node;
    }

    private QueryNode ReadCondition(QueryToken? field)
    {
        var value = _token;
        if (value.Kind is not (QueryTokenKind.Word or QueryTokenKind.Quoted or QueryTokenKind.Range))
            throw QuerySyntaxException.At(value.Offset, field is null ? "a condition is missing." : "a value is missing.");
        _token = _lexer.Next();
        return new QueryConditions(_scope).Make(field, value);
    }
}
