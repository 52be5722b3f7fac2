using CsCheck;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Search;

namespace ServerlessOrders.Tests.Unit.Catalog;

public sealed class QueryTests
{
    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("*")]
    [InlineData("*:*")]
    [InlineData("S2A_001")]
    [InlineData("\"S2A_001\"")]
    [InlineData("S2A_*")]
    [InlineData("S?A_0*1")]
    [InlineData("productId:S2A_001")]
    [InlineData("providerId:\"S2A_001\"")]
    [InlineData("id:S2A_001")]
    [InlineData("id: S2A_001")]
    [InlineData("productId:(S2A_001 OR S2A_002)")]
    [InlineData("last=true AND providerId=(\"S2A_001\" OR \"S2A_002\")")]
    [InlineData("datasetUrn:sentinel-2")]
    [InlineData("collection:sentinel*")]
    [InlineData("platform:cool_sat2")]
    [InlineData("platform:cool_sat")]
    [InlineData("properties.platform:cool_sat2")]
    [InlineData("platform:\"cool_sat2\"")]
    [InlineData("platform:cool*2")]
    [InlineData("platform:*")]
    [InlineData("title:\"harry potter\"")]
    [InlineData("title:harry\\ potter")]
    [InlineData("title:har*ter")]
    [InlineData("eo:cloud_cover:17")]
    [InlineData("eo:cloud_cover:17.0")]
    [InlineData("properties.eo:cloud_cover:17")]
    [InlineData("eo\\:cloud_cover:17")]
    [InlineData("\"eo:cloud_cover\":17")]
    [InlineData("eo:cloud_cover:[0 TO 17]")]
    [InlineData("eo:cloud_cover:{16.9 TO *}")]
    [InlineData("\"eo:cloud_cover\":[* TO 20}")]
    [InlineData("eo:cloud_cover<=17")]
    [InlineData("eo:cloud_cover > 5")]
    [InlineData("\"eo:cloud_cover\">=17")]
    [InlineData("\"eo:cloud_cover\" : 17")]
    [InlineData("platform : cool_sat2")]
    [InlineData("eo:cloud_cover:17 AND eo:cloud_cover>=17")]
    [InlineData("gsd:0.512")]
    [InlineData("gsd:5.12e-1")]
    [InlineData("below:-8848")]
    [InlineData("below:\\-8848")]
    [InlineData("below: -8848")]
    [InlineData("below:[-9000 TO -8000]")]
    [InlineData("done:true")]
    [InlineData("done:True")]
    [InlineData("instruments:odin")]
    [InlineData("instruments:\"odin\"")]
    [InlineData("view.azimuth:135.7")]
    [InlineData("dotted.name:x")]
    [InlineData("code:EPSG:32659")]
    [InlineData("code:\"EPSG:32659\"")]
    [InlineData("code:EPSG\\:32659")]
    [InlineData("datetime:2020-12-14T18:02:31.437Z")]
    [InlineData("datetime:\"2020-12-14T19:02:31.437+01:00\"")]
    [InlineData("datetime:2020-12-14")]
    [InlineData("datetime:[2020-12-14 TO 2020-12-14]")]
    [InlineData("datetime:[2020-12-01T00:00:00Z TO 2020-12-31T00:00:00Z]")]
    [InlineData("datetime:[2020-12-01T00:00:00 TO *]")]
    [InlineData("datetime:{ * TO \"2020-12-14T18:02:31.437Z\"]")]
    [InlineData("platform:[cool TO cooo]")]
    [InlineData("platform:cool_sat2 AND gsd:0.512")]
    [InlineData("platform:cool_sat2 && gsd:0.512")]
    [InlineData("platform:nope OR gsd:0.512")]
    [InlineData("platform:nope || gsd:0.512")]
    [InlineData("NOT platform:nope")]
    [InlineData("!platform:nope")]
    [InlineData("-platform:nope")]
    [InlineData("!(platform:nope OR platform:never)")]
    [InlineData("+platform:cool_sat2 -gsd:9")]
    [InlineData("platform:cool_sat2 -gsd:9")]
    [InlineData("platform:cool_sat2 NOT gsd:9")]
    [InlineData("+platform:cool_sat2 gsd:9")]
    [InlineData("((platform:cool_sat2))")]
    [InlineData("platform:nope AND gsd:9 OR done:true")]
    [InlineData("title:(harry AND potter)")]
    public void Query_ThatDescribesTheItem_MatchesIt(string q) => Assert.True(Read(q).Matches(Items.Rich));

    [Theory]
    [InlineData("S2A_00")]
    [InlineData("S2A_0011")]
    [InlineData("s2a_001")]
    [InlineData("\"S2A_*\"")]
    [InlineData("S2A_00\\*")]
    [InlineData("productId:S2A_002")]
    [InlineData("datasetUrn:sentinel")]
    [InlineData("platform:\"cool_sat\"")]
    [InlineData("platform:cool_sat1")]
    [InlineData("platform:COOL_SAT2")]
    [InlineData("platform:?")]
    [InlineData("cool_sat2")]
    [InlineData("nothing:*")]
    [InlineData("unknown:*")]
    [InlineData("unknown:x")]
    [InlineData("NOT platform:*")]
    [InlineData("eo:cloud_cover:1")]
    [InlineData("eo:cloud_cover:[0 TO 17}")]
    [InlineData("eo:cloud_cover:{17 TO 20]")]
    [InlineData("eo:cloud_cover:[a TO z]")]
    [InlineData("eo:cloud_cover<17")]
    [InlineData("below:8848")]
    [InlineData("done:false")]
    [InlineData("datetime:2020-12-15")]
    [InlineData("datetime:{2020-12-14 TO *]")]
    [InlineData("datetime:[* TO 2020-12-14}")]
    [InlineData("datetime:[2021-01-01T00:00:00Z TO *]")]
    [InlineData("platform:cool_sat2 AND gsd:9")]
    [InlineData("platform:cool_sat2 -gsd:0.512")]
    [InlineData("+platform:nope gsd:0.512")]
    [InlineData("last:false")]
    [InlineData("view:135.7")]
    public void Query_ThatDescribesAnother_DoesNotMatch(string q) => Assert.False(Read(q).Matches(Items.Rich));

    [Theory]
    [InlineData("(", "character 2: a condition is missing")]
    [InlineData("(platform:x", "character 1: this ( is not closed")]
    [InlineData("platform:x)", "character 11: this ) closes nothing")]
    [InlineData("platform:", "character 10: a value is missing")]
    [InlineData("platform: AND gsd:1", "character 11: a value is missing")]
    [InlineData(":x", "the name of a field is missing")]
    [InlineData("=x", "the name of a field is missing")]
    [InlineData("AND", "a condition is missing")]
    [InlineData("platform:x AND", "character 15: a condition is missing")]
    [InlineData("platform:x OR OR gsd:1", "a condition is missing")]
    [InlineData("NOT", "a condition is missing")]
    [InlineData("()", "a condition is missing")]
    [InlineData("\"abc", "character 1: the quoted text does not end")]
    [InlineData("platform:\"abc\\\"", "the quoted text does not end")]
    [InlineData("abc\\", "has no character to escape")]
    [InlineData("gsd:[1 TO 2", "the range does not end")]
    [InlineData("gsd:[1 2]", "a range is written [from TO to]")]
    [InlineData("gsd:[1 TO ]", "the range lacks a bound")]
    [InlineData("gsd:[", "the range lacks a bound")]
    [InlineData("gsd:[1 TO \\", "the range lacks a bound")]
    [InlineData("[1 TO 2]", "the range has no field")]
    [InlineData("gsd]", "ends no range")]
    [InlineData("gsd>[1 TO 2]", "needs one value")]
    [InlineData("gsd>(1 OR 2)", "needs one value")]
    [InlineData("title:harry~", "not supported")]
    [InlineData("title:harry^2", "not supported")]
    [InlineData("platform:x gsd:1", "put AND or OR")]
    [InlineData("platform:x and gsd:1", "put AND or OR (in capitals)")]
    [InlineData("*:x", "names no field")]
    public void Query_ThatCannotBeRead_SaysWhereAndWhy(string q, string error)
    {
        var parse = Parse(q);

        Assert.Null(parse.Query);
        Assert.Contains(error, parse.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("productId:a", "a")]
    [InlineData("a", "a")]
    [InlineData("productId:(a OR \"b\") OR c", "a,b,c")]
    [InlineData("(a OR b) AND platform:x", "a,b")]
    [InlineData("(a OR b) AND (b OR c)", "b")]
    [InlineData("a OR platform:x", null)]
    [InlineData("NOT a", null)]
    [InlineData("a*", null)]
    [InlineData("productId:\"URN:AIP:DATA:demo:11111111-2222-5333-8444-555555555555:V1\"", null)]
    [InlineData("a AND b", "")]
    public void Ids_AreThoseThatCanMatch(string q, string? ids) =>
        Assert.Equal(ids?.Split(',', StringSplitOptions.RemoveEmptyEntries), Read(q).Ids?.Order());

    [Fact]
    public void Products_NamedByUrn_BoundTheQueryToo()
    {
        const string uuid = "11111111-2222-5333-8444-555555555555";
        var urn = $"URN:AIP:DATA:demo:{uuid}:V1";

        Assert.Equal([Guid.Parse(uuid)], Read($"productId:\"{urn}\"").Products!.Uuids);
        Assert.Equal(["a", urn], Read($"(\"{urn}\" OR a) AND gsd:1").Products!.Ids.Order(StringComparer.OrdinalIgnoreCase));
        Assert.Equal(["a"], Read($"a AND (b OR \"{urn}\")").Ids);
        Assert.Null(Read($"\"{urn}\" OR gsd:1").Products);
        Assert.Null(Read("\"URN:AIP:DATA:other:11111111-2222-5333-8444-555555555555:V1\" OR gsd:1").Products);
    }

    [Theory]
    [InlineData("datasetUrn:a", "a")]
    [InlineData("datasetUrn:a OR collection:b", "a,b")]
    [InlineData("datasetUrn:a AND platform:x", "a")]
    [InlineData("datasetUrn:a AND datasetUrn:b", "")]
    [InlineData("datasetUrn:a OR platform:x", null)]
    public void Collections_AreThoseThatCanMatch(string q, string? collections) =>
        Assert.Equal(
            collections?.Split(',', StringSplitOptions.RemoveEmptyEntries), Read(q).Collections?.Order());

    [Fact]
    public void Query_NamingTheProductsUrn_MatchesIt()
    {
        var urn = Urns.Product("demo", "sentinel-2", "S2A_001");

        Assert.True(Read($"productId:\"{urn}\"").Matches(Items.Rich));
        Assert.True(Read($"id:{urn}").Matches(Items.Rich));
        Assert.True(Read(urn).Matches(Items.Rich));
        Assert.False(Read(Urns.Product("other", "sentinel-2", "S2A_001")).Matches(Items.Rich));
    }

    [Fact]
    public void Query_NamingTheCollectionsUrn_MatchesItsItems()
    {
        var urn = Urns.Dataset("demo", "sentinel-2");

        Assert.True(Read($"datasetUrn:\"{urn}\"").Matches(Items.Rich));
        Assert.True(Read($"tags:\"{urn}\"").Matches(Items.Rich));
        Assert.False(Read($"datasetUrn:\"{Urns.Dataset("demo", "other")}\"").Matches(Items.Rich));
    }

    [Fact]
    public void Datetime_OfAnItemWithAnInterval_MatchesWhatOverlaps()
    {
        var item = Items.Make(properties: """{"datetime":null}""", start: "2020-01-10T00:00:00Z", end: "2020-01-20T00:00:00Z");

        Assert.True(Read("datetime:[2020-01-15 TO 2020-01-16]").Matches(item));
        Assert.True(Read("datetime:[2020-01-20 TO *]").Matches(item));
        Assert.False(Read("datetime:[2020-01-21 TO *]").Matches(item));
    }

    [Fact]
    public void Query_OfTheGreatestDepth_IsRead_AndADeeperOneRefused()
    {
        Assert.True(Read(new string('(', 64) + "*" + new string(')', 64)).Matches(Items.Rich));
        Assert.Contains("64 nested parentheses", Parse(new string('(', 65) + "*" + new string(')', 65)).Error, StringComparison.Ordinal);
        Assert.True(Read(new string('!', 100_000) + "*").Matches(Items.Rich));
    }

    [Fact]
    public void Query_WithTooMuchInIt_IsRefused()
    {
        Assert.Contains("4096 conditions", Parse(string.Join(" OR ", Enumerable.Repeat("a", 4097))).Error, StringComparison.Ordinal);
        Assert.Contains("characters", Parse(new string('a', 200_000)).Error, StringComparison.Ordinal);
        Assert.Contains("1024 characters", Parse(string.Concat(Enumerable.Repeat("a*", 600))).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wildcards_OfTheWorstKind_MatchInNoTime()
    {
        var query = Read("title:" + string.Concat(Enumerable.Repeat("*a", 500)) + "*b");
        var item = Items.Make(properties: $$"""{"title":"{{new string('a', 30_000)}}"}""");

        var stop = TestContext.Current.CancellationToken;
        Assert.False(await Task.Run(() => query.Matches(item), stop).WaitAsync(TimeSpan.FromSeconds(5), stop));
    }

    [Fact]
    public void Query_OfAThousandIds_LooksEachItemUpOnce()
    {
        var q = "last=true AND providerId=(\"" + string.Join("\" OR \"", Enumerable.Range(0, 1000).Select(i => $"id {i}")) + "\")";

        Assert.Equal(1000, Read(q).Ids!.Count);
        Assert.True(Read(q).Matches(Items.Make("id 999")));
    }

    [Fact]
    public void Query_OfRandomPieces_IsReadOrRefused_NeverAnExceptionOrAHang()
    {
        string[] pieces =
            ["(", ")", "[", "]", "{", "}", "\"", "\\", ":", "=", "<", ">", "+", "-", "!", "*", "?", "&&", "||", "~", " ", "AND", "OR", "NOT", "TO", "a", "1", "id", "2020-01-01"];

        Gen.Int[0, pieces.Length - 1].Select(i => pieces[i]).Array[0, 12].Select(string.Concat).Sample(q =>
        {
            var parse = Parse(q);
            parse.Query?.Matches(Items.Rich);
            return (parse.Query is null) != (parse.Error is null);
        }, iter: 20_000);
    }

    private static ItemQuery Read(string q)
    {
        var parse = Parse(q);
        Assert.Null(parse.Error);
        return parse.Query!;
    }

    private static SelectionParse Parse(string q) => SelectionParser.Parse(
        "demo", new SelectionRequest("legacy", SearchParameters: new Dictionary<string, IReadOnlyList<string>> { ["q"] = [q] }));
}
