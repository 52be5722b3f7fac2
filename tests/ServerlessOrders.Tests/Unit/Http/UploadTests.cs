using System.Text;
using ServerlessOrders.Http;

namespace ServerlessOrders.Tests.Unit.Http;

public sealed class UploadTests
{
    private const string Form = "multipart/form-data; boundary=edge";

    [Fact]
    public async Task ReadFileLines_AnyLineEnds_GivesTheLines() =>
        Assert.Equal(["a", "é", "", "c", "d"], await ReadAsync("\uFEFFa\né\r\n\r\nc\rd"));

    [Fact]
    public async Task ReadFileLines_EmptyFile_GivesNone() => Assert.Empty(await ReadAsync(""));

    [Fact]
    public async Task ReadFileLines_FormOfAnHttpClient_IsRead()
    {
        using var form = new MultipartFormDataContent { { new StringContent("1"), "other" }, { new StringContent("a\nb\n"), "file", "ids.txt" } };
        var body = await form.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["a", "b"], await LinesAsync(Calls.Post(body, form.Headers.ContentType!.ToString())));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/mixed; boundary=edge")]
    [InlineData(null)]
    public async Task ReadFileLines_NoForm_Is400(string? contentType) =>
        await Calls.RefusedAsync(400, () => LinesAsync(Calls.Post("{}"u8.ToArray(), contentType)));

    [Fact]
    public async Task ReadFileLines_NoPartNamedFile_Is400() =>
        Assert.Contains("'file'", await Calls.RefusedAsync(400, () => LinesAsync(Post("a", name: "files"))), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("no edge at all")]
    [InlineData("--edge\r\nContent-Disposition: form-data; name=file\r\n\r\na\nb")]
    [InlineData("--edge\r\nthis is no header\r\n\r\na\r\n--edge--")]
    public async Task ReadFileLines_BrokenForm_Is400(string body) =>
        await Calls.RefusedAsync(400, () => LinesAsync(Calls.Post(Encoding.UTF8.GetBytes(body), Form)));

    [Fact]
    public async Task ReadFileLines_PastTheLimit_Is413() =>
        await Calls.RefusedAsync(413, () => LinesAsync(Post(new string('a', CallUpload.MaxBytes))));

    [Fact]
    public async Task ReadFileLines_ReaderThatStops_ReadsNoMore()
    {
        var call = Post(string.Concat(Enumerable.Repeat("product\n", 1_000_000)));
        await foreach (var line in call.ReadFileLinesAsync(TestContext.Current.CancellationToken))
        {
            Assert.Equal("product", line);
            break;
        }

        Assert.InRange(call.Http.Request.Body.Position, 1, 100_000);
    }

    [Theory]
    [InlineData("utf-16", true, null)]
    [InlineData("utf-16BE", true, "text/plain; charset=utf-8")]
    [InlineData("utf-16BE", false, "text/plain; charset=utf-16be")]
    [InlineData("utf-16", false, "text/plain; charset=utf-16le")]
    [InlineData("iso-8859-1", false, "text/csv; charset=\"ISO-8859-1\"")]
    [InlineData("utf-8", true, "text/plain; charset=iso-8859-1")]
    public async Task ReadFileLines_TextOfAnotherCharset_IsRead(string charset, bool mark, string? contentType)
    {
        var encoding = Encoding.GetEncoding(charset);
        byte[] file = [.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes("été\r\nb")];
        Assert.Equal(["été", "b"], await LinesAsync(Post(file, contentType is null ? "" : $"Content-Type: {contentType}\r\n")));
    }

    [Theory]
    [InlineData("Content-Type: text/plain; charset=utf-7", "utf-7")]
    [InlineData("Content-Type: text/plain; charset=klingon", "klingon")]
    [InlineData("Content-Encoding: gzip", "gzip")]
    [InlineData("Content-Transfer-Encoding: base64", "base64")]
    [InlineData("Content-Transfer-Encoding: quoted-printable", "quoted-printable")]
    public async Task ReadFileLines_PartInAFormThatIsNotUnderstood_Is415AndNamesIt(string header, string named) =>
        Assert.Contains(named, await Calls.RefusedAsync(415, () => LinesAsync(Post("a"u8.ToArray(), header + "\r\n"))), StringComparison.Ordinal);

    [Fact]
    public async Task ReadFileLines_CompressedFormOrFile_Is415()
    {
        var form = Post("a");
        form.Http.Request.Headers.ContentEncoding = "gzip";
        await Calls.RefusedAsync(415, () => LinesAsync(form));
        await Calls.RefusedAsync(415, () => LinesAsync(Post([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3], "")));
    }

    [Fact]
    public async Task ReadFileLines_BytesThatAreNoText_Is400() =>
        Assert.Contains("no", await Calls.RefusedAsync(400, () => LinesAsync(Post([(byte)'a', 0xff, 0xfe, (byte)'b'], ""))), StringComparison.Ordinal);

    private static ApiCall Post(byte[] file, string headers) => Calls.Post(
        [.. Encoding.UTF8.GetBytes($"--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"ids.txt\"\r\n{headers}\r\n"), .. file, .. "\r\n--edge--\r\n"u8],
        Form);

    private static Task<List<string>> ReadAsync(string file) => LinesAsync(Post(file));

    private static ApiCall Post(string file, string name = "file") => Calls.Post(
        Encoding.UTF8.GetBytes($"--edge\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"ids.txt\"\r\n\r\n{file}\r\n--edge--\r\n"), Form);

    private static async Task<List<string>> LinesAsync(ApiCall call)
    {
        var lines = new List<string>();
        await foreach (var line in call.ReadFileLinesAsync(TestContext.Current.CancellationToken)) lines.Add(line);
        return lines;
    }
}
