namespace ServerlessOrders.Catalog.Search;

/// <summary>A value that a user wrote in a query, and all that it can be read as.</summary>
/// <param name="text">The text, without quotes and back slashes.</param>
/// <param name="quoted">It was in quotes: meant as it stands, also if a text is asked for and it looks like a number.</param>
internal sealed class Literal(string text, bool quoted)
{
    private const int MaxShown = 100;

    public string Text => text;

    /// <summary>The number that it is, if it is one.</summary>
    public ExactNumber? Number { get; } = ExactNumber.TryParse(text);

    /// <summary>The time that it is, if it is one.</summary>
    public Period? Time { get; } = Period.TryParseAsked(text, out var period) ? period : null;

    /// <summary>True if it can be the bound of a range of texts: not if a number or a time is meant.</summary>
    public bool IsText => quoted || (Number is null && Time is null);

    /// <summary>The text for messages, shortened.</summary>
    public override string ToString() => Shorten(text);

    /// <summary>A text for messages: no longer than a reader needs in order to recognise it.</summary>
    public static string Shorten(string text) => text.Length <= MaxShown ? text : text[..MaxShown] + "...";
}
