using System.Globalization;

namespace ServerlessOrders.Delivery.Zip;

/// <summary>A run of bytes of a ZIP.</summary>
/// <param name="From">The first byte.</param>
/// <param name="To">The byte after the last.</param>
public readonly record struct DeliveredRange(long From, long To);

/// <summary>
/// Which bytes of a ZIP were sent, over all requests: sorted ranges that neither overlap nor touch. A value: adding gives a
/// new one, and adding what is there already changes nothing.
/// </summary>
public sealed class DeliveredIntervals
{
    /// <summary>
    /// The most ranges that are kept, so that the text fits a table property whatever ranges a client asks for. Beyond it the
    /// shortest is forgotten: a ZIP fetched in that many scattered pieces counts as sent a little later, never too early.
    /// </summary>
    public const int MaxRanges = 512;

    private DeliveredIntervals(IReadOnlyList<DeliveredRange> ranges) => Ranges = ranges;

    /// <summary>Nothing was sent.</summary>
    public static DeliveredIntervals None { get; } = new([]);

    /// <summary>The ranges in ascending order.</summary>
    public IReadOnlyList<DeliveredRange> Ranges { get; }

    /// <summary>Reads what <see cref="ToString"/> wrote; null or empty text is <see cref="None"/>.</summary>
    /// <exception cref="FormatException">The text is something else.</exception>
    public static DeliveredIntervals Parse(string? text)
    {
        var result = None;
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var dash = part.IndexOf('-', StringComparison.Ordinal);
            if (dash < 0
                || !long.TryParse(part.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var first)
                || !long.TryParse(part.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var last)
                || last < first
                || last == long.MaxValue)
                throw new FormatException($"'{part}' is not a range of bytes of the form first-last.");
            result = result.Add(new DeliveredRange(first, last + 1));
        }

        return result;
    }

    /// <summary>With one more range; an empty one changes nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range starts below 0.</exception>
    public DeliveredIntervals Add(DeliveredRange range)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(range.From);
        if (range.To <= range.From)
            return this;

        var ranges = new List<DeliveredRange>(Ranges.Count + 1);
        ranges.AddRange(Ranges.Where(it => it.To < range.From));
        foreach (var touching in Ranges.Where(it => it.To >= range.From && it.From <= range.To))
            range = new DeliveredRange(Math.Min(touching.From, range.From), Math.Max(touching.To, range.To));
        ranges.Add(range);
        ranges.AddRange(Ranges.Where(it => it.From > range.To));
        if (ranges.Count > MaxRanges)
            ranges.Remove(ranges.MinBy(it => it.To - it.From));
        return new DeliveredIntervals(ranges);
    }

    /// <summary>True where every byte of [0, length) was sent; always so for length 0.</summary>
    public bool Cover(long length) => length == 0 || (Ranges is [{ From: 0 } only, ..] && only.To >= length);

    /// <summary>The ranges as in HTTP: <c>0-499,1000-1999</c>, both ends included; empty where nothing was sent.</summary>
    public override string ToString() =>
        string.Join(',', Ranges.Select(it => string.Create(CultureInfo.InvariantCulture, $"{it.From}-{it.To - 1}")));
}
