using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Search;

namespace ServerlessOrders.Tests.Unit.Catalog;

/// <summary>REGARDS' places in selections of the engines legacy and opensearch (contract, section 9).</summary>
public sealed class PlaceSearchTests
{
    [Theory]
    [InlineData("g", "POLYGON((2 48, 3 48, 3 49, 2 49, 2 48))", true)]
    [InlineData("geometry", "POINT(2.5 48.5)", true)]
    [InlineData("g", "POLYGON((4 48, 5 48, 5 49, 4 49, 4 48))", false)]
    [InlineData("g", "LINESTRING(0 0, 2 48)", true)]
    public void Geometry_SelectsWhatLiesThere(string name, string wkt, bool expected)
    {
        var item = Items.Make(bbox: [2, 48, 3, 49]);

        foreach (var engine in new[] { "legacy", "opensearch" })
            Assert.Equal(expected, Read(engine, (name, wkt)).Matches(item));
        Assert.False(Read("legacy", (name, wkt)).Matches(Items.Make()));
    }

    /// <summary>Half of a box is a triangle: a place in the other half is in the box and not in the product.</summary>
    [Theory]
    [InlineData("POINT(2.2 48.2)", true)]
    [InlineData("POINT(2.8 48.8)", false)]
    public void Geometry_IsComparedWithTheFootprint_NotWithItsBox(string wkt, bool expected)
    {
        var item = Items.Make(bbox: [2, 48, 3, 49]) with
        {
            Stac = StacText.Of("""{"geometry":{"type":"Polygon","coordinates":[[[2,48],[3,48],[2,49],[2,48]]]}}"""u8),
        };

        Assert.Equal(expected, Read("legacy", ("g", wkt)).Matches(item));
    }

    /// <summary>One degree of latitude is some 111.2 km.</summary>
    [Theory]
    [InlineData("50", "2.5", "112000", true)]
    [InlineData("50", "2.5", "110000", false)]
    [InlineData("48.5", "2.5", "0", true)]
    [InlineData("48.5", "-178", "1000", false)]
    [InlineData("89", "180", "4500000", true)]
    [InlineData("89", "180", "1000000", false)]
    public void Circle_SelectsWhatItTouches(string lat, string lon, string radius, bool expected)
    {
        var item = Items.Make(bbox: [2, 48, 3, 49]);

        Assert.Equal(expected, Read("legacy", ("lat", lat), ("lon", lon), ("r", radius)).Matches(item));
        Assert.Equal(expected, Read("opensearch", ("lat", lat), ("lon", lon), ("radius", radius), ("q", "")).Matches(item));
    }

    [Fact]
    public void Circle_OverTheAntimeridian_SelectsBothSides()
    {
        var query = Read("legacy", ("lat", "0"), ("lon", "179.9"), ("r", "50000"));

        Assert.True(query.Matches(Items.Make(bbox: [-179.9, -1, -179, 1])));
        Assert.True(query.Matches(Items.Make(bbox: [179, -1, 180, 1])));
        Assert.False(query.Matches(Items.Make(bbox: [0, -1, 1, 1])));
    }

    [Theory]
    [InlineData("g", "POLYGON((0 0, 1 1))", "is not WKT")]
    [InlineData("g", "GEOMETRYCOLLECTION EMPTY", "is empty")]
    [InlineData("geometry", "POINT(2 91)", "not on Earth")]
    [InlineData("g", "POINT(NaN 1)", "not on Earth")]
    [InlineData("g", "{\"type\":\"Point\"}", "is not WKT")]
    [InlineData("r", "5", "one of them is missing")]
    public void Place_ThatCannotBeRead_SaysWhy(string name, string value, string said) =>
        Assert.Contains(said, Error((name, value)), StringComparison.Ordinal);

    [Theory]
    [InlineData("91", "0", "5", "'lat'")]
    [InlineData("0", "x", "5", "'lon'")]
    [InlineData("0", "0", "-1", "'r'")]
    [InlineData("0", "0", "1e99", "'r'")]
    public void Circle_ThatCannotBe_SaysWhy(string lat, string lon, string radius, string said) =>
        Assert.Contains(said, Error(("lat", lat), ("lon", lon), ("r", radius)), StringComparison.Ordinal);

    private static ItemQuery Read(string engine, params (string Name, string Value)[] parameters)
    {
        var parse = SelectionParser.Parse("demo", Request(engine, parameters));
        Assert.Null(parse.Error);
        return parse.Query!;
    }

    private static string? Error(params (string Name, string Value)[] parameters) => SelectionParser.Parse("demo", Request("legacy", parameters)).Error;

    private static SelectionRequest Request(string engine, (string Name, string Value)[] parameters) => new(
        engine, null, parameters.ToDictionary(parameter => parameter.Name, parameter => (IReadOnlyList<string>)[parameter.Value]));
}
