using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace ServerlessOrders.Tests.Faults.Security;

/// <summary>Bodies that are small on the line and large in memory.</summary>
public sealed class BodyBombTests : IAsyncLifetime
{
    private const int Enough = 256 * 1024 * 1024;

    private TestApi _api = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _api = await TestApi.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task CompressedBody_IsNotUnpacked(string encoding)
    {
        var packed = new MemoryStream();
        await using (Stream packer = encoding switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            "br" => new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            _ => new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true),
        })
            await packer.WriteAsync(Encoding.ASCII.GetBytes(new string(' ', 2_000_000) + "{}"), Stop);
        using var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add(encoding);

        using var answer = await _api.SendAsync(HttpMethod.Post, "/orders/search", _api.Token(role: ServerlessOrders.Security.Role.ADMIN), content);

        // Unpacked it would be too large, 413.
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Contains($"'{encoding}'", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Equal("identity", string.Join(',', answer.Headers.NonValidated["Accept-Encoding"]));
    }

    [Theory]
    [InlineData("utf-7")]
    [InlineData("utf-32")]
    [InlineData("x-user-defined")]
    [InlineData("65000")]
    public async Task CharsetThatNoBodyHasHere_Is415AndNamed(string charset)
    {
        using var content = new ByteArrayContent("{}"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", $"application/json; charset={charset}");

        using var answer = await _api.SendAsync(HttpMethod.Post, "/orders/search", _api.Token(role: ServerlessOrders.Security.Role.ADMIN), content);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Contains($"'{charset}'", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BodyWithoutAnEnd_IsCutOffAtTheLimit()
    {
        var endless = new EndlessBody();

        // The server answers 413 and hangs up; a client that is still sending may see the second before the first.
        var hungUp = await Record.ExceptionAsync(async () =>
        {
            using var answer = await _api.SendAsync(HttpMethod.Post, "/orders/search", _api.Token(role: ServerlessOrders.Security.Role.ADMIN), endless);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        });

        Assert.True(hungUp is null or HttpRequestException, $"{hungUp}");
        Assert.InRange(endless.Sent, 1, Enough - 1);
        Assert.Equal(HttpStatusCode.OK, (await _api.GetAsync("/health/live")).StatusCode);
    }

    /// <summary>Chunks of spaces until the other side hangs up, or enough were sent.</summary>
    private sealed class EndlessBody : HttpContent
    {
        public long Sent { get; private set; }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var chunk = Encoding.ASCII.GetBytes(new string(' ', 64 * 1024));
            try
            {
                for (; Sent < Enough; Sent += chunk.Length) await stream.WriteAsync(chunk, Stop);
            }
            catch (IOException)
            {
                // Hung up.
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
