using System.Globalization;

namespace ServerlessOrders.Http;

/// <summary>Instants as the API writes and reads them (contract, section 1).</summary>
public static class Instants
{
    /// <summary>What <see cref="TryParse"/> accepts, for people.</summary>
    public const string Rule = "an ISO 8601 instant such as 2025-01-31T12:00:00.000Z or 2025-01-31T14:00:00+02:00";

    private const int MaxFraction = 7;

    private static readonly string[] Forms =
    [
        "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK",
    ];

    /// <summary>Writes an instant in UTC with milliseconds (cut, not rounded) and <c>Z</c>.</summary>
    public static string Format(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads an instant with any offset; without one it is UTC. Fractions past 100 ns are cut. The result is in UTC.</summary>
    public static bool TryParse(string text, out DateTimeOffset instant)
    {
        var parsed = DateTimeOffset.TryParseExact(
            ShortenFraction(text), Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out instant);
        instant = instant.ToUniversalTime();
        return parsed;
    }

    private static string ShortenFraction(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0) return text;
        var end = dot + 1;
        while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
        return end - dot - 1 > MaxFraction ? text.Remove(dot + 1 + MaxFraction, end - dot - 1 - MaxFraction) : text;
    }
}
