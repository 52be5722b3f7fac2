using System.Text;

namespace ServerlessOrders.Catalog.Search;

/// <summary>Cuts a query into tokens (the syntax of Lucene's standard parser, which REGARDS uses).</summary>
/// <param name="query">The query as the user wrote it.</param>
internal sealed class QueryLexer(string query)
{
    // The bound of a comparison, until its value is read.
    private static readonly Literal Unset = new("", quoted: true);

    private int _at;

    /// <summary>Takes the back slashes off: what a text as written stands for.</summary>
    public static string Unescape(string raw)
    {
        if (!raw.Contains('\\', StringComparison.Ordinal)) return raw;
        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++) text.Append(raw[i] == '\\' && i + 1 < raw.Length ? raw[++i] : raw[i]);
        return text.ToString();
    }

    /// <summary>Reads the next token.</summary>
    /// <param name="asValue">A value is expected, behind a field: <c>+ - !</c>, comparisons and colons are text there.</param>
    /// <exception cref="QuerySyntaxException">A quote or a range does not end, or a character cannot stand here.</exception>
    public QueryToken Next(bool asValue = false)
    {
        SkipSpace();
        var start = _at;
        if (_at == query.Length) return new QueryToken(QueryTokenKind.End, start);
        switch (query[_at])
        {
            case '(': return Single(QueryTokenKind.Open);
            case ')': return Single(QueryTokenKind.Close);
            case '[' or '{': return ReadRange();
            case ']' or '}': throw QuerySyntaxException.At(start, $"'{query[_at]}' ends no range.");
            case '"': return asValue ? ReadQuoted() : ReadQuotedOrField();
            case '~' or '^': throw Unsupported(start);
            case '+' when !asValue: return Single(QueryTokenKind.Must);
            case '-' or '!' when !asValue: return Single(QueryTokenKind.Not);
            default: return ReadWord(asValue);
        }
    }

    private static QuerySyntaxException Unsupported(int offset) => QuerySyntaxException.At(
        offset, "fuzzy search (~) and boosts (^) are not supported; put a \\ before the character to search for it.");

    private QueryToken Single(QueryTokenKind kind) => new(kind, _at++);

    private void SkipSpace()
    {
        while (_at < query.Length && char.IsWhiteSpace(query[_at])) _at++;
    }

    private QueryToken ReadWord(bool asValue)
    {
        var start = _at;
        if (ReadDoubled() is { } doubled) return doubled;
        var endsInColon = false;
        while (_at < query.Length && !char.IsWhiteSpace(query[_at]) && !IsDoubled(_at) && query[_at] is not
            ('(' or ')' or '[' or ']' or '{' or '}' or '"'))
        {
            var c = query[_at];
            if (c is '~' or '^') throw Unsupported(_at);
            if (!asValue && (c is '=' or '<' or '>') && !HasBuiltInField(start)) break;
            if (c == '\\' && _at + 1 == query.Length)
                throw QuerySyntaxException.At(_at, "the \\ at the end has no character to escape.");
            endsInColon = c == ':';
            _at += c == '\\' ? 2 : 1;
        }

        if (!asValue && endsInColon) _at--;
        var raw = query[start.._at];
        if (raw is "AND" or "OR" or "NOT")
            return new QueryToken(raw switch { "AND" => QueryTokenKind.And, "OR" => QueryTokenKind.Or, _ => QueryTokenKind.Not }, start);
        return !asValue && SignFollows() ? ReadSign(start, raw) : new QueryToken(QueryTokenKind.Word, start, raw);
    }

    private bool IsDoubled(int at) =>
        at + 1 < query.Length && (query[at] is '&' or '|') && query[at + 1] == query[at];

    private QueryToken? ReadDoubled()
    {
        if (!IsDoubled(_at)) return null;
        _at += 2;
        return new QueryToken(query[_at - 1] == '&' ? QueryTokenKind.And : QueryTokenKind.Or, _at - 2);
    }

    // productId:a=b means the id "a=b", while eo:cloud_cover=5 compares eo:cloud_cover, and productId:>a the id.
    private bool HasBuiltInField(int start)
    {
        var colon = query.IndexOf(':', start, _at - start);
        return colon > 0 && colon + 1 < _at && QueryFields.IsBuiltIn(query[start..colon]);
    }

    private QueryToken ReadQuotedOrField()
    {
        var quoted = ReadQuoted();
        return SignFollows() ? ReadSign(quoted.Offset, quoted.Text, quoted: true) : quoted;
    }

    // Blanks may stand around the sign: eo:cloud_cover > 5.
    private bool SignFollows()
    {
        var at = _at;
        SkipSpace();
        if (_at < query.Length && (query[_at] is ':' or '=' or '<' or '>')) return true;
        _at = at;
        return false;
    }

    // A comparison may follow the colon: eo:cloud_cover:<10.
    private QueryToken ReadSign(int start, string name, bool quoted = false)
    {
        var sign = query[_at++];
        if (sign == ':' && SignFollows() && query[_at] != ':') sign = query[_at++];
        var orEqual = sign is '<' or '>' && _at < query.Length && query[_at] == '=';
        if (orEqual) _at++;
        var range = sign switch
        {
            '<' => new RangeBounds(null, false, Unset, orEqual),
            '>' => new RangeBounds(Unset, orEqual, null, false),
            _ => null,
        };
        return new QueryToken(QueryTokenKind.Field, start, name, quoted, range);
    }

    private QueryToken ReadQuoted()
    {
        var start = _at++;
        while (_at < query.Length && query[_at] != '"') _at += query[_at] == '\\' ? 2 : 1;
        if (_at >= query.Length) throw QuerySyntaxException.At(start, "the quoted text does not end.");
        _at++;
        return new QueryToken(QueryTokenKind.Quoted, start, Unescape(query[(start + 1)..(_at - 1)]));
    }

    private QueryToken ReadRange()
    {
        var start = _at;
        var lowIncluded = query[_at++] == '[';
        var low = ReadBound(start);
        SkipSpace();
        if (string.CompareOrdinal(query, _at, "TO", 0, 2) != 0 || _at + 2 >= query.Length || !char.IsWhiteSpace(query[_at + 2]))
            throw QuerySyntaxException.At(_at, "a range is written [from TO to], with * for an open end.");
        _at += 2;
        var high = ReadBound(start);
        SkipSpace();
        if (_at == query.Length || query[_at] is not (']' or '}'))
            throw QuerySyntaxException.At(start, "the range does not end with ] or }.");
        return new QueryToken(
            QueryTokenKind.Range, start, Range: new RangeBounds(low, lowIncluded, high, query[_at++] == ']'));
    }

    private Literal? ReadBound(int rangeStart)
    {
        SkipSpace();
        if (_at < query.Length && query[_at] == '"') return new Literal(ReadQuoted().Text, quoted: true);
        var start = _at;
        while (_at < query.Length && !char.IsWhiteSpace(query[_at]) && query[_at] is not (']' or '}'))
            _at += query[_at] == '\\' ? 2 : 1;
        if (_at > query.Length || _at == start)
            throw QuerySyntaxException.At(rangeStart, "the range lacks a bound: [from TO to], with * for an open end.");
        var raw = query[start.._at];
        return raw == "*" ? null : new Literal(Unescape(raw), quoted: false);
    }
}
