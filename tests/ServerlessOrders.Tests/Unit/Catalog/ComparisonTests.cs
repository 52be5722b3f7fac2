using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Search;

namespace ServerlessOrders.Tests.Unit.Catalog;

/// <summary>A value is compared as what the property is, or refused by name (contract, section 9).</summary>
public sealed class ComparisonTests
{
    [Theory]
    [InlineData("datetime:>2020-12-01")]
    [InlineData("datetime>2020-12-01")]
    [InlineData("datetime:>=2020-12-14")]
    [InlineData("datetime:<=2020-12-14")]
    [InlineData("datetime: < 2020-12-15")]
    [InlineData("datetime:<\"2020-12-14T18:02:32Z\"")]
    [InlineData("datetime:>2020-12-14T18:02:31Z")]
    [InlineData("eo:cloud_cover:<18")]
    [InlineData("eo:cloud_cover:<=17")]
    [InlineData("eo:cloud_cover:>=17")]
    [InlineData("eo:cloud_cover : > 16.9")]
    [InlineData("eo:cloud_cover:=17")]
    [InlineData("\"eo:cloud_cover\":>16")]
    [InlineData("eo:cloud_cover:(>5 AND <18)")]
    [InlineData("eo:cloud_cover:(<5 OR >=17)")]
    [InlineData("NOT eo:cloud_cover:<17")]
    [InlineData("below:<-8000")]
    [InlineData("platform:>cool")]
    [InlineData("platform:>=\"cool_sat2\"")]
    [InlineData("productId:>S2A_000")]
    [InlineData("productId>S2A_000")]
    [InlineData("productId:[1 TO Z]")]
    public void Comparison_WithOrWithoutTheColon_IsTheSame(string q) => Assert.True(Read(q).Matches(Items.Rich));

    [Theory]
    [InlineData("datetime:>2020-12-14")]
    [InlineData("datetime:<2020-12-14")]
    [InlineData("eo:cloud_cover:<17")]
    [InlineData("eo:cloud_cover:>17")]
    [InlineData("eo:cloud_cover:(>5 AND <17)")]
    [InlineData("productId:<S2A_001")]
    public void Comparison_KeepsItsBound(string q) => Assert.False(Read(q).Matches(Items.Rich));

    [Theory]
    [InlineData("datetime:2020")]
    [InlineData("datetime:2020-12")]
    [InlineData("datetime:[2020 TO 2020]")]
    [InlineData("datetime:[2020-12 TO 2021-01}")]
    [InlineData("datetime:>=2020-12")]
    [InlineData("datetime:[2020-12-14T20:02:31.437+02 TO 2020-12-14T20:02:31.437+0200]")]
    [InlineData("datetime:\"2020-12-14 18:02:31.437Z\"")]
    [InlineData("datetime:2020-12-14t18:02:31.437z")]
    [InlineData("datetime:2020-*")]
    public void Time_ThatHasAMeaning_IsUnderstood(string q) => Assert.True(Read(q).Matches(Items.Rich));

    [Theory]
    [InlineData("datetime:{2020 TO *]")]
    [InlineData("datetime:<2020-12")]
    [InlineData("datetime:2021")]
    public void MonthOrYear_IsTheWholeOfIt(string q) => Assert.False(Read(q).Matches(Items.Rich));

    [Theory]
    [InlineData("datetime:[2024-02-30 TO *]", "2024-02-30")]
    [InlineData("datetime:2024-3-1", "2024-3-1")]
    [InlineData("datetime>NOW-1YEAR", "NOW-1YEAR")]
    [InlineData("datetime:[NOW-1YEAR TO NOW]", "NOW-1YEAR")]
    [InlineData("datetime:[1577836800 TO *]", "1577836800")]
    [InlineData("datetime:yesterday", "yesterday")]
    [InlineData("datetime:2024-13", "2024-13")]
    [InlineData("datetime:2023-02-29T00:00:00Z", "2023-02-29T00:00:00Z")]
    [InlineData("datetime:[2024-01-01T12 TO *]", "2024-01-01T12")]
    [InlineData("datetime:[* TO 2024-01-01T12:00:00+15:00]", "2024-01-01T12:00:00+15:00")]
    [InlineData("created:[2024-01-01 TO tomorrow]", "tomorrow")]
    [InlineData("NOT updated:x", "x")]
    [InlineData("properties.end_datetime:<x", "x")]
    [InlineData("productId:nowhere AND datetime:(2024 OR 2024-99)", "2024-99")]
    public void Time_ThatIsNone_IsRefusedBeforeAnythingIsLookedAt(string q, string value)
    {
        var error = Parse(q).Error;

        Assert.Contains($"'{value}' is not a time", error, StringComparison.Ordinal);
        Assert.Contains("2024-03-01T12:00:00Z", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gsd:[1 TO b]", "'1' and 'b'")]
    [InlineData("gsd:[2020-01-01 TO 5]", "'2020-01-01' and '5'")]
    [InlineData("platform:{a TO 2020-01-01}", "'a' and '2020-01-01'")]
    public void Range_WithBoundsOfTwoTypes_IsRefused(string q, string bounds) =>
        Assert.Contains(bounds, Parse(q).Error, StringComparison.Ordinal);

    [Theory]
    [InlineData("eo:cloud_cover:[a TO z]", "'a'", "a number ('17' in product 'S2A_001')")]
    [InlineData("eo:cloud_cover:<low", "'low'", "a number")]
    [InlineData("eo:cloud_cover:low", "'low'", "a number")]
    [InlineData("NOT gsd:\"half\"", "'half'", "a number")]
    [InlineData("gsd:[2020-01-01 TO *]", "'2020-01-01'", "a number")]
    [InlineData("done:maybe", "'maybe'", "true or false")]
    [InlineData("done:>1", "'1'", "true or false")]
    [InlineData("platform:[1 TO 5]", "'1'", "a text ('cool_sat2' in product 'S2A_001')")]
    [InlineData("platform:>2020-01-01", "'2020-01-01'", "a text")]
    [InlineData("instruments:[1 TO 5]", "'1'", "a text")]
    [InlineData("view:135.7", "'135.7'", "an object. Name one of its members: view.member")]
    [InlineData("seen:[a TO z]", "'a'", "a time")]
    [InlineData("seen:NOW", "'NOW'", "a time")]
    public void Value_OfAnotherTypeThanThePropertyIs_IsAMisfit(string q, string value, string type)
    {
        var query = Read(q);

        query.Matches(Typed);

        Assert.Contains(value, query.Scope.Misfit, StringComparison.Ordinal);
        Assert.Contains(type, query.Scope.Misfit, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("platform:[\"1\" TO \"9\"]")]
    [InlineData("platform:[cool TO cooo]")]
    [InlineData("platform:5")]
    [InlineData("platform:2020-01-01")]
    [InlineData("orbit:[5 TO 20]")]
    [InlineData("eo:cloud_cover:1*")]
    [InlineData("unknown:x")]
    [InlineData("nothing:x")]
    [InlineData("exists:x OR gsd:1")]
    public void Value_ThatCanBeCompared_IsNoMisfit(string q)
    {
        var query = Read(q);

        query.Matches(Typed);

        Assert.Null(query.Scope.Misfit);
    }

    [Fact]
    public void Property_ThatIsANumberHereAndATextThere_IsComparedWhereItFits()
    {
        var number = Items.Make("n", properties: """{"version":3}""");
        var text = Items.Make("t", properties: """{"version":"beta"}""");
        var query = Read("version:beta");

        Assert.False(query.Matches(number));
        Assert.NotNull(query.Scope.Misfit);
        Assert.True(query.Matches(text));
        Assert.Null(query.Scope.Misfit);
    }

    [Fact]
    public void Text_ThatIsANumber_IsComparedAsOneWithNumbers()
    {
        Assert.True(Read("orbit:[5 TO 20]").Matches(Typed));
        Assert.False(Read("orbit:[\"5\" TO \"6\"]").Matches(Typed));
    }

    [Theory]
    [InlineData("9007199254740993", "big:9007199254740993", true)]
    [InlineData("9007199254740992", "big:9007199254740993", false)]
    [InlineData("9007199254740993", "big:>9007199254740992", true)]
    [InlineData("9007199254740992", "big:>9007199254740992", false)]
    [InlineData("-9007199254740993", "big:<-9007199254740992", true)]
    [InlineData("18446744073709551617", "big:[18446744073709551617 TO 18446744073709551617]", true)]
    [InlineData("18446744073709551616", "big:[18446744073709551617 TO *]", false)]
    [InlineData("100000000000000000000000000000000000001", "big:100000000000000000000000000000000000000", false)]
    [InlineData("1e400", "big:>1e399", true)]
    [InlineData("1e400", "big:10e399", true)]
    [InlineData("0.1", "big:0.1000000000000000000001", false)]
    [InlineData("0.30000000000000004", "big:0.3", false)]
    [InlineData("-0.0", "big:0", true)]
    public void Number_OfAnySize_IsComparedExactly(string value, string q, bool matches) =>
        Assert.Equal(matches, Read(q).Matches(Items.Make(properties: $$"""{"big":{{value}}}""")));

    [Theory]
    [InlineData("datetime:\"2016-12-31T23:59:60Z\"", true)]
    [InlineData("datetime:2016-12-31", true)]
    [InlineData("datetime:2017-01-01", false)]
    [InlineData("datetime:>2016-12-31T23:59:59.9Z", true)]
    [InlineData("datetime:<2017-01-01T00:00:00Z", true)]
    [InlineData("datetime:[2017-01-01T01:59:60+02:00 TO *]", true)]
    public void LeapSecond_IsAnInstantOfItsDay(string q, bool matches) => Assert.Equal(
        matches, Read(q).Matches(Items.Make(properties: """{"datetime":"2016-12-31T23:59:60Z"}""")));

    private static CatalogItem Typed { get; } = Items.Make(properties: """
        {
          "platform": "cool_sat2", "eo:cloud_cover": 17, "gsd": 0.512, "done": true, "instruments": ["odin", "thor"],
          "view": { "azimuth": 135.7 }, "orbit": "17", "seen": "2020-12-14", "nothing": null
        }
        """);

    private static ItemQuery Read(string q)
    {
        var parse = Parse(q);
        Assert.Null(parse.Error);
        return parse.Query!;
    }

    private static SelectionParse Parse(string q) => SelectionParser.Parse(
        "demo", new SelectionRequest("legacy", SearchParameters: new Dictionary<string, IReadOnlyList<string>> { ["q"] = [q] }));
}
