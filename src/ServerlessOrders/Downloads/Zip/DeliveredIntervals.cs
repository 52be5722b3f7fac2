using System.Globalization;

namespace ServerlessOrders.Downloads.Zip;

/// <summary>A run of bytes of a ZIP.</summary>
/// <param name="From">The first byte.</param>
/// <param name="To">The byte after the last.</param>
internal readonly record struct DeliveredRange(long From, long To);

/// <summary>
/// Which bytes of a ZIP were sent, over all requests: sorted ranges that neither overlap nor touch. A value: adding gives a
/// new one, and adding what is there already changes nothing.
/// </summary>
internal sealed class DeliveredIntervals
{
    /// <summary>
    /// The most ranges of one row, so that the text fits a table property whatever ranges a client asks for. More go into rows of
    /// their own: see <see cref="DeliveryProgress"/>.
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
        var ranges = new List<DeliveredRange>();
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var dash = part.IndexOf('-', StringComparison.Ordinal);
            if (dash < 0
                || !long.TryParse(part.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var first)
                || !long.TryParse(part.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var last)
                || last < first
                || last == long.MaxValue)
                throw new FormatException($"'{part}' is not a range of bytes of the form first-last.");
            ranges.Add(new DeliveredRange(first, last + 1));
        }

        return Of(ranges);
    }

    /// <summary>The ranges in any order, which may overlap, touch and be empty.</summary>
    public static DeliveredIntervals Of(IEnumerable<DeliveredRange> ranges)
    {
        var merged = new List<DeliveredRange>();
        foreach (var range in ranges.Where(it => it.To > it.From).OrderBy(it => it.From))
        {
            if (merged.Count > 0 && merged[^1].To >= range.From)
                merged[^1] = merged[^1] with { To = Math.Max(merged[^1].To, range.To) };
            else
                merged.Add(range);
        }

        return new DeliveredIntervals(merged);
    }

    /// <summary>How many bytes they hold.</summary>
    public long Bytes => Ranges.Sum(it => it.To - it.From);

    /// <summary>With one more range; an empty one changes nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range starts below 0.</exception>
    public DeliveredIntervals Add(DeliveredRange range)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(range.From);
        if (range.To <= range.From)
            return this;

        return Of([.. Ranges, range]);
    }

    /// <summary>True if every byte of [0, length) was sent; always so for length 0.</summary>
    public bool Cover(long length) => length == 0 || (Ranges is [{ From: 0 } only, ..] && only.To >= length);

    /// <summary>The ranges as in HTTP: <c>0-499,1000-1999</c>, both ends included; empty if nothing was sent.</summary>
    public override string ToString() =>
        string.Join(',', Ranges.Select(it => string.Create(CultureInfo.InvariantCulture, $"{it.From}-{it.To - 1}")));
}
