namespace ServerlessOrders.Catalog.Search;

/// <summary>A piece of a query.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Offset">Where it begins in the query, from 0.</param>
/// <param name="Text">
/// Of a word: as written, escapes included. Of a quoted text: what it stands for. Of a field: its name as written, or what it
/// stands for if <see cref="Quoted"/>; empty for a comparison in a group, which takes the group's (<c>gsd:(&gt;5 AND &lt;9)</c>).
/// </param>
/// <param name="Quoted">The text of a field was in quotes.</param>
/// <param name="Range">Of a range: its bounds. Of a comparison (<c>field&gt;=5</c>): the range without its bound.</param>
internal readonly record struct QueryToken(
    QueryTokenKind Kind, int Offset, string Text = "", bool Quoted = false, RangeBounds? Range = null);

/// <summary>Kinds of tokens.</summary>
internal enum QueryTokenKind
{
    /// <summary>A text without quotes, perhaps with a field before it (<c>title:x</c>).</summary>
    Word,

    /// <summary>A text in quotes.</summary>
    Quoted,

    /// <summary>A field's name with its operator; the value is the next token.</summary>
    Field,

    /// <summary><c>[a TO b]</c> and its kin.</summary>
    Range,

    /// <summary>An opening parenthesis.</summary>
    Open,

    /// <summary>A closing parenthesis.</summary>
    Close,

    /// <summary>AND or &amp;&amp;.</summary>
    And,

    Or,

    /// <summary>NOT, ! or -.</summary>
    Not,

    /// <summary>+.</summary>
    Must,

    End,
}

/// <summary>The bounds of a range.</summary>
/// <param name="Low">The lower bound, or null if open.</param>
/// <param name="LowIncluded">The lower bound itself belongs to the range.</param>
/// <param name="High">The upper bound, or null if open.</param>
/// <param name="HighIncluded">The upper bound itself belongs to the range.</param>
internal sealed record RangeBounds(Literal? Low, bool LowIncluded, Literal? High, bool HighIncluded);
