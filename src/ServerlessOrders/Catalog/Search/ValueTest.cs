using System.Globalization;
using System.Text.Json;

namespace ServerlessOrders.Catalog.Search;

/// <summary>A condition on the value of a field. Of an array, one element that meets it is enough.</summary>
internal abstract class ValueTest
{
    /// <summary>Tells whether a property's value meets the condition; null never does.</summary>
    public bool Matches(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => MatchesText(value.GetString()!),
        JsonValueKind.Number => MatchesNumber(value.GetDouble(), value.GetRawText()),
        JsonValueKind.True => MatchesText("true"),
        JsonValueKind.False => MatchesText("false"),
        JsonValueKind.Array => value.EnumerateArray().Any(Matches),
        JsonValueKind.Object => MatchesObject,
        _ => false,
    };

    /// <summary>Tells whether a text meets the condition.</summary>
    public abstract bool MatchesText(string text);

    /// <summary>Tells whether a time meets the condition; the bounds are included.</summary>
    public virtual bool MatchesPeriod(Period period) => false;

    /// <summary>Tells whether a number meets the condition.</summary>
    protected abstract bool MatchesNumber(double number, string raw);

    /// <summary>Tells whether an object meets the condition.</summary>
    protected virtual bool MatchesObject => false;

    /// <summary>Reads a number as JSON and people write it.</summary>
    protected static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : null;
}

/// <summary>The value is there.</summary>
internal sealed class ExistsTest : ValueTest
{
    protected override bool MatchesObject => true;

    public override bool MatchesText(string text) => true;

    public override bool MatchesPeriod(Period period) => true;

    protected override bool MatchesNumber(double number, string raw) => true;
}

/// <summary>The value matches a pattern.</summary>
internal sealed class WildcardTest(Wildcard pattern) : ValueTest
{
    public override bool MatchesText(string text) => pattern.Matches(text);

    protected override bool MatchesNumber(double number, string raw) => pattern.Matches(raw);
}

/// <summary>
/// The value is the one asked for: numbers as numbers, times as instants (a date alone: any time of that day), texts letter by
/// letter; as in REGARDS, a text asked for without quotes may also be part of the value.
/// </summary>
internal sealed class EqualsTest(string wanted, bool whole) : ValueTest
{
    private readonly double? _number = Number(wanted);
    private readonly Period? _period = Period.TryParse(wanted, out var period) ? period : null;

    public override bool MatchesText(string text) =>
        (whole ? text == wanted : text.Contains(wanted, StringComparison.Ordinal))
        || (text.Length <= 5 && text is "true" or "false" && text.Equals(wanted, StringComparison.OrdinalIgnoreCase))
        || (_period is not null && Period.TryParse(text, out var period) && MatchesPeriod(period));

    public override bool MatchesPeriod(Period period) =>
        _period is { } asked && period.Start <= asked.End && period.End >= asked.Start;

    protected override bool MatchesNumber(double number, string raw) => _number == number || raw == wanted;
}

/// <summary>The value lies in a range: of numbers, of times, else of texts in the order of their characters.</summary>
internal sealed class RangeTest : ValueTest
{
    private readonly RangeBounds _bounds;
    private readonly double? _low;
    private readonly double? _high;
    private readonly DateTimeOffset? _from;
    private readonly DateTimeOffset? _to;
    private readonly bool _isTime;

    /// <summary>Makes the test.</summary>
    public RangeTest(RangeBounds bounds)
    {
        _bounds = bounds;
        _low = Number(bounds.Low);
        _high = Number(bounds.High);
        // A date alone is its whole day: {2020-01-01 TO begins after that day, TO 2020-01-02] ends with that one.
        if (bounds.Low is not null && Period.TryParse(bounds.Low, out var low))
            _from = bounds.LowIncluded ? low.Start : low.End;
        if (bounds.High is not null && Period.TryParse(bounds.High, out var high))
            _to = bounds.HighIncluded ? high.End : high.Start;
        _isTime = (bounds.Low is null || _from is not null) && (bounds.High is null || _to is not null);
    }

    public override bool MatchesText(string text)
    {
        if (_isTime && Period.TryParse(text, out var period)) return MatchesPeriod(period);
        return Within(
            _bounds.Low is null ? 1 : string.CompareOrdinal(text, _bounds.Low),
            _bounds.High is null ? -1 : string.CompareOrdinal(text, _bounds.High));
    }

    public override bool MatchesPeriod(Period period) => _isTime && Within(
        _from is null ? 1 : period.End.CompareTo(_from.Value),
        _to is null ? -1 : period.Start.CompareTo(_to.Value));

    protected override bool MatchesNumber(double number, string raw) =>
        (_bounds.Low is null || _low is not null) && (_bounds.High is null || _high is not null) && Within(
            _low is null ? 1 : number.CompareTo(_low.Value),
            _high is null ? -1 : number.CompareTo(_high.Value));

    private bool Within(int toLow, int toHigh) =>
        (toLow > 0 || (toLow == 0 && _bounds.LowIncluded)) && (toHigh < 0 || (toHigh == 0 && _bounds.HighIncluded));
}
