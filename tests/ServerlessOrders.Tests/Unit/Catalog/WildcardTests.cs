using System.Text.RegularExpressions;
using CsCheck;
using ServerlessOrders.Catalog.Search;

namespace ServerlessOrders.Tests.Unit.Catalog;

public sealed class WildcardTests
{
    [Fact]
    public void Pattern_MatchesWhatARegularExpressionWould() =>
        Gen.Select(Gen.Char["ab\u00e9*?"].Array[0, 12], Gen.Char["ab\u00e9"].Array[0, 20]).Sample((pattern, text) =>
        {
            var raw = "*" + new string(pattern);
            var expected = Regex.IsMatch(new string(text), $@"\A{Regex.Escape(raw).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal)}\z", RegexOptions.Singleline);
            return Wildcard.Parse(raw, 0)!.Matches(new string(text)) == expected;
        }, iter: 20_000);

    [Theory]
    [InlineData(62)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(1000)]
    public void Pattern_OfAnyLength_MatchesItsOwnTextAndNoOther(int length)
    {
        var text = string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i % 26))));
        var pattern = Wildcard.Parse($"{text[..(length / 2)]}?{text[((length / 2) + 1)..]}*", 0)!;

        Assert.Equal((length / 64) + 1, pattern.Words);
        Assert.True(pattern.Matches(text));
        Assert.True(pattern.Matches(text + "more"));
        Assert.False(pattern.Matches(text[1..]));
        Assert.False(pattern.Matches(text[..^1] + "!"));
    }

    [Fact]
    public void Pattern_OfManyCharactersThatAreNotAscii_Matches()
    {
        var text = string.Concat(Enumerable.Range(0x4e00, 600).Select(c => (char)c)) + "az";

        Assert.True(Wildcard.Parse(text + "*", 0)!.Matches(text));
        Assert.False(Wildcard.Parse(text + "*", 0)!.Matches(text[1..]));
    }

    [Theory]
    [InlineData("a\\*b*", "a*bc", true)]
    [InlineData("a\\*b*", "axbc", false)]
    [InlineData("a\\?*", "a?", true)]
    [InlineData("**a**", "a", true)]
    [InlineData("?", "", false)]
    [InlineData("*\uFFFE", "x", false)]
    public void Escapes_TakeTheMeaningOff(string raw, string text, bool matches) =>
        Assert.Equal(matches, Wildcard.Parse(raw, 0)!.Matches(text));

    [Theory]
    [InlineData("a")]
    [InlineData("a\\*")]
    [InlineData("")]
    public void Text_WithoutAWildcard_IsNoPattern(string raw) => Assert.Null(Wildcard.Parse(raw, 0));
}
