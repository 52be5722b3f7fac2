using System.Globalization;

namespace ServerlessOrders.Catalog.Search;

/// <summary>
/// A decimal number of any size and precision, compared exactly: a double takes 9007199254740992 and 9007199254740993 for the
/// same. Reading and comparing take time in proportion to the digits.
/// </summary>
/// <remarks>The value is 0.<c>digits</c> x 10^<c>exponent</c>, without zeros at either end of the digits; zero has none.</remarks>
internal readonly struct ExactNumber : IComparable<ExactNumber>
{
    private const long MaxExponent = 1_000_000_000_000;

    private readonly bool _negative;
    private readonly string _digits;
    private readonly long _exponent;

    private ExactNumber(bool negative, string digits, long exponent)
    {
        _negative = negative;
        _digits = digits;
        _exponent = exponent;
    }

    private int Sign => _digits.Length == 0 ? 0 : _negative ? -1 : 1;

    /// <summary>Reads a number as JSON and people write it: <c>17</c>, <c>-8848</c>, <c>.5</c>, <c>5.12e-1</c>; null if the text is none.</summary>
    public static ExactNumber? TryParse(ReadOnlySpan<char> text)
    {
        var signed = text.Length > 0 && text[0] is '+' or '-';
        var mantissa = signed ? text[1..] : text;
        long exponent = 0;
        if (mantissa.IndexOfAny('e', 'E') is >= 0 and var e)
        {
            if (!TryParseExponent(mantissa[(e + 1)..], out exponent)) return null;
            mantissa = mantissa[..e];
        }

        var point = mantissa.IndexOf('.');
        var whole = point < 0 ? mantissa : mantissa[..point];
        var fraction = point < 0 ? [] : mantissa[(point + 1)..];
        if (whole.Length + fraction.Length == 0 || !AreDigits(whole) || !AreDigits(fraction)) return null;

        var digits = string.Concat(whole, fraction);
        var significant = digits.TrimStart('0');
        exponent += whole.Length - (digits.Length - significant.Length);
        return new ExactNumber(signed && text[0] == '-', significant.TrimEnd('0'), exponent);
    }

    /// <inheritdoc/>
    public int CompareTo(ExactNumber other)
    {
        if (Sign != other.Sign || Sign == 0) return Sign.CompareTo(other.Sign);
        var magnitude = _exponent.CompareTo(other._exponent);
        if (magnitude == 0) magnitude = string.CompareOrdinal(_digits, other._digits);
        return _negative ? -magnitude : magnitude;
    }

    private static bool AreDigits(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');

    // Past any exponent that digits could make up for, one is as great as another.
    private static bool TryParseExponent(ReadOnlySpan<char> text, out long exponent)
    {
        exponent = 0;
        var digits = text.Length > 0 && text[0] is '+' or '-' ? text[1..] : text;
        if (digits.Length == 0 || !AreDigits(digits)) return false;
        digits = digits.TrimStart('0');
        exponent = digits.Length > 12 ? MaxExponent : digits.Length == 0 ? 0 : long.Parse(digits, CultureInfo.InvariantCulture);
        if (text[0] == '-') exponent = -exponent;
        return true;
    }
}
