using System.Text.Json;
using ServerlessOrders.Catalog.Geometry;

namespace ServerlessOrders.Tests.Unit.Catalog;

public sealed class SearchAreaTests
{
    private const string FijiCut =
        """{"type":"MultiPolygon","coordinates":[[[[178,-19],[180,-19],[180,-16],[178,-16],[178,-19]]],[[[-180,-19],[-178,-19],[-178,-16],[-180,-16],[-180,-19]]]]}""";

    private const string FijiUncut = """{"type":"Polygon","coordinates":[[[178,-19],[-178,-19],[-178,-16],[178,-16],[178,-19]]]}""";
    private const string FijiBeyond = """{"type":"Polygon","coordinates":[[[178,-19],[182,-19],[182,-16],[178,-16],[178,-19]]]}""";

    [Theory]
    [InlineData(FijiCut)]
    [InlineData(FijiUncut)]
    [InlineData(FijiBeyond)]
    public void Intersects_OfAGeometryAcrossTheAntimeridian_KnowsBothSidesAndNothingBetween(string geometry)
    {
        var fiji = Read(geometry);
        var bbox = new BoundingBox(178, -19, -178, -16);
        Assert.True(SearchArea.Of(new BoundingBox(178.5, -18, 179, -17)).Intersects(fiji, bbox));
        Assert.True(SearchArea.Of(new BoundingBox(-179, -18, -178.5, -17)).Intersects(fiji, bbox));
        Assert.True(SearchArea.Of(new BoundingBox(179.5, -18, -179.5, -17)).Intersects(fiji, bbox));
        Assert.False(SearchArea.Of(new BoundingBox(0, -18, 1, -17)).Intersects(fiji, bbox));
        Assert.False(SearchArea.Of(new BoundingBox(-177, -18, 177, -17)).Intersects(fiji, bbox));
    }

    [Fact]
    public void Intersects_OfATriangle_LooksAtItsEdgesAndNotAtItsBox()
    {
        var triangle = Read("""{"type":"Polygon","coordinates":[[[0,0],[10,0],[0,10],[0,0]]]}""");
        Assert.False(SearchArea.Of(new BoundingBox(8, 8, 9, 9)).Intersects(triangle, null));
        Assert.True(SearchArea.Of(new BoundingBox(5, 5, 9, 9)).Intersects(triangle, null));
    }

    [Theory]
    [InlineData("""{"type":"Point","coordinates":[2,48]}""")]
    [InlineData("""{"type":"MultiPoint","coordinates":[[2,48],[3,49]]}""")]
    [InlineData("""{"type":"LineString","coordinates":[[1,47],[3,49]]}""")]
    [InlineData("""{"type":"MultiLineString","coordinates":[[[1,47],[3,49]]]}""")]
    [InlineData("""{"type":"Polygon","coordinates":[[[1,47,5],[3,47,5],[3,49,5],[1,49,5],[1,47,5]]]}""")]
    [InlineData("""{"type":"MultiPolygon","coordinates":[[[[1,47],[3,47],[3,49],[1,49],[1,47]]]]}""")]
    [InlineData("""{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[2,48]},{"type":"Polygon","coordinates":[[[50,0],[51,0],[51,1],[50,0]]]}]}""")]
    [InlineData("""{"type":"Polygon","coordinates":[[[1,47],[3,49],[3,47],[1,49],[1,47]]]}""")]
    public void Of_AGeometryOfAnyType_FindsWhatItTouches(string area)
    {
        var search = SearchArea.Of(Read(area));
        Assert.True(search.Intersects(Read("""{"type":"Polygon","coordinates":[[[1.9,47.9],[2.1,47.9],[2.1,48.1],[1.9,48.1],[1.9,47.9]]]}"""), null));
        Assert.False(search.Intersects(Read("""{"type":"Point","coordinates":[20,20]}"""), null));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[1,2]")]
    [InlineData("""{"type":"Circle","coordinates":[1,2]}""")]
    [InlineData("""{"type":"Point"}""")]
    [InlineData("""{"type":"Point","coordinates":[]}""")]
    [InlineData("""{"type":"Point","coordinates":["a","b"]}""")]
    [InlineData("""{"type":"Point","coordinates":[2,148]}""")]
    [InlineData("""{"type":"Point","coordinates":[1e400,0]}""")]
    [InlineData("""{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1]]]}""")]
    [InlineData("""{"type":"Polygon","coordinates":[[0,0],[1,0]]}""")]
    [InlineData("""{"type":"Polygon","coordinates":{}}""")]
    [InlineData("""{"coordinates":[1,2]}""")]
    [InlineData("""{"type":"GeometryCollection","geometries":[]}""")]
    [InlineData("""{"type":"Feature","geometry":null}""")]
    public void TryRead_OfWhatIsNoGeometry_SaysSo(string json)
    {
        Assert.Null(GeoJson.TryRead(JsonDocument.Parse(json).RootElement, out var error));
        Assert.NotEmpty(error);
    }

    private static NetTopologySuite.Geometries.Geometry Read(string json)
    {
        var geometry = GeoJson.TryRead(JsonDocument.Parse(json).RootElement, out var error);
        Assert.True(geometry is not null, error);
        return geometry;
    }
}
