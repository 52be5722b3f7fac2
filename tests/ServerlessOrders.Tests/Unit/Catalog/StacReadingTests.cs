using System.Text;
using Microsoft.Extensions.Options;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Import;
using ServerlessOrders.Catalog.Stac;
using ServerlessOrders.Outbound;

namespace ServerlessOrders.Tests.Unit.Catalog;

public sealed class StacReadingTests
{
    private const string Item = """
        {
          "type": "Feature", "stac_version": "1.0.0", "id": "a/b é", "collection": "c",
          "bbox": [1, 2, -5, 3, 4, 9000], "geometry": null,
          "properties": { "datetime": "2024-01-31T12:00:00+02:00", "eo:cloud_cover": 3, "title": "été \u00e9" },
          "assets": {
            "raw": { "href": "https://archive.blob.core.windows.net/data/x/a%20b.tif", "type": "image/tiff", "roles": ["data"],
                     "file:size": 12, "file:checksum": "d501105D41402ABC4B2A76B9719D911017C592" },
            "look": { "href": "https://example.org/look.jpg?size=1", "roles": ["visual", "thumbnail"] },
            "small": { "href": "https://example.org/", "roles": ["thumbnail"] },
            "about": { "href": "https://example.org/a%2Fb", "roles": ["metadata"] },
            "mask": { "href": "https://example.org/mask.tif", "roles": ["cloud-mask"] },
            "plain": { "href": "https://example.org/plain.tif" }
          }
        }
        """;

    private readonly List<ImportNote> _notes = [];

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

    [Fact]
    public async Task ExternalHost_ThatIsNotAllowed_IsWarnedOfOnce()
    {
        await ReadAsync(Item);

        var note = Assert.Single(_notes);
        Assert.False(note.LeftOut);
        Assert.Contains("example.org", note.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("11140beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33", "SHA-1")]
    [InlineData("12202cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", "SHA-256")]
    [InlineData("1340cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e", "SHA-512")]
    public async Task Checksum_IsReadFromItsMultihash(string multihash, string algorithm)
    {
        var item = (await ReadAsync(Item.Replace("d501105D41402ABC4B2A76B9719D911017C592", multihash, StringComparison.Ordinal))).Item!.Item;

        Assert.Equal((multihash[4..], algorithm), (item.Assets[0].Checksum, item.Assets[0].DigestAlgorithm));
    }

    [Fact]
    public async Task Checksum_OfAnotherFunction_IsWarnedOf()
    {
        var item = (await ReadAsync(Item.Replace("d501105D41402ABC4B2A76B9719D911017C592", "1604aabbccdd", StringComparison.Ordinal))).Item!.Item;

        Assert.Null(item.Assets[0].Checksum);
        Assert.Contains(_notes, n => !n.LeftOut && n.Reason.Contains("cannot be verified", StringComparison.Ordinal));
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
    [InlineData("""{"type":"FeatureCollection","features":[{"type":"Feature","id":"x"}]}""", "doc.json: item 'x': is no STAC item")]
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
        var note = Assert.Single(_notes);
        Assert.True(note.LeftOut);
        Assert.Contains(reason, note.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"href":"https://e.org/a","roles":5}""", "'roles' must be an array")]
    [InlineData("""{"href":"https://e.org/a","roles":["data",null]}""", "'roles' must be an array")]
    [InlineData("""{"href":"https://e.org/a","type":5}""", "'type' must be a text")]
    [InlineData("""{"href":"https://e.org/a","file:size":-1}""", "'file:size' must be a whole number")]
    [InlineData("""{"href":"https://e.org/a","file:size":1.5}""", "'file:size' must be a whole number")]
    [InlineData("""{"href":"https://e.org/a","file:size":1e300}""", "'file:size' must be a whole number")]
    [InlineData("""{"href":"https://e.org/a","file:size":"10"}""", "'file:size' must be a whole number")]
    [InlineData("""{"href":"https://e.org/a","file:checksum":"xyz"}""", "'file:checksum' is not a multihash")]
    [InlineData("""{"href":"https://e.org/a","file:checksum":""}""", "'file:checksum' is not a multihash")]
    [InlineData("""{"href":"https://e.org/a","file:checksum":"d50110aa"}""", "'file:checksum' is not a multihash")]
    [InlineData("""{"href":"https://e.org/a","checksum:multihash":"md5:00"}""", "'checksum:multihash' is not a multihash")]
    public async Task Asset_WithAMemberThatCannotBeRead_ComesInWithoutIt(string asset, string reason)
    {
        var file = Assert.Single((await ReadAsync(OfAssets($"\"a\":{asset}"))).Item!.Item.Assets);

        Assert.Equal(
            ("https://e.org/a", DataType.RAWDATA, "application/octet-stream", null, null),
            (file.Href, file.DataType, file.MimeType, file.Size, file.Checksum));
        Assert.Contains(reason, Assert.Single(_notes, n => n is { LeftOut: true, Item: "x", Asset: "a" }).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null", "must be a JSON object")]
    [InlineData("1", "must be a JSON object")]
    [InlineData("{}", "'href' is missing")]
    [InlineData("""{"href":"./a"}""", "nothing says to what it is relative (--base does)")]
    [InlineData("""{"href":"s3://bucket/a"}""", "only http and https are possible")]
    [InlineData("""{"href":"/vsis3/bucket/a"}""", "only http and https are possible")]
    [InlineData("""{"href":"gs://bucket/a"}""", "only http and https are possible")]
    [InlineData("""{"href":"ftp://e.org/a"}""", "only http and https are possible")]
    [InlineData("""{"href":"file:///etc/passwd"}""", "it is not an absolute http or https address")]
    [InlineData("""{"href":"data:text/plain,a"}""", "only http and https are possible")]
    [InlineData("""{"href":"https://me:secret@e.org/a"}""", "an address cannot hold credentials")]
    [InlineData("""{"href":"http://10.0.0.1/a"}""", "the host is a private")]
    [InlineData("""{"href":"s3://b/a","alternate":{"x":null,"y":{"href":"gs://b/a"},"z":{"href":5}}}""", "only http and https are possible")]
    public async Task Asset_ThatCannotBeOrdered_IsLeftOutByName_BesideOneThatCan(string asset, string reason)
    {
        var item = (await ReadAsync(OfAssets($$"""
            "bad":{{asset}},"good":{"href":"https://e.org/good.tif"}
            """))).Item!.Item;

        Assert.Equal("good", Assert.Single(item.Assets).Key);
        Assert.Contains(reason, Assert.Single(_notes, n => n is { LeftOut: true, Item: "x", Asset: "bad" }).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"href":"https://e.org/a/tilejson.json","type":"application/json","roles":["tiles"]}""")]
    [InlineData("""{"href":"https://e.org/a/tilejson.json?item=x","type":"application/json"}""")]
    [InlineData("""{"href":"https://e.org/map","type":"application/vnd.mapbox.tilejson+json"}""")]
    [InlineData("""{"href":"https://e.org/map","type":"text/html; charset=utf-8"}""")]
    [InlineData("""{"href":"https://e.org/map","type":"text/html","roles":["overview"]}""")]
    [InlineData("""{"href":"https://e.org/wms","type":"application/vnd.ogc.wms_xml"}""")]
    [InlineData("""{"href":"https://e.org/{z}/{x}/{y}.png","type":"image/png","roles":["visual"]}""")]
    public async Task Service_IsNoFile_AndNothingIsSaidOfIt(string asset)
    {
        Assert.Empty((await ReadAsync(OfAssets($"\"a\":{asset}"))).Item!.Item.Assets);
        Assert.Empty(_notes);
    }

    [Theory]
    [InlineData("""{"href":"https://e.org/a.pmtiles","roles":["data","tiles"]}""", DataType.RAWDATA)]
    [InlineData("""{"href":"https://e.org/report.html","type":"text/html","roles":["metadata"]}""", DataType.DOCUMENT)]
    [InlineData("""{"href":"https://e.org/page.html","type":"text/html","roles":["data"]}""", DataType.RAWDATA)]
    [InlineData("""{"href":"https://e.org/a","roles":"thumbnail"}""", DataType.THUMBNAIL)]
    [InlineData("""{"href":"https://e.org/a","roles":[]}""", DataType.RAWDATA)]
    public async Task Asset_IsTheFileThatItsRolesSay(string asset, DataType type)
    {
        Assert.Equal(type, Assert.Single((await ReadAsync(OfAssets($"\"a\":{asset}"))).Item!.Item.Assets).DataType);
        Assert.DoesNotContain(_notes, n => n.LeftOut);
    }

    [Theory]
    [InlineData("""{"href":"https://e.org/a","file:size":10.0}""", 10)]
    [InlineData("""{"href":"https://e.org/a","file:size":1e3}""", 1000)]
    [InlineData("""{"href":"https://e.org/a","file:size":9007199254740993}""", 9007199254740993)]
    public async Task Size_IsAWholeNumber_HoweverItIsWritten(string asset, long size)
    {
        Assert.Equal(size, (await ReadAsync(OfAssets($"\"a\":{asset}"))).Item!.Item.Assets[0].Size);
        Assert.DoesNotContain(_notes, n => n.LeftOut);
    }

    [Theory]
    [InlineData("""{"href":"s3://b/x.tif","alternate":{"s3":{"href":"s3://c/x.tif"},"web":{"href":"https://e.org/x.tif"}}}""", "https://e.org/x.tif", "x.tif")]
    [InlineData("""{"href":"/vsicurl/https://e.org/x.tif"}""", "https://e.org/x.tif", "x.tif")]
    [InlineData("""{"href":"https://e.org/odata/Products(1)/$value","file:local_path":"a/S2A.zip"}""", "https://e.org/odata/Products(1)/$value", "S2A.zip")]
    [InlineData("""{"href":"https://e.org/x.tif","file:local_path":".."}""", "https://e.org/x.tif", "x.tif")]
    public async Task Asset_IsOrderedFromTheAddressThatCan_UnderTheNameThatTells(string asset, string href, string name)
    {
        var file = Assert.Single((await ReadAsync(OfAssets($"\"a\":{asset}"))).Item!.Item.Assets);

        Assert.Equal((href, name, true), (file.Href, file.FileName, file.External));
        Assert.DoesNotContain(_notes, n => n.LeftOut);
    }

    [Theory]
    [InlineData("https://h.org/docs/items.json", "https://s.org/i/x.json", "https://h.org/docs/a.tif")]
    [InlineData(null, "https://s.org/i/x.json", "https://s.org/i/a.tif")]
    [InlineData("file:///no/such/folder/items.json", "https://s.org/i/x.json", "https://s.org/i/a.tif")]
    [InlineData(null, "./x.json", "https://base.org/b/a.tif")]
    [InlineData(null, "file:///i/x.json", "https://base.org/b/a.tif")]
    public async Task RelativeHref_IsResolvedAgainstThePlace_ThenTheSelfLink_ThenTheBase(string? place, string self, string expected)
    {
        var json = OfAssets("""
            "a":{"href":"./a.tif"}
            """, $$"""
            ,"links":[null,{"rel":"self"},{"rel":"self","href":"{{self}}"}]
            """);

        var file = Assert.Single((await ReadAsync(json, place, "https://base.org/b/")).Item!.Item.Assets);

        Assert.Equal(expected, file.Href);
    }

    [Fact]
    public async Task RelativeHref_InsideAnItemCollection_IsTheItemsOwn()
    {
        var item = OfAssets("""
            "a":{"href":"a.tif"}
            """, """
            ,"links":[{"rel":"self","href":"https://s.org/items/x.json"}]
            """);
        var read = new List<StacItem?>();
        var reader = Reader(null);
        var place = new StacPlace("doc.json", new Uri("https://h.org/search"), "default");
        var json = $$"""{"type":"FeatureCollection","features":[{{item}}]}""";
        await foreach (var part in new StacDocument(new MemoryStream(Encoding.UTF8.GetBytes(json)), "doc.json").ReadAsync(TestContext.Current.CancellationToken))
            if (part.Index is not null) read.Add(reader.ReadFeature(part, place));

        Assert.Equal("https://s.org/items/a.tif", Assert.Single(read)!.Item.Assets[0].Href);
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
        Assert.Equal(leftOut, _notes.Any(n => n.LeftOut && n.Reason.StartsWith("'bbox' was left out", StringComparison.Ordinal)));
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
        Assert.DoesNotContain(_notes, n => n.LeftOut);
    }

    [Theory]
    [InlineData("0000-02-29T00:00:00Z", "0001-01-01T00:00:00+00:00")]
    [InlineData("0001-01-01T00:00:00+01:00", "0001-01-01T00:00:00+00:00")]
    [InlineData("9999-12-31T23:59:59-01:00", "9999-12-31T23:59:59.9999999+00:00")]
    public async Task Time_AtTheEndsOfTheCalendar_IsTheNearestThatCanBe(string text, string expected)
    {
        var item = (await ReadAsync(OfAssets("", $$""","properties":{"datetime":"{{text}}"}"""))).Item!.Item;

        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), item.Start);
        Assert.False(Assert.Single(_notes).LeftOut);
    }

    [Fact]
    public void Note_ShowsNoControlCharactersOfOthers() => Assert.Equal(
        "a?b: item 'x?[31m': asset 'k': bad.", new ImportNote("a\nb", "x\u001b[31m", "k", "bad").ToString());

    [Fact]
    public async Task Item_ThatIsTooLarge_IsLeftOutByName()
    {
        var json = Item.Replace("\"title\": \"", $"\"title\": \"{new string('x', 1_000_000)}", StringComparison.Ordinal);

        Assert.Null((await ReadAsync(json)).Item);
        Assert.Contains(_notes, n => n.LeftOut && n.ToString().Contains("item 'a/b é': is too large", StringComparison.Ordinal));
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

    private static string OfAssets(string assets, string more = "") =>
        $$"""{"type":"Feature","id":"x","assets":{{{assets}}}{{more}}}""";

    private StacItemReader Reader(string? operatorBase)
    {
        var hrefs = new AssetHrefs(
            new Uri("https://archive.blob.core.windows.net/"), operatorBase is null ? null : new Uri(operatorBase), null);
        var assets = new StacAssetReader(hrefs, new ExternalFilePolicy(Options.Create(new OrdersOptions())), _notes.Add);
        return new StacItemReader(assets, null, "demo", _notes.Add);
    }

    private Task<StacDocumentSummary> ReadAsync(string json, string? place = null, string? operatorBase = null) =>
        StacDocumentSummary.ReadAsync(
            new MemoryStream(Encoding.UTF8.GetBytes(json)),
            new StacPlace("doc.json", place is null ? null : new Uri(place), "default"),
            Reader(operatorBase),
            TestContext.Current.CancellationToken);

    /// <summary>A stream that hands out few bytes at a time, as a network does.</summary>
    private sealed class PiecewiseStream(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, piece)], cancellationToken);
    }
}
