namespace ServerlessOrders.Catalog.Search;

/// <summary>Ends the reading of a query that cannot be read; never leaves <see cref="SelectionParser"/>.</summary>
/// <param name="message">What is wrong, for the user.</param>
internal sealed class QuerySyntaxException(string message) : Exception(message)
{
    /// <summary>An error at a character of the query.</summary>
    /// <param name="offset">Offset of the character, from 0; the user reads it from 1.</param>
    /// <param name="what">What is wrong there.</param>
    public static QuerySyntaxException At(int offset, string what) => new($"at character {offset + 1}: {what}");
}
