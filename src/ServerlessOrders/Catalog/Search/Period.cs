using System.Globalization;
using ServerlessOrders.Http;

namespace ServerlessOrders.Catalog.Search;

/// <summary>What a date in a query or a document stands for: an instant, or for less than that the whole day, month or year (UTC).</summary>
/// <param name="Start">The first instant.</param>
/// <param name="End">The last instant, included.</param>
internal readonly record struct Period(DateTimeOffset Start, DateTimeOffset End)
{
    /// <summary>Reads an instant (<see cref="Instants.TryParse"/>), or a date, which is the whole day.</summary>
    public static bool TryParse(string text, out Period period)
    {
        period = default;
        if (text.Length is < 10 or > 64 || text[4] != '-') return false;
        if (text.Length == 10) return TryParse(text, "yyyy-MM-dd", _ => 1, out period);
        if (!Instants.TryParse(text, out var instant)) return false;
        period = new Period(instant, instant);
        return true;
    }

    /// <summary>Reads what <see cref="TryParse(string, out Period)"/> reads, a month (<c>2024-03</c>) or a year (<c>2024</c>).</summary>
    public static bool TryParseAsked(string text, out Period period) => text.Length switch
    {
        4 => TryParse(text, "yyyy", year => DateTime.IsLeapYear(year.Year) ? 366 : 365, out period),
        7 => TryParse(text, "yyyy-MM", month => DateTime.DaysInMonth(month.Year, month.Month), out period),
        _ => TryParse(text, out period),
    };

    private static bool TryParse(string text, string form, Func<DateTime, int> days, out Period period)
    {
        period = default;
        if (!DateTime.TryParseExact(text, form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var first)) return false;
        var start = new DateTimeOffset(first, TimeSpan.Zero);
        period = new Period(start, start.AddTicks((days(first) * TimeSpan.TicksPerDay) - 1));
        return true;
    }
}
