using System.Globalization;

namespace ServerlessOrders.Client.Commands;

/// <summary>Times as people write them for a STAC search, which takes whole instants only (RFC 3339) and <c>..</c> for an open end.</summary>
internal static class StacTime
{
    private static readonly string[] Dates = ["yyyy", "yyyy-MM", "yyyy-MM-dd"];

    /// <summary>The same instant or interval; a year, month or day is meant from its first to its last moment.</summary>
    public static string Of(string datetime)
    {
        var ends = datetime.Split('/');
        return ends.Length == 1 && IsDate(datetime, out _) ? $"{Begin(datetime)}/{End(datetime)}"
            : ends.Length == 1 ? datetime
            : string.Join('/', ends.Select((end, index) => index == 0 ? Begin(end) : End(end)));
    }

    private static string Begin(string text) => text.Length == 0 ? ".." : IsDate(text, out var date) ? Text(date) : text;

    private static string End(string text)
    {
        if (text.Length == 0) return "..";
        if (!IsDate(text, out var date)) return text;
        var next = text.Length switch
        {
            4 => date.AddYears(1),
            7 => date.AddMonths(1),
            _ => date.AddDays(1),
        };
        return Text(next.AddMilliseconds(-1));
    }

    private static bool IsDate(string text, out DateTime date) =>
        DateTime.TryParseExact(text, Dates, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out date);

    private static string Text(DateTime instant) => instant.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
