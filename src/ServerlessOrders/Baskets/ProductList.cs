namespace ServerlessOrders.Baskets;

/// <summary>An uploaded list of products: one id or URN a line.</summary>
public static class ProductList
{
    /// <summary>The most lines of a list, empty ones counted as REGARDS does.</summary>
    public const int MaxLines = 1000;

    /// <summary>
    /// Reads the ids: without the white space around them, without empty lines, each once. Null where there are more than
    /// <see cref="MaxLines"/> lines; the rest is then not read.
    /// </summary>
    public static async Task<IReadOnlyList<string>?> ReadAsync(IAsyncEnumerable<string> lines, CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var count = 0;
        await foreach (var line in lines.WithCancellation(cancellationToken))
        {
            if (++count > MaxLines) return null;
            if (line.Trim() is { Length: > 0 } id && seen.Add(id)) ids.Add(id);
        }

        return ids;
    }
}
