using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Search;

namespace ServerlessOrders.Tests.Unit.Catalog;

public sealed class SelectionParserTests
{
    [Theory]
    [InlineData("legacy")]
    [InlineData("opensearch")]
    [InlineData("stac")]
    public void Selection_WithoutParameters_IsEverything(string engine)
    {
        var query = Read(new SelectionRequest(engine));

        Assert.True(query.Matches(Items.Rich));
        Assert.Null(query.Ids);
        Assert.Null(query.Collections);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Legacy")]
    [InlineData("sql")]
    public void Engine_ThatIsUnknown_IsRefused(string engine) =>
        Assert.Contains($"'{engine}' is unknown", SelectionParser.Parse("demo", new SelectionRequest(engine)).Error, StringComparison.Ordinal);

    [Fact]
    public void SeveralQ_AreAllToBeMet()
    {
        Assert.True(Read(With("legacy", "q", "platform:cool_sat2", "gsd:0.512")).Matches(Items.Rich));
        Assert.False(Read(With("legacy", "q", "platform:cool_sat2", "gsd:9")).Matches(Items.Rich));
    }

    [Theory]
    [InlineData("legacy", "lat", "10", "a circle needs lat and lon")]
    [InlineData("opensearch", "g", "POLYGON((0 0))", "is not WKT")]
    [InlineData("stac", "limit", "10", "'limit' is unknown")]
    [InlineData("stac", "q", "x", "'q' is unknown")]
    [InlineData("stac", "ids", "", "'ids' holds an empty value")]
    [InlineData("stac", "bbox", "1,2,3", "4 or 6 numbers")]
    [InlineData("stac", "bbox", "1,2,x,4", "'x' is not a number")]
    [InlineData("stac", "bbox", "1,2,NaN,4", "finite")]
    [InlineData("stac", "bbox", "1,5,2,4", "south")]
    [InlineData("stac", "bbox", "1,-91,2,4", "latitude")]
    [InlineData("stac", "bbox", "-181,0,2,4", "longitude")]
    [InlineData("stac", "datetime", "yesterday", "'yesterday' is not a time")]
    [InlineData("stac", "datetime", "../..", "a beginning or an end")]
    [InlineData("stac", "datetime", "2021-01-01T00:00:00Z/2020-01-01T00:00:00Z", "ends before it begins")]
    [InlineData("stac", "datetime", "2020-01-01/2020-01-02/2020-01-03", "is not a time")]
    public void Parameter_ThatCannotBeRead_SaysWhy(string engine, string name, string value, string error) =>
        Assert.Contains(error, SelectionParser.Parse("demo", With(engine, name, value)).Error, StringComparison.Ordinal);

    [Fact]
    public void Ids_AreWhole_WhateverIsInThem()
    {
        var query = Read(With("stac", "ids", "a,b", "c"));

        Assert.Equal(["a,b", "c"], query.Ids!.Order());
        Assert.True(query.Matches(Items.Make("a,b")));
        Assert.True(query.Matches(Items.Make("c")));
        Assert.False(query.Matches(Items.Make("a")));
    }

    [Fact]
    public void Collections_MayBePlainOrUrn()
    {
        var query = Read(With("stac", "collections", "landsat", Urns.Dataset("demo", "sentinel-2")));

        Assert.True(query.Matches(Items.Rich));
        Assert.True(query.Matches(Items.Make(collection: "landsat")));
        Assert.False(query.Matches(Items.Make(collection: "spot")));
        Assert.Equal(2, query.Collections!.Count);
    }

    [Theory]
    [InlineData("0,0,10,10", true)]
    [InlineData("10,10,20,20", true)]
    [InlineData("11,0,20,10", false)]
    [InlineData("0,11,10,20", false)]
    [InlineData("2,2,-500,8,8,9000", true)]
    [InlineData("170,0,5,10", true)]
    [InlineData("170,0,-170,10", false)]
    public void Bbox_MatchesWhatItTouches(string bbox, bool matches) =>
        Assert.Equal(matches, Read(With("stac", "bbox", bbox)).Matches(Items.Make(bbox: [4, 4, 10, 10])));

    [Theory]
    [InlineData("175,0,178,10", true)]
    [InlineData("-178,0,-171,10", true)]
    [InlineData("178,0,-179,10", true)]
    [InlineData("0,0,10,10", false)]
    public void Bbox_OfAnItemAcrossTheAntimeridian_IsUnderstood(string bbox, bool matches) =>
        Assert.Equal(matches, Read(With("stac", "bbox", bbox)).Matches(Items.Make(bbox: [170, 0, -170, 10])));

    [Fact]
    public void Bbox_OfAnItemWithoutAPlace_MatchesNothing() =>
        Assert.False(Read(With("stac", "bbox", "-180,-90,180,90")).Matches(Items.Make()));

    [Theory]
    [InlineData("2020-01-15T00:00:00Z", true)]
    [InlineData("2020-01-21T00:00:00Z", false)]
    [InlineData("2020-01-15", true)]
    [InlineData("2020-01-20T01:00:00+01:00", true)]
    [InlineData("../2020-01-10T00:00:00Z", true)]
    [InlineData("/2020-01-09T23:59:59Z", false)]
    [InlineData("2020-01-20T00:00:00.000000000Z/..", true)]
    [InlineData("2020-01-20T00:00:01z/", false)]
    [InlineData("../2016-12-31T23:59:60Z", false)]
    [InlineData("2019-06-30T23:59:60Z/2020-06-30T23:59:60Z", true)]
    [InlineData("2020-01-01T00:00:00Z/2020-01-31T00:00:00Z", true)]
    public void Datetime_MatchesWhatOverlaps(string datetime, bool matches) => Assert.Equal(matches,
        Read(With("stac", "datetime", datetime)).Matches(Items.Make(start: "2020-01-10T00:00:00Z", end: "2020-01-20T00:00:00Z")));

    [Fact]
    public void DatasetUrn_RestrictsToTheCollection()
    {
        foreach (var named in new[] { "sentinel-2", Urns.Dataset("demo", "sentinel-2") })
        {
            var query = Read(new SelectionRequest("legacy", named));

            Assert.Equal([named], query.Collections);
            Assert.True(query.Matches(Items.Rich));
            Assert.False(query.Matches(Items.Make(collection: "landsat")));
        }
    }

    [Fact]
    public void Included_ByIdOrUrn_AreTheOnlyOnes()
    {
        var query = Read(new SelectionRequest("legacy", EntityIdsToInclude: ["a", Urns.Product("demo", "sentinel-2", "b")]));

        Assert.True(query.Matches(Items.Make("a")));
        Assert.True(query.Matches(Items.Make("b")));
        Assert.False(query.Matches(Items.Make("c")));
        Assert.Null(query.Ids);
        Assert.Equal(["a"], Read(new SelectionRequest("legacy", EntityIdsToInclude: ["a"])).Ids);
    }

    [Fact]
    public void Excluded_ByIdOrUrn_NeverMatch()
    {
        var query = Read(With("legacy", "q", "*") with { EntityIdsToExclude = ["a", Urns.Product("demo", "sentinel-2", "b")] });

        Assert.False(query.Matches(Items.Make("a")));
        Assert.False(query.Matches(Items.Make("b")));
        Assert.True(query.Matches(Items.Make("c")));
    }

    [Fact]
    public void Nulls_ThatJsonLetIn_AreRefused()
    {
        Assert.NotNull(SelectionParser.Parse("demo", With("legacy", "q", [null!])).Error);
        Assert.NotNull(SelectionParser.Parse("demo", new SelectionRequest("legacy", EntityIdsToInclude: [null!])).Error);
    }

    private static SelectionRequest With(string engine, string name, params string[] values) =>
        new(engine, SearchParameters: new Dictionary<string, IReadOnlyList<string>> { [name] = values });

    private static ItemQuery Read(SelectionRequest request)
    {
        var parse = SelectionParser.Parse("demo", request);
        Assert.Null(parse.Error);
        return parse.Query!;
    }
}
