using System.Globalization;
using System.Text.RegularExpressions;

namespace ServerlessOrders.Http;

/// <summary>
/// Instants as the API writes and reads them (contract, section 1). The only reading of instants: queries, bodies, searches of
/// the catalog and STAC documents all take the same texts.
/// </summary>
internal static partial class Instants
{
    /// <summary>What <see cref="TryParse"/> accepts, for people.</summary>
    public const string Rule = "an ISO 8601 instant such as 2025-01-31T12:00:00.000Z or 2025-01-31T14:00:00+02:00";

    private const int MaxFraction = 7;
    private const int MaxOffsetMinutes = 14 * 60;

    /// <summary>Writes an instant in UTC with milliseconds (cut, not rounded) and <c>Z</c>.</summary>
    public static string Format(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>
    /// Reads a date and time of RFC 3339, the seconds and their fraction optional, with any offset (<c>Z</c>, <c>+02:00</c>,
    /// <c>+0200</c>, <c>+02</c>); without one it is UTC. Fractions past 100 ns are cut. The result is in UTC.
    /// </summary>
    /// <remarks>
    /// A leap second (<c>23:59:60</c> UTC at the end of a month, RFC 3339 section 5.7) has no place of its own on the time line
    /// of .NET. It becomes the last 100 ns of its day: after every other instant of that day, and before the next day.
    /// </remarks>
    public static bool TryParse(string text, out DateTimeOffset instant)
    {
        instant = default;
        var parts = Form().Match(text);
        if (!parts.Success) return false;

        var isLeap = Number(parts, "second") == 60;
        var second = isLeap ? 59 : Number(parts, "second");
        if (!DateTime.TryParseExact(
            $"{parts.Groups["date"].Value}T{parts.Groups["time"].Value}:{second:D2}", "yyyy-MM-dd'T'HH:mm:ss",
            CultureInfo.InvariantCulture, DateTimeStyles.None, out var clock)) return false;

        var minutes = Number(parts, "offsetMinutes");
        var offset = (Number(parts, "offsetHours") * 60) + minutes;
        if (minutes > 59 || offset > MaxOffsetMinutes) return false;
        if (parts.Groups["sign"].ValueSpan is "-") offset = -offset;
        var ticks = clock.Ticks - (offset * TimeSpan.TicksPerMinute) + (isLeap ? TimeSpan.TicksPerSecond - 1 : Fraction(parts));
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks) return false;

        instant = new DateTimeOffset(ticks, TimeSpan.Zero);
        return !isLeap || EndsMonth(instant);
    }

    private static bool EndsMonth(DateTimeOffset instant) =>
        instant.Day == DateTime.DaysInMonth(instant.Year, instant.Month)
        && instant.TimeOfDay == TimeSpan.FromDays(1) - TimeSpan.FromTicks(1);

    // Digits past 100 ns are cut, missing ones are zeros.
    private static long Fraction(Match parts)
    {
        var digits = parts.Groups["fraction"].Value;
        digits = digits.Length > MaxFraction ? digits[..MaxFraction] : digits.PadRight(MaxFraction, '0');
        return long.Parse(digits, CultureInfo.InvariantCulture);
    }

    private static int Number(Match parts, string group) =>
        parts.Groups[group] is { Success: true } digits ? int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(
        """
        \A(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})
        [Tt\x20](?<time>[0-9]{2}:[0-9]{2})(:(?<second>[0-9]{2})(\.(?<fraction>[0-9]*))?)?
        ([Zz]|(?<sign>[+-])(?<offsetHours>[0-9]{2})(:?(?<offsetMinutes>[0-9]{2}))?)?\z
        """,
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Form();
}
