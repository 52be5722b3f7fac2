using System.Text;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Stac;

namespace ServerlessOrders.Tests.Unit.Catalog;

public sealed class StacReadingTests : StacReading
{
    [Fact]
    public async Task Item_BecomesAProductWithItsFiles()
    {
        var item = (await ReadAsync(Item)).Item!.Item;

        Assert.Equal(("c", "a/b é", "a~2fb~20~c3~a9"), (item.Collection, item.Id, item.Key));
        Assert.Equal([1.0, 2.0, 3.0, 4.0], item.Bbox!);
        Assert.Equal(new DateTimeOffset(2024, 1, 31, 10, 0, 0, TimeSpan.Zero), item.Start);
        Assert.Equal(item.Start, item.End);
        Assert.Equal(
            new CatalogAsset(
                "raw", "a b.tif", DataType.RAWDATA, "image/tiff", "data/x/a b.tif", false, 12, "5d41402abc4b2a76b9719d911017c592", "MD5"),
            item.Assets[0]);
        Assert.Equal(
            new CatalogAsset(
                "look", "look.jpg", DataType.QUICKLOOK_SD, "application/octet-stream", "https://example.org/look.jpg?size=1", true, null, null, null),
            item.Assets[1]);
        Assert.Equal(("small", DataType.THUMBNAIL), (item.Assets[2].FileName, item.Assets[2].DataType));
        Assert.Equal(("a_b", DataType.DOCUMENT), (item.Assets[3].FileName, item.Assets[3].DataType));
        Assert.Equal(DataType.RAWDATA, item.Assets[4].DataType);
        Assert.Equal(DataType.RAWDATA, item.Assets[5].DataType);
    }

    [Fact]
    public async Task Item_OnceStored_ReadsTheSame()
    {
        var item = (await ReadAsync(Item)).Item!.Item;

        var again = ItemDocument.Read(ItemDocument.Write(item), item.Collection, item.Key);

        Assert.Equal((item.Collection, item.Id, item.Key, item.Start, item.End), (again.Collection, again.Id, again.Key, again.Start, again.End));
        Assert.Equal(item.Assets, again.Assets);
        Assert.Equal(item.Bbox, again.Bbox);
        Assert.Equal("été é", again.Properties.GetProperty("title").GetString());
    }

    [Theory]
    [InlineData("not json", "doc.json: not valid JSON at line 1, byte 2")]
    [InlineData("", "doc.json: not valid JSON")]
    [InlineData("{\n\"a\": 1,\n}", "not valid JSON at line 3")]
    [InlineData("{} {}", "not valid JSON at line 1")]
    [InlineData("[]", "a STAC document is a JSON object")]
    [InlineData("\"x\"", "a STAC document is a JSON object")]
    [InlineData("{}", "doc.json: 'type' is missing")]
    [InlineData("""{"type":1}""", "'type' must be a text")]
    [InlineData("""{"type":"Other"}""", "must be Feature, FeatureCollection, Collection or Catalog, not 'Other'")]
    [InlineData("""{"type":"FeatureCollection"}""", "'features' is missing")]
    [InlineData("""{"type":"FeatureCollection","features":{}}""", "'features' must be an array")]
    [InlineData("""{"type":"FeatureCollection","features":[{"type":"Feature","id":""" + "\"x\"" + """,""", "not valid JSON")]
    [InlineData("""{"type":"Collection"}""", "'id' is missing")]
    [InlineData("""{"type":"Collection","id":" "}""", "'id' is empty")]
    public async Task Document_ThatCannotBeImported_NamesDocumentItemAndField(string json, string error)
    {
        var refused = await Assert.ThrowsAsync<ImportException>(() => ReadAsync(json));

        Assert.Contains(error, refused.Message, StringComparison.Ordinal);
        Assert.StartsWith("doc.json", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type":"FeatureCollection","features":[1]}""", "doc.json: item 1: must be a JSON object.")]
    [InlineData("""{"type":"FeatureCollection","features":[{"type":"Feature"}]}""", "doc.json: item 1: 'id' is missing.")]
    [InlineData("""{"type":"FeatureCollection","features":[{"type":"Feature","id":"x"}]}""", "doc.json: item 'x': is not a STAC item")]
    [InlineData("""{"type":"Feature","id":7}""", "doc.json: 'id' must be a text.")]
    [InlineData("""{"type":"Feature","id":" ","assets":{}}""", "doc.json: 'id' is empty.")]
    [InlineData("""{"type":"Feature","id":"\ud800"}""", "'id' is not valid Unicode.")]
    [InlineData("""{"type":"Feature","id":"x","collection":[],"assets":{}}""", "item 'x': 'collection' must be a text.")]
    [InlineData("""{"type":"Feature","id":"x","assets":[]}""", "item 'x': 'assets' must be an object.")]
    [InlineData("""{"type":"Feature","id":"x","assets":{},"properties":[]}""", "'properties' must be an object.")]
    [InlineData("""{"type":"Feature","id":"x","assets":{},"properties":{"datetime":5}}""", "item 'x': 'datetime' must be a text.")]
    [InlineData("""{"type":"Feature","id":"x","assets":{},"properties":{"datetime":"soon"}}""", "'datetime' must be a time such as")]
    [InlineData("""{"type":"Feature","id":"x","assets":{},"properties":{"datetime":""}}""", "'datetime' must be a time such as")]
    [InlineData("""{"type":"Feature","id":"x","assets":{},"properties":{"t":"\udc00"}}""", "a text in 'properties' is not valid Unicode.")]
    [InlineData("""{"type":"Feature","id":"x","assets":{"a":{"href":"./a","alternate":{"s3":{"href":"\udfff\ud800"}}}}}""", "a text in 'assets' is not valid Unicode.")]
    [InlineData("""{"type":"Feature","id":"x","assets":{},"my:own":[{"\ud800":1}]}""", "a text in 'my:own' is not valid Unicode.")]
    [InlineData("""{"type":"Feature","id":"x","assets":{},"bbox":[1,5,2,4]}""", "'bbox' is reversed")]
    public async Task Item_ThatCannotComeIn_IsLeftOutByName(string json, string reason)
    {
        var summary = await ReadAsync(json);

        Assert.Equal((0, null), (summary.Items, summary.Item));
        var note = Assert.Single(Notes);
        Assert.True(note.LeftOut);
        Assert.Contains(reason, note.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[-180,-90.00000000000001,180,90.125]", -180, -90, 180, 90, false)]
    [InlineData("[-180.3,-10,-179,10]", -180, -10, -179, 10, false)]
    [InlineData("[0,-90,360,90]", -180, -90, 180, 90, false)]
    [InlineData("[190,10,200,20]", -170, 10, -160, 20, false)]
    [InlineData("[170,-10,190,10]", 170, -10, -170, 10, false)]
    [InlineData("[0,-10,180.2,10]", 0, -10, 180, 10, false)]
    [InlineData("[170,-10,-170,10]", 170, -10, -170, 10, false)]
    [InlineData("[500000,4100000,600000,4200000]", 5, 45, 6, 46, true)]
    [InlineData("[]", 5, 45, 6, 46, true)]
    [InlineData("[1,2,3]", 5, 45, 6, 46, true)]
    [InlineData("""["1","2","3","4"]""", 5, 45, 6, 46, true)]
    [InlineData("{}", 5, 45, 6, 46, true)]
    [InlineData("null", 5, 45, 6, 46, false)]
    public async Task Bbox_IsBroughtBackToTheEarth_OrTakenFromTheGeometry(
        string bbox, double west, double south, double east, double north, bool leftOut)
    {
        var item = (await ReadAsync(OfAssets("", $$"""
            ,"bbox":{{bbox}},"geometry":{"type":"GeometryCollection","geometries":[
              {"type":"Point","coordinates":[5,46]},{"type":"LineString","coordinates":[[6,45,100],[5.5,45.5]]}]}
            """))).Item!.Item;

        Assert.Equal([west, south, east, north], item.Bbox!);
        Assert.Equal(leftOut, Notes.Any(n => n.LeftOut && n.Reason.StartsWith("'bbox' was left out", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("""{"type":"Feature","id":"x","assets":{},"geometry":null}""")]
    [InlineData("""{"type":"Feature","id":"x","stac_version":"1.0.0","assets":null,"bbox":null}""")]
    [InlineData("""{"type":"Feature","id":"x","stac_version":"1.0.0","properties":null}""")]
    [InlineData("""{"type":"Feature","id":"x","assets":{},"geometry":{"type":"Point","coordinates":[]}}""")]
    public async Task Item_WithoutAssetsPlaceOrTime_ComesIn(string json)
    {
        var item = (await ReadAsync(json)).Item!.Item;

        Assert.Equal(("default", "x", null, null), (item.Collection, item.Id, item.Bbox, item.Start));
        Assert.Empty(item.Assets);
        Assert.DoesNotContain(Notes, n => n.LeftOut);
    }

    [Theory]
    [InlineData("0000-02-29T00:00:00Z", "0001-01-01T00:00:00+00:00")]
    [InlineData("0001-01-01T00:00:00+01:00", "0001-01-01T00:00:00+00:00")]
    [InlineData("9999-12-31T23:59:59-01:00", "9999-12-31T23:59:59.9999999+00:00")]
    public async Task Time_AtTheEndsOfTheCalendar_IsTheNearestThatCanBe(string text, string expected)
    {
        var item = (await ReadAsync(OfAssets("", $$""","properties":{"datetime":"{{text}}"}"""))).Item!.Item;

        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), item.Start);
        Assert.False(Assert.Single(Notes).LeftOut);
    }

    [Fact]
    public void Note_ShowsNoControlCharactersOfOthers() => Assert.Equal(
        "a?b: item 'x?[31m': asset 'k': bad.", new ImportNote("a\nb", "x\u001b[31m", "k", "bad").ToString());

    [Fact]
    public async Task Item_ThatIsTooLarge_IsLeftOutByName()
    {
        var json = Item.Replace("\"title\": \"", $"\"title\": \"{new string('x', 1_000_000)}", StringComparison.Ordinal);

        Assert.Null((await ReadAsync(json)).Item);
        Assert.Contains(Notes, n => n.LeftOut && n.ToString().Contains("item 'a/b é': is too large", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task ItemCollection_ThatArrivesInPieces_ReadsTheSame(int piece)
    {
        var features = string.Join(",", Enumerable.Range(0, 500).Select(i => Item.Replace("a/b é", $"id {i}", StringComparison.Ordinal)));
        var json = $$"""{"features": [{{features}}], "links": [], "type": "FeatureCollection"}""";

        using var stream = new PiecewiseStream(Encoding.UTF8.GetBytes("\uFEFF" + json), piece);
        var ids = new List<string>();
        await foreach (var part in new StacDocument(stream, "doc.json").ReadAsync(TestContext.Current.CancellationToken))
            if (part.Index is not null) ids.Add(part.Value.GetProperty("id").GetString()!);

        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"id {i}"), ids);
    }

    /// <summary>A stream that hands out few bytes at a time, as a network does.</summary>
    private sealed class PiecewiseStream(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, piece)], cancellationToken);
    }
}
