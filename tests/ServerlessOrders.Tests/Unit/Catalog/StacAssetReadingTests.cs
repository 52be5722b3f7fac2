using System.Text;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Stac;

namespace ServerlessOrders.Tests.Unit.Catalog;

public sealed class StacAssetReadingTests : StacReading
{
    [Fact]
    public async Task ExternalHost_ThatIsNotAllowed_IsWarnedOfOnce()
    {
        await ReadAsync(Item);

        var note = Assert.Single(Notes);
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
        Assert.Contains(Notes, n => !n.LeftOut && n.Reason.Contains("cannot be verified", StringComparison.Ordinal));
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
        Assert.Contains(reason, Assert.Single(Notes, n => n is { LeftOut: true, Item: "x", Asset: "a" }).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null", "must be a JSON object")]
    [InlineData("1", "must be a JSON object")]
    [InlineData("{}", "'href' is missing")]
    [InlineData("""{"href":"./a"}""", "nothing says what it is relative to (--base does)")]
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
        Assert.Contains(reason, Assert.Single(Notes, n => n is { LeftOut: true, Item: "x", Asset: "bad" }).Reason, StringComparison.Ordinal);
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
        Assert.Empty(Notes);
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
        Assert.DoesNotContain(Notes, n => n.LeftOut);
    }

    [Theory]
    [InlineData("""{"href":"https://e.org/a","file:size":10.0}""", 10)]
    [InlineData("""{"href":"https://e.org/a","file:size":1e3}""", 1000)]
    [InlineData("""{"href":"https://e.org/a","file:size":9007199254740993}""", 9007199254740993)]
    public async Task Size_IsAWholeNumber_HoweverItIsWritten(string asset, long size)
    {
        Assert.Equal(size, (await ReadAsync(OfAssets($"\"a\":{asset}"))).Item!.Item.Assets[0].Size);
        Assert.DoesNotContain(Notes, n => n.LeftOut);
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
        Assert.DoesNotContain(Notes, n => n.LeftOut);
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
}
