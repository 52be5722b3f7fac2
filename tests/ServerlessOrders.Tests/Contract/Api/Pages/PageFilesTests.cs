using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace ServerlessOrders.Tests.Contract.Api.Pages;

/// <summary>The pages over HTTP: what a browser and the caches before it make of them.</summary>
public sealed partial class PageFilesTests(TableTests.Host host) : IClassFixture<TableTests.Host>
{
    private const string Html = "text/html,application/xhtml+xml,*/*;q=0.8";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_NamesFilesOfItsOwnOnly_WhichMayBeKeptForEver()
    {
        using var page = await AskAsync("/", Html);
        var html = await page.Content.ReadAsStringAsync(Stop);
        var named = Address().Matches(html).Select(match => match.Groups[1].Value).Where(address => address != "docs").ToList();

        Assert.Equal("no-cache", page.Headers.CacheControl!.ToString());
        Assert.True(named.Count >= 2, html);
        foreach (var address in named)
        {
            Assert.StartsWith("./assets/", address, StringComparison.Ordinal);
            using var file = await AskAsync(address[1..]);
            Assert.Equal(HttpStatusCode.OK, file.StatusCode);
            Assert.Equal("public, max-age=31536000, immutable", file.Headers.CacheControl!.ToString());
            Assert.False(file.Headers.Contains("Pragma"));
            Assert.Contains(file.Content.Headers.ContentType!.MediaType, new[] { "text/javascript", "text/css", "image/svg+xml" });
        }
    }

    [Fact]
    public async Task Page_LetsNothingInFromElsewhere()
    {
        using var page = await AskAsync("/", Html);

        Assert.Equal(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
            page.Headers.GetValues("Content-Security-Policy").Single());
        Assert.DoesNotMatch(@"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon[a-z]+=", await page.Content.ReadAsStringAsync(Stop));
    }

    [Theory]
    [InlineData("br", "br, gzip, deflate")]
    [InlineData("gzip", "gzip")]
    [InlineData("gzip", "br;q=0.5, gzip;q=0.8")]
    [InlineData("br", "*")]
    [InlineData(null, null)]
    [InlineData(null, "identity")]
    [InlineData(null, "deflate, br;q=0, gzip;q=0")]
    public async Task File_ComesInTheCodingThatIsAskedFor_UnderAVersionOfItsOwn(string? wanted, string? accepted)
    {
        var script = await ScriptAsync();
        using var plain = await AskAsync(script);
        using var coded = await AskAsync(script, coding: accepted);

        Assert.Equal(wanted is null ? [] : [wanted], coded.Content.Headers.ContentEncoding);
        Assert.Equal(["Accept-Encoding"], coded.Headers.Vary);
        Assert.Equal(wanted is null, coded.Headers.ETag!.Equals(plain.Headers.ETag));
        Assert.Equal(
            await plain.Content.ReadAsByteArrayAsync(Stop), Decoded(wanted, await coded.Content.ReadAsByteArrayAsync(Stop)));
    }

    [Theory]
    [InlineData("/", Html)]
    [InlineData(null, null)]
    public async Task File_ThatIsKnown_IsNotSentAgain_AndHeadTellsItsLength(string? path, string? accept)
    {
        path ??= await ScriptAsync();
        using var first = await AskAsync(path, accept, "br");
        using var again = await AskAsync(path, accept, "br", known: first.Headers.ETag);
        using var head = await AskAsync(path, accept, "br", method: HttpMethod.Head);

        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Equal((first.Headers.ETag, first.Headers.CacheControl!.ToString()), (again.Headers.ETag, again.Headers.CacheControl!.ToString()));
        Assert.Equal(first.Headers.Vary, again.Headers.Vary);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Stop));
        Assert.Equal(first.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
        Assert.Equal(first.Headers.ETag, head.Headers.ETag);
    }

    [Theory]
    [InlineData("/assets/none.js")]
    [InlineData("/assets/..%2findex.html")]
    [InlineData("/assets/index.html")]
    [InlineData("/index.html")]
    public async Task AnythingElse_IsNotFound(string path)
    {
        using var answer = await AskAsync(path, Html);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
    }

    private async Task<string> ScriptAsync()
    {
        using var page = await AskAsync("/", Html);
        return Script().Match(await page.Content.ReadAsStringAsync(Stop)).Groups[1].Value;
    }

    private async Task<HttpResponseMessage> AskAsync(
        string path, string? accept = null, string? coding = null, EntityTagHeaderValue? known = null, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        if (coding is not null) request.Headers.TryAddWithoutValidation("Accept-Encoding", coding);
        if (known is not null) request.Headers.IfNoneMatch.Add(known);
        return await host.Api.Client.SendAsync(request, Stop);
    }

    private static byte[] Decoded(string? coding, byte[] bytes)
    {
        using var coded = new MemoryStream(bytes);
        using Stream decoding = coding switch
        {
            "br" => new BrotliStream(coded, CompressionMode.Decompress),
            "gzip" => new GZipStream(coded, CompressionMode.Decompress),
            _ => coded,
        };
        using var decoded = new MemoryStream();
        decoding.CopyTo(decoded);
        return decoded.ToArray();
    }

    [GeneratedRegex("""\b(?:src|href)="([^"]*)"[^>]*>""")]
    private static partial Regex Address();

    [GeneratedRegex("""<script[^>]*\bsrc="\.(/assets/[^"]+)""")]
    private static partial Regex Script();
}
