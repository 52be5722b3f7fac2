using System.Globalization;

namespace ServerlessOrders.Catalog.Search;

/// <summary>
/// What a date in a query or a document stands for: an instant, or for a date without a time the whole day (UTC).
/// </summary>
/// <param name="Start">The first instant.</param>
/// <param name="End">The last instant, included.</param>
internal readonly record struct Period(DateTimeOffset Start, DateTimeOffset End)
{
    private const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    private static readonly string[] Formats =
        ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK"];

    /// <summary>
    /// Reads an RFC 3339 date-time (a missing offset means UTC, as in REGARDS) or a date. Digits past 100 ns are dropped.
    /// </summary>
    public static bool TryParse(string text, out Period period)
    {
        period = default;
        if (text.Length is < 10 or > 40 || !char.IsAsciiDigit(text[0]) || text[4] != '-') return false;
        if (text.Length == 10)
        {
            if (!DateTimeOffset.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, Styles, out var day))
                return false;
            period = new Period(day, day.AddTicks(TimeSpan.TicksPerDay - 1));
            return true;
        }

        var normal = WithoutExcessDigits(text.ToUpperInvariant());
        if (normal[10] == ' ') normal = string.Concat(normal.AsSpan(0, 10), "T", normal.AsSpan(11));
        if (!DateTimeOffset.TryParseExact(normal, Formats, CultureInfo.InvariantCulture, Styles, out var instant))
            return false;
        period = new Period(instant, instant);
        return true;
    }

    private static string WithoutExcessDigits(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0) return text;
        var end = dot + 1;
        while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
        return end - dot - 1 <= 7 ? text : string.Concat(text.AsSpan(0, dot + 8), text.AsSpan(end));
    }
}
