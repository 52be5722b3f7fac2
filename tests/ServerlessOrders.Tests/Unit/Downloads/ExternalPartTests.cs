using System.Net;
using System.Net.Http.Headers;
using ServerlessOrders.Catalog;
using ServerlessOrders.Downloads;
using ServerlessOrders.Outbound;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Tests.Unit.Downloads;

public sealed class ExternalPartTests
{
    [Theory]
    [InlineData(200, null, 0L, 10L, 10L)]
    [InlineData(206, "bytes 0-9/10", 0L, 10L, 10L)]
    [InlineData(206, "bytes 0-3/10", 0L, 4L, 10L, 4)]
    public void Read_OfAFile_KnowsWhatIsSent(int status, string? range, long from, long end, long total, int length = 10)
    {
        using var response = Response(status, range, length);

        using var part = ExternalPart.Read(response, ByteSpan.All)!;

        Assert.Equal((range is not null, from, end, total), (part.IsRange, part.From, part.End, part.Total));
    }

    [Theory]
    [InlineData(416, null)]
    [InlineData(206, null)]
    [InlineData(206, "bytes 0-9/*")]
    [InlineData(206, "bytes 1-9/10")] // not where it was asked to begin
    [InlineData(206, "bytes 0-8/10")] // not as many as the Content-Length says
    [InlineData(206, "items 0-9/10")]
    public void Read_OfARangeThatMakesNoSense_AsksForAnotherRequest(int status, string? range)
    {
        using var response = Response(status, range);

        Assert.Null(ExternalPart.Read(response, ByteSpan.All));
    }

    [Theory]
    [InlineData(401, "Its host does not give the file to everyone (401)")]
    [InlineData(403, "Its host does not give the file to everyone (403)")]
    [InlineData(404, "The file does not exist at its host (404)")]
    [InlineData(410, "The file does not exist at its host (410)")]
    [InlineData(429, "Its host cannot give the file now (429)")]
    [InlineData(500, "Its host cannot give the file now (500)")]
    [InlineData(599, "Its host cannot give the file now (599)")]
    [InlineData(204, "Its host answered 204 instead of the file")]
    [InlineData(304, "Its host answered 304 instead of the file")]
    [InlineData(418, "Its host answered 418 instead of the file")]
    [InlineData(206, "Its host answered 206 instead of the file")] // nobody asked for a range
    [InlineData(416, "Its host answered 416 instead of the file")]
    public void Read_OfAnotherAnswer_SaysWhatItWas(int status, string reason)
    {
        using var response = Response(status, "bytes 0-9/10");

        Assert.Equal(reason, Assert.Throws<ExternalFileException>(() => ExternalPart.Read(response, null)).Message);
    }

    [Theory]
    [InlineData(10L, 10L, 10L, null)]
    [InlineData(10L, null, 10L, null)]
    [InlineData(10L, 11L, 99L, "The file has 10 bytes at its host, the catalog says 11")]
    [InlineData(10L, null, 9L, "The file has 10 bytes, more than Orders:ExternalMaxBytes allows (9)")]
    [InlineData(null, 10L, 9L, "The file has 10 bytes, more than Orders:ExternalMaxBytes allows (9)")]
    [InlineData(null, 10L, 10L, null)]
    [InlineData(null, null, 10L, "Its host does not say where the file ends, nor does the catalog")]
    public void Refusal_ByTheSize(long? atHost, long? inCatalog, long max, string? expected)
    {
        using var response = Response(200, null, atHost);

        Assert.Equal(expected, ExternalPart.Read(response, null)!.Refusal(ExternalFile.Of(File(inCatalog)), max));
    }

    [Fact]
    public void Refusal_OfChunks_ThereIsNone_AndTheirContentLengthSaysNothing()
    {
        using var response = Response(200, null);
        response.Headers.TransferEncodingChunked = true;

        var part = ExternalPart.Read(response, null)!;

        Assert.Null(part.Total);
        Assert.Null(part.Refusal(ExternalFile.Of(File(null)), 5));
    }

    [Theory]
    [InlineData("text/html", "a.tif", "image/tiff", true)]
    [InlineData("TEXT/HTML; charset=utf-8", "a.tif", "application/octet-stream", true)]
    [InlineData("application/xhtml+xml", "a.tif", "image/tiff", true)]
    [InlineData("text/html", "a.HTML", "application/octet-stream", false)]
    [InlineData("text/html", "a", "text/html; charset=utf-8", false)]
    [InlineData("text/plain", "a.tif", "image/tiff", false)]
    public void Refusal_OfAWebPage_UnlessTheFileIsOne(string sent, string name, string mime, bool isRefused)
    {
        using var response = Response(200, null);
        response.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(sent);

        var refusal = ExternalPart.Read(response, null)!.Refusal(ExternalFile.Of(File(null) with { FileName = name, MimeType = mime }), 100);

        Assert.Equal(isRefused, refusal?.StartsWith("Its host sent a web page", StringComparison.Ordinal) ?? false);
    }

    [Theory]
    [InlineData("gzip", null, "Its host sent the file encoded (gzip)")]
    [InlineData("br", 9L, "Its host sent the file encoded (br)")]
    [InlineData("x-gzip", 10L, null)]
    [InlineData("identity", null, null)]
    public void Refusal_OfAnEncodedFile_UnlessItsBytesAreTheCatalogs(string encoding, long? size, string? expected)
    {
        using var response = Response(200, null);
        response.Content.Headers.ContentEncoding.Add(encoding);

        Assert.Equal(expected, ExternalPart.Read(response, null)!.Refusal(ExternalFile.Of(File(size)), 100));
    }

    private static HttpResponseMessage Response(int status, string? range, long? length = 10)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StreamContent(new Endless()) };
        response.Content.Headers.ContentLength = length;
        if (range is not null) response.Content.Headers.TryAddWithoutValidation("Content-Range", range);
        return response;
    }

    private static OrderFile File(long? size) => new()
    {
        Position = 0, State = FileState.AVAILABLE, Collection = "c", Item = "i", Asset = "a", Href = "http://data.example.org/a",
        External = true, FileName = "a.tif", DataType = DataType.RAWDATA, MimeType = "image/tiff", Size = size,
    };

    /// <summary>A body whose length no one can compute.</summary>
    private sealed class Endless : MemoryStream
    {
        public override bool CanSeek => false;
    }
}
