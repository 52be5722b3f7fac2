namespace ServerlessOrders.Catalog.Search;

/// <summary>
/// The value lies in a range. The value's type decides: a number needs bounds that are numbers, a time such that are times. A
/// text that is a number is compared as one if the bounds are numbers; any other text needs bounds that are texts.
/// </summary>
internal sealed class RangeTest : ValueTest
{
    private readonly RangeBounds _bounds;
    private readonly bool _isNumeric;
    private readonly bool _isTime;
    private readonly bool _isText;

    /// <summary>Makes the test.</summary>
    public RangeTest(RangeBounds bounds)
    {
        _bounds = bounds;
        var given = Literals.ToList();
        _isNumeric = given.All(b => b.Number is not null);
        _isTime = given.All(b => b.Time is not null);
        _isText = given.All(b => b.IsText);
    }

    /// <inheritdoc/>
    public override string? Contradiction => _isNumeric || _isTime || _isText
        ? null
        : $"'{_bounds.Low}' and '{_bounds.High}' are of different types; put both in quotes to compare them as texts.";

    public override IEnumerable<Literal> Literals => new[] { _bounds.Low, _bounds.High }.OfType<Literal>();

    public override bool MatchesText(string text) => Within(
        _bounds.Low is { } low ? string.CompareOrdinal(text, low.Text) : 1,
        _bounds.High is { } high ? string.CompareOrdinal(text, high.Text) : -1);

    protected override bool? MatchesOne(PropertyValue value) => value.Kind switch
    {
        ValueKind.Number => _isNumeric ? MatchesNumber(value.Number!.Value) : null,
        ValueKind.Time => _isTime ? MatchesTime(value.Time) : null,
        ValueKind.Text when _isNumeric && value.Number is { } number => MatchesNumber(number),
        ValueKind.Text => _isText ? MatchesText(value.Text) : null,
        _ => null,
    };

    private bool MatchesNumber(ExactNumber number) => Within(
        _bounds.Low?.Number is { } low ? number.CompareTo(low) : 1,
        _bounds.High?.Number is { } high ? number.CompareTo(high) : -1);

    // A date is its whole day: {2020-01-01 TO begins after that day, TO 2020-01-02] ends with that one.
    private bool MatchesTime(Period time) => Within(
        _bounds.Low?.Time is { } low ? time.End.CompareTo(_bounds.LowIncluded ? low.Start : low.End) : 1,
        _bounds.High?.Time is { } high ? time.Start.CompareTo(_bounds.HighIncluded ? high.End : high.Start) : -1);

    private bool Within(int toLow, int toHigh) =>
        (toLow > 0 || (toLow == 0 && _bounds.LowIncluded)) && (toHigh < 0 || (toHigh == 0 && _bounds.HighIncluded));
}
