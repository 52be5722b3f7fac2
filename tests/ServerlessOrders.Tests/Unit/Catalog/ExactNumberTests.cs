using System.Globalization;
using System.Numerics;
using CsCheck;
using ServerlessOrders.Catalog.Search;

namespace ServerlessOrders.Tests.Unit.Catalog;

public sealed class ExactNumberTests
{
    [Fact]
    public void Order_OfDecimals_IsThatOfTheirFractions() =>
        Gen.Select(Gen.Long, Gen.Int[-30, 30], Gen.Long[-20, 20], Gen.Int[-3, 3]).Sample((digits, exponent, digits2, exponent2) =>
        {
            var (a, b) = ($"{digits}e{exponent}", $"{digits2}.50E{exponent2}");
            return Math.Sign(Read(a).CompareTo(Read(b))) == Scaled(digits * 100m, exponent).CompareTo(Scaled((digits2 * 100m) + (digits2 < 0 ? -50 : 50), exponent2));
        });

    [Theory]
    [InlineData("17", "017.00")]
    [InlineData(".5", "5e-1")]
    [InlineData("5.", "+5")]
    [InlineData("0", "-0.000e99")]
    [InlineData("1200", "12e2")]
    [InlineData("1e99999999999999999999", "1e999999999999999999999")]
    public void Numbers_WrittenInAnotherWay_AreEqual(string a, string b) => Assert.Equal(0, Read(a).CompareTo(Read(b)));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("-")]
    [InlineData("e5")]
    [InlineData("5e")]
    [InlineData("5e+")]
    [InlineData("1.2.3")]
    [InlineData("0x10")]
    [InlineData("1 000")]
    [InlineData(" 5")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("\u0661")]
    [InlineData("--5")]
    public void Text_ThatIsNoNumber_IsNone(string text) => Assert.Null(ExactNumber.TryParse(text));

    private static ExactNumber Read(string text) => ExactNumber.TryParse(text)!.Value;

    // Times 10^33, so that whole numbers can be compared.
    private static BigInteger Scaled(decimal digits, int exponent) =>
        BigInteger.Parse(digits.ToString("F0", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) * BigInteger.Pow(10, exponent + 31);
}
