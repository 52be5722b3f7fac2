namespace ServerlessOrders.Baskets;

/// <summary>A form with one file.</summary>
/// <param name="File">One product id or URN per line, at most 1000 lines.</param>
internal sealed record UploadForm(byte[] File);

/// <summary>An uploaded list of products: one id or URN per line.</summary>
internal static class ProductList
{
    /// <summary>The most lines of a list, without the blank ones.</summary>
    public const int MaxLines = 1000;

    /// <summary>
    /// Reads the ids: without the white space and the quotes around them (of a CSV, RFC 4180 section 2), without blank lines, each
    /// once. Null if there are more than <see cref="MaxLines"/> lines; the rest is then not read.
    /// </summary>
    public static async Task<IReadOnlyList<string>?> ReadAsync(IAsyncEnumerable<string> lines, CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var count = 0;
        await foreach (var line in lines.WithCancellation(cancellationToken))
        {
            if (Unquoted(line.Trim()) is not { Length: > 0 } id) continue;
            if (++count > MaxLines) return null;
            if (seen.Add(id)) ids.Add(id);
        }

        return ids;
    }

    private static string Unquoted(string text)
    {
        if (text.Length < 2 || text[0] != text[^1] || text[0] is not ('"' or '\'')) return text;
        var inner = text[1..^1];
        return (text[0] == '"' ? inner.Replace("\"\"", "\"", StringComparison.Ordinal) : inner).Trim();
    }
}
