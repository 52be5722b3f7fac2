using System.Text;
using System.Xml;
using System.Xml.Linq;
using ServerlessOrders.Downloads.Metalinks;

namespace ServerlessOrders.Tests.Unit.Downloads.Metalinks;

public sealed class MetalinkWriterTests
{
    private static readonly XNamespace V3 = MetalinkWriter.Namespace;
    private static readonly XNamespace V4 = Metalink4Writer.Namespace;

    [Fact]
    public async Task Write_Metalink3_IsValidAndHoldsTheFile()
    {
        var secure = MetalinkSamples.Plain with { Name = "b.tif", Url = "https://example.org/2", Size = null, MimeType = null, Hashes = [] };

        var document = Metalink3Schema.Validate(await MetalinkSamples.Metalink3Async(MetalinkSamples.Plain, secure));

        var files = document.Root!.Element(V3 + "files")!.Elements(V3 + "file").ToList();
        Assert.Equal(["a.tif", "b.tif"], files.Select(it => it.Attribute("name")!.Value));
        Assert.Equal("a.tif", files[0].Element(V3 + "identity")!.Value);
        Assert.Equal("3", files[0].Element(V3 + "size")!.Value);
        Assert.Equal("image/tiff", files[0].Element(V3 + "mimetype")!.Value);
        Assert.Equal(["md5", "sha256"], files[0].Descendants(V3 + "hash").Select(it => it.Attribute("type")!.Value));
        Assert.Equal("5289df737df57326fcdd22597afb1fac", files[0].Descendants(V3 + "hash").First().Value);
        Assert.Equal(MetalinkSamples.Plain.Url, files[0].Descendants(V3 + "url").Single().Value);
        Assert.Equal(["http", "https"], files.Descendants(V3 + "url").Select(it => it.Attribute("type")!.Value));
        Assert.Null(files[1].Element(V3 + "size"));
    }

    [Fact]
    public async Task Write_Metalink4_HoldsTheFile()
    {
        var document = XDocument.Load(new MemoryStream(await MetalinkSamples.Metalink4Async(MetalinkSamples.Plain)));

        var file = document.Root!.Elements().Single();
        Assert.Equal(V4 + "metalink", document.Root!.Name);
        Assert.Equal("a.tif", file.Attribute("name")!.Value);
        Assert.Equal(
            ["identity", "size", "hash", "hash", "url"], file.Elements().Select(it => it.Name.LocalName));
        Assert.All(file.Elements(), it => Assert.Equal(V4, it.Name.Namespace));
        Assert.Equal(["md5", "sha-256"], file.Elements(V4 + "hash").Select(it => it.Attribute("type")!.Value));
        Assert.Equal(MetalinkSamples.Plain.Url, file.Element(V4 + "url")!.Value);
    }

    [Fact]
    public async Task Write_CharactersThatXmlForbids_StillGiveAWellFormedDocument()
    {
        const string hostile = "\0\u0001\u000b\ud800 <&\"'>]]> \uffff \ud83d\ude00";
        var file = MetalinkSamples.Plain with { Name = hostile, MimeType = hostile, Url = "http://127.0.0.1/" + hostile };

        var v3 = Metalink3Schema.Validate(await MetalinkSamples.Metalink3Async(file));
        var v4 = XDocument.Load(new MemoryStream(await MetalinkSamples.Metalink4Async(file)));

        const string clean = "\ufffd\ufffd\ufffd\ufffd <&\"'>]]> \ufffd \ud83d\ude00";
        Assert.Equal(clean, v3.Descendants(V3 + "file").Single().Attribute("name")!.Value);
        Assert.Equal(clean, v3.Descendants(V3 + "mimetype").Single().Value);
        Assert.Equal("http://127.0.0.1/" + clean, v4.Descendants(V4 + "url").Single().Value);
    }

    [Theory]
    [InlineData("SHA-1", "0123456789abcdef0123456789ABCDEF01234567", "sha1", "sha-1")]
    [InlineData("sha256", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "sha256", "sha-256")]
    [InlineData("MD5", "not hexadecimal and not an md5..", null, null)]
    [InlineData("MD5", "0123", null, null)]
    [InlineData("CRC-64", "0123456789abcdef", null, null)]
    public async Task Write_Hash_TakesTheNameOfTheVersion(string algorithm, string value, string? v3, string? v4)
    {
        var file = MetalinkSamples.Plain with { Hashes = [new MetalinkHash(algorithm, value)] };

        var document3 = Metalink3Schema.Validate(await MetalinkSamples.Metalink3Async(file));
        var document4 = XDocument.Load(new MemoryStream(await MetalinkSamples.Metalink4Async(file)));

        Assert.Equal(v3, document3.Descendants(V3 + "hash").SingleOrDefault()?.Attribute("type")!.Value);
        Assert.Equal(v4, document4.Descendants(V4 + "hash").SingleOrDefault()?.Attribute("type")!.Value);
    }

    [Fact]
    public async Task Write_SourceOfFilesFails_LeavesNoDocumentThatLooksWhole()
    {
        await using var output = new AsyncOnlyStream();

        await Assert.ThrowsAsync<IOException>(() => MetalinkWriter.WriteAsync(output, Failing(), TestContext.Current.CancellationToken));

        Assert.NotEmpty(output.Bytes);
        Assert.Throws<XmlException>(() => XDocument.Parse(Encoding.UTF8.GetString(output.Bytes)));

        static async IAsyncEnumerable<MetalinkFile> Failing()
        {
            for (var i = 0; i < 1000; i++)
                yield return MetalinkSamples.Plain;
            await Task.Yield();
            throw new IOException("The table is gone.");
        }
    }
}
