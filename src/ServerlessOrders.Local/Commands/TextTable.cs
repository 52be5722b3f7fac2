namespace ServerlessOrders.Local.Commands;

/// <summary>Rows of text in columns as wide as they need, for a terminal and for <c>awk</c> alike.</summary>
internal static class TextTable
{
    private const int MaxWidth = 60;

    /// <summary>Writes a table; control characters of names, which others chose, are shown as <c>?</c>.</summary>
    public static async Task WriteAsync(TextWriter output, string[] header, IReadOnlyCollection<string[]> rows)
    {
        var cleaned = rows.Prepend(header).Select(row => row.Select(Clean).ToArray()).ToList();
        var widths = header.Select((_, column) => Math.Min(MaxWidth, cleaned.Max(row => row[column].Length))).ToArray();
        foreach (var row in cleaned)
            await output.WriteLineAsync(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }

    private static string Clean(string cell) => string.Concat(cell.Select(c => char.IsControl(c) ? '?' : c));
}
