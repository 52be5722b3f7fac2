using System.Text;
using Microsoft.Extensions.Options;
using ServerlessOrders.Catalog;
using ServerlessOrders.Catalog.Import;
using ServerlessOrders.Catalog.Stac;
using ServerlessOrders.Files;

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

    private readonly List<string> _warnings = [];

    [Fact]
    public async Task Item_BecomesAProductWithItsFiles()
    {
        var item = (await ReadAsync(Item)).Item!;

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
        var item = (await ReadAsync(Item)).Item!;

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

        Assert.Single(_warnings);
        Assert.Contains("example.org", _warnings[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("11140beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33", "SHA-1")]
    [InlineData("12202cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", "SHA-256")]
    [InlineData("1340cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e", "SHA-512")]
    public async Task Checksum_IsReadFromItsMultihash(string multihash, string algorithm)
    {
        var item = (await ReadAsync(Item.Replace("d501105D41402ABC4B2A76B9719D911017C592", multihash, StringComparison.Ordinal))).Item!;

        Assert.Equal((multihash[4..], algorithm), (item.Assets[0].Checksum, item.Assets[0].DigestAlgorithm));
    }

    [Fact]
    public async Task Checksum_OfAnotherFunction_IsWarnedOf()
    {
        var item = (await ReadAsync(Item.Replace("d501105D41402ABC4B2A76B9719D911017C592", "1604aabbccdd", StringComparison.Ordinal))).Item!;

        Assert.Null(item.Assets[0].Checksum);
        Assert.Contains(_warnings, w => w.Contains("cannot be verified", StringComparison.Ordinal));
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
    [InlineData("""{"type":"Other"}""", "must be Feature, FeatureCollection or Collection, not 'Other'")]
    [InlineData("""{"type":"Catalog","id":"x"}""", "a STAC Catalog holds no items")]
    [InlineData("""{"type":"FeatureCollection"}""", "'features' is missing")]
    [InlineData("""{"type":"FeatureCollection","features":{}}""", "'features' must be an array")]
    [InlineData("""{"type":"FeatureCollection","features":[1]}""", "doc.json: item 1: must be a JSON object")]
    [InlineData("""{"type":"FeatureCollection","features":[{"type":"Feature"}]}""", "doc.json: item 1: 'id' is missing")]
    [InlineData("""{"type":"FeatureCollection","features":[{"type":"Feature","id":"x"}]}""", "doc.json: item 'x' has no assets")]
    [InlineData("""{"type":"FeatureCollection","features":[{"type":"Feature","id":""" + "\"x\"" + """,""", "not valid JSON")]
    [InlineData("""{"type":"Collection"}""", "'id' is missing")]
    [InlineData("""{"type":"Collection","id":" "}""", "'id' is empty")]
    [InlineData("""{"type":"Feature","id":7}""", "'id' must be a text")]
    [InlineData("""{"type":"Feature","id":"\ud800"}""", "'id' is not valid Unicode")]
    [InlineData("""{"type":"Feature","id":"x","collection":[]}""", "item 'x': 'collection' must be a text")]
    [InlineData("""{"type":"Feature","id":"x","assets":{}}""", "item 'x' has no assets")]
    [InlineData("""{"type":"Feature","id":"x","assets":[]}""", "item 'x': 'assets' must be an object")]
    [InlineData("""{"type":"Feature","id":"x","assets":{"a":1}}""", "asset 'a': must be a JSON object")]
    [InlineData("""{"type":"Feature","id":"x","assets":{"a":{}}}""", "item 'x': asset 'a': 'href' is missing")]
    [InlineData("""{"type":"Feature","id":"x","assets":{"a":{"href":"./a"}}}""", "'href' cannot be ordered: it is no absolute")]
    [InlineData("""{"type":"Feature","id":"x","assets":{"a":{"href":"http://10.0.0.1/a"}}}""", "'href' cannot be ordered: the host is a private")]
    [InlineData("""{"type":"Feature","id":"x","assets":{"a":{"href":"https://e.org/a","roles":"data"}}}""", "'roles' must be an array")]
    [InlineData("""{"type":"Feature","id":"x","assets":{"a":{"href":"https://e.org/a","type":5}}}""", "'type' must be a text")]
    [InlineData("""{"type":"Feature","id":"x","assets":{"a":{"href":"https://e.org/a","file:size":-1}}}""", "'file:size' must be a whole number")]
    [InlineData("""{"type":"Feature","id":"x","assets":{"a":{"href":"https://e.org/a","file:size":"1"}}}""", "'file:size' must be a whole number")]
    [InlineData("""{"type":"Feature","id":"x","assets":{"a":{"href":"https://e.org/a","file:checksum":"xyz"}}}""", "'file:checksum' is no multihash")]
    [InlineData("""{"type":"Feature","id":"x","assets":{"a":{"href":"https://e.org/a","file:checksum":"d50110aa"}}}""", "'file:checksum' is no multihash")]
    [InlineData("""{"type":"Feature","id":"x","properties":[]}""", "'properties' must be an object")]
    [InlineData("""{"type":"Feature","id":"x","properties":{"datetime":5}}""", "properties: 'datetime' must be a text")]
    [InlineData("""{"type":"Feature","id":"x","properties":{"datetime":"soon"}}""", "'datetime' must be a time such as")]
    [InlineData("""{"type":"Feature","id":"x","properties":{"t":"\udc00"},"assets":{"a":{"href":"https://e.org/a"}}}""", "a text in 'properties' is not valid Unicode")]
    [InlineData("""{"type":"Feature","id":"x","bbox":[1,2]}""", "'bbox' is wrong: a bounding box has 4 or 6 numbers")]
    [InlineData("""{"type":"Feature","id":"x","bbox":[1,2,3,"4"]}""", "'bbox' must be an array of numbers")]
    public async Task Document_ThatCannotBeImported_NamesDocumentItemAndField(string json, string error)
    {
        var refused = await Assert.ThrowsAsync<ImportException>(() => ReadAsync(json));

        Assert.Contains(error, refused.Message, StringComparison.Ordinal);
        Assert.StartsWith("doc.json", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Item_ThatIsTooLarge_IsRefusedByName()
    {
        var json = Item.Replace("\"title\": \"", $"\"title\": \"{new string('x', 1_000_000)}", StringComparison.Ordinal);

        Assert.Contains(
            "item 'a/b é' is too large", (await Assert.ThrowsAsync<ImportException>(() => ReadAsync(json))).Message, StringComparison.Ordinal);
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

    private Task<StacDocumentSummary> ReadAsync(string json)
    {
        var assets = new StacAssetReader(
            new Uri("https://archive.blob.core.windows.net/"), new ExternalFilePolicy(Options.Create(new OrdersOptions())), _warnings.Add);
        return StacDocumentSummary.ReadAsync(
            new MemoryStream(Encoding.UTF8.GetBytes(json)), "doc.json", new StacItemReader(assets, "default"), TestContext.Current.CancellationToken);
    }

    /// <summary>A stream that hands out few bytes at a time, as a network does.</summary>
    private sealed class PiecewiseStream(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, piece)], cancellationToken);
    }
}
