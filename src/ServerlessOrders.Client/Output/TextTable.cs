namespace ServerlessOrders.Client.Output;

/// <summary>Rows of text in columns as wide as they need, for people and for <c>awk</c> alike.</summary>
internal static class TextTable
{
    private const int MaxWidth = 60;

    /// <summary>Writes a table; control characters of names, which others chose, are shown as <c>?</c>.</summary>
    public static void Write(TextWriter output, string[] header, IReadOnlyCollection<string[]> rows)
    {
        var cleaned = rows.Prepend(header).Select(row => row.Select(Sizes.Clean).ToArray()).ToList();
        var widths = header.Select((_, column) => Math.Min(MaxWidth, cleaned.Max(row => row[column].Length))).ToArray();
        foreach (var row in cleaned)
            output.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }
}
