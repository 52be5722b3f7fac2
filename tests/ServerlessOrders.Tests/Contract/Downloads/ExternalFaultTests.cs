using System.Net;
using Microsoft.AspNetCore.Http;
using ServerlessOrders.Orders;
using ServerlessOrders.SubOrders;
using ServerlessOrders.Tests.Integration.Downloads;
using ServerlessOrders.Tests.Integration.Outbound;

namespace ServerlessOrders.Tests.Contract.Downloads;

/// <summary>Hosts that do not give the file: an error before the first byte, a broken transfer after it, never a short file.</summary>
public sealed class ExternalFaultTests(ExternalServer server) : IClassFixture<ExternalServer>
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 200_000).Select(i => (byte)(i * 31 % 251))];

    private readonly string _path = Guid.NewGuid().ToString("N");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private ForeignHost Host => server.Host;

    [Theory]
    [InlineData(404, "The file does not exist at its host (404)")]
    [InlineData(503, "Its host cannot give the file now (503)")]
    public async Task HostWithAnError_Is422_AndTheFileCanBeFetchedOnceItIsBack(int status, string reason)
    {
        Host.Answer(_path, http =>
        {
            http.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        var order = await server.OrderAsync(Host.Address(_path), Bytes.Length);

        await AssertRefusedAsync(order, reason);

        Host.AnswerFile(_path, Bytes);
        using var again = await order.GetAsync();
        Assert.Equal(Bytes, await again.Content.ReadAsByteArrayAsync(Stop));
        Assert.Equal((FileState.DOWNLOADED, null, OrderStatus.DONE, 0), await order.StateAsync());
    }

    [Fact]
    public async Task HostWithAnError_IsTheSameForHeadAndRange()
    {
        var order = await server.OrderAsync(Host.Address(_path));

        using (var head = await order.SendAsync(HttpMethod.Head)) Assert.Equal(HttpStatusCode.UnprocessableEntity, head.StatusCode);
        using var range = await order.GetAsync("bytes=5-");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, range.StatusCode);
        Assert.Equal(FileState.DOWNLOAD_ERROR, (await order.StateAsync()).State);
    }

    [Fact]
    public async Task OtherSizeThanTheCatalogs_IsRefused()
    {
        Host.AnswerFile(_path, Bytes);
        var order = await server.OrderAsync(Host.Address(_path), 199_999);

        await AssertRefusedAsync(order, "The file has 200000 bytes at its host, the catalog says 199999");
    }

    [Fact]
    public async Task WebPageInsteadOfTheFile_IsRefused_ButNotWhereTheFileIsOne()
    {
        Host.Answer(_path, http =>
        {
            http.Response.ContentType = "text/html; charset=utf-8";
            return http.Response.WriteAsync("<p>Log in", http.RequestAborted);
        });
        var picture = await server.OrderAsync(Host.Address(_path));
        var page = await server.OrderAsync(Host.Address(_path), name: "report.html", mime: "application/octet-stream");

        await AssertRefusedAsync(picture, "Its host sent a web page (text/html) instead of the file");
        using var response = await page.GetAsync();
        Assert.Equal("<p>Log in", await response.Content.ReadAsStringAsync(Stop));
    }

    [Fact]
    public async Task EncodedFile_IsRefused_ButNotWhereItsBytesAreTheCatalogs()
    {
        Host.Answer(_path, http =>
        {
            http.Response.Headers.ContentEncoding = "gzip";
            http.Response.ContentLength = 1000;
            return http.Response.Body.WriteAsync(Bytes.AsMemory(0, 1000)).AsTask();
        });
        var unknown = await server.OrderAsync(Host.Address(_path));
        var known = await server.OrderAsync(Host.Address(_path), 1000);

        await AssertRefusedAsync(unknown, "Its host sent the file encoded (gzip)");
        using var response = await known.GetAsync();
        Assert.Equal(Bytes[..1000], await response.Content.ReadAsByteArrayAsync(Stop));
        Assert.Empty(response.Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task RedirectToAnotherHost_IsRefused_ThoughThatHostIsAllowed()
    {
        Host.AnswerFile(_path + "2", Bytes);
        Host.AnswerRedirect(_path, Host.Address(_path + "2", ForeignNetwork.OtherHost));
        var order = await server.OrderAsync(Host.Address(_path));

        await AssertRefusedAsync(
            order, $"The host 'data.example.org' redirects elsewhere ('http://other.example.org:{Host.Port}')");
        Assert.Empty(Host.Seen(_path + "2"));
    }

    [Fact]
    public async Task HugeDeclaredLength_IsRefused()
    {
        Host.Answer(_path, http =>
        {
            http.Response.ContentLength = long.MaxValue;
            return http.Response.Body.WriteAsync(Bytes.AsMemory()).AsTask();
        });
        var order = await server.OrderAsync(Host.Address(_path));

        await AssertRefusedAsync(
            order, "The file has 9223372036854775807 bytes, more than Orders:ExternalMaxBytes allows (1000000)");
    }

    [Fact]
    public async Task UnknownSizeBeyondTheLimit_BreaksOff()
    {
        Host.Answer(_path, async http =>
        {
            while (!http.RequestAborted.IsCancellationRequested) await http.Response.Body.WriteAsync(Bytes, http.RequestAborted);
        });
        var order = await server.OrderAsync(Host.Address(_path));

        await AssertBreaksAsync(order, "The file has more bytes than Orders:ExternalMaxBytes allows (1000000)");
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\n\nsome bytes", "Its host does not say where the file ends, nor does the catalog")]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 99999999999999999999\n\nx", "Its host does not say where the file ends, nor does the catalog")]
    [InlineData("SSH-2.0-OpenSSH_9.6\n", "The host 'data.example.org' gave no valid HTTP answer")]
    public async Task AnswerWithoutAnEnd_IsRefused(string answer, string reason)
    {
        await using var host = new RawHost(answer);
        var order = await server.OrderAsync(host.Address());

        await AssertRefusedAsync(order, reason);
    }

    [Fact]
    public async Task AnswerThatEndsWithItsConnection_IsServedByTheSizeOfTheCatalog()
    {
        await using var host = new RawHost("HTTP/1.1 200 OK\n\nsome bytes");
        var whole = await server.OrderAsync(host.Address(), 10);
        var tooShort = await server.OrderAsync(host.Address(), 11);
        var tooLong = await server.OrderAsync(host.Address(), 9);

        using var response = await whole.GetAsync();
        Assert.Equal("some bytes", await response.Content.ReadAsStringAsync(Stop));
        await AssertBreaksAsync(tooShort, "Its host broke off at byte 10 of 11");
        await AssertRefusedAsync(tooLong, "Its host sent more than the 9 bytes of the file");
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 100\n\nsome bytes", "Its host broke off at byte 10")]
    [InlineData("HTTP/1.1 206 Partial Content\nContent-Range: bytes 0-99/100\nContent-Length: 100\n\nsome bytes", "Its host broke off at byte 10")]
    [InlineData("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\nContent-Length: 10\n\na\nsome bytes\n", "Its host broke off at byte 10")]
    public async Task BodyThatIsCutShort_NeverLooksWhole(string answer, string reason)
    {
        await using var host = new RawHost(answer);
        var order = await server.OrderAsync(host.Address());

        await AssertBreaksAsync(order, reason);
    }

    [Fact]
    public async Task HostThatBreaksOffInMidStream_BreaksTheTransfer_AndTheRestCanBeFetched()
    {
        Host.Answer(_path, async http =>
        {
            http.Response.ContentLength = Bytes.Length;
            await http.Response.Body.WriteAsync(Bytes.AsMemory(0, 150_000), http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            http.Abort();
        });
        var order = await server.OrderAsync(Host.Address(_path), Bytes.Length);

        using (var broken = await order.GetAsync())
        {
            Assert.Equal(HttpStatusCode.OK, broken.StatusCode);
            await Assert.ThrowsAnyAsync<Exception>(() => broken.Content.ReadAsByteArrayAsync(Stop));
        }

        Assert.Equal((FileState.DOWNLOAD_ERROR, OrderStatus.DONE_WITH_WARNING), await StateAsync(order));
        Host.AnswerFile(_path, Bytes);
        using var rest = await order.GetAsync("bytes=150000-");
        Assert.Equal(Bytes[150_000..], await rest.Content.ReadAsByteArrayAsync(Stop));
        Assert.Equal((FileState.DOWNLOADED, OrderStatus.DONE), await StateAsync(order));
    }

    [Fact]
    public async Task ClientThatLeaves_ChangesNothing()
    {
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Host.Answer(_path, async http =>
        {
            http.Response.ContentLength = Bytes.Length;
            await http.Response.Body.WriteAsync(Bytes.AsMemory(0, 100_000), http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            http.RequestAborted.Register(() => left.SetResult());
            await left.Task;
        });
        var order = await server.OrderAsync(Host.Address(_path), Bytes.Length);

        using (var response = await order.GetAsync())
        {
            await using var body = await response.Content.ReadAsStreamAsync(Stop);
            await body.ReadExactlyAsync(new byte[1000], Stop);
        }

        // The service lets go of the host as soon as its client is gone.
        await left.Task.WaitAsync(TimeSpan.FromSeconds(30), Stop);
        await Task.Delay(200, Stop);
        Assert.Equal((FileState.AVAILABLE, OrderStatus.DONE), await StateAsync(order));
    }

    [Fact]
    public async Task FileThatChangesBetweenTwoAnswers_IsNotMixed()
    {
        var asked = 0;
        Host.Answer(_path, http =>
        {
            // The first range of the file, then, from the same place on, another version of it.
            http.Response.StatusCode = 206;
            http.Response.Headers.ETag = $"\"v{++asked}\"";
            var (from, to) = asked == 1 ? (0, 99) : (100, 199);
            http.Response.Headers.ContentRange = $"bytes {from}-{to}/200";
            return http.Response.Body.WriteAsync(Bytes.AsMemory(from, 100)).AsTask();
        });
        var order = await server.OrderAsync(Host.Address(_path));

        await AssertBreaksAsync(order, "The file changed at its host while it was read");
    }

    [Fact]
    public async Task RangeNobodyAskedFor_IsRefused()
    {
        Host.Answer(_path, http =>
        {
            http.Response.StatusCode = 206;
            http.Response.Headers.ContentRange = "bytes 7-9/10";
            return http.Response.Body.WriteAsync(Bytes.AsMemory(0, 3)).AsTask();
        });
        var order = await server.OrderAsync(Host.Address(_path));

        await AssertRefusedAsync(order, "Its host answered 206 instead of the file");
    }

    [Fact]
    public async Task HostThatIsNotOnTheList_MakesAnError_AlsoWhenItIsTakenOffLater()
    {
        Host.AnswerFile(_path, Bytes);
        var never = await server.OrderAsync(Host.Address(_path, "elsewhere.example.org"));
        var later = await server.OrderAsync(Host.Address(_path, ForeignNetwork.LeavingHost));
        server.Forbid(ForeignNetwork.LeavingHost);

        using var refused = await never.GetAsync();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal(FileState.ERROR, (await never.StateAsync()).State);
        await AssertRefusedAsync(later, "The host 'leaving.example.org' is not among the allowed ones (setting Orders:ExternalHosts)");
        Assert.Empty(Host.Seen(_path));
    }

    private static async Task AssertRefusedAsync(ExternalOrder order, string reason)
    {
        using var response = await order.GetAsync();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal(reason, await ExternalOrder.MessageAsync(response));
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Null(response.Content.Headers.ContentDisposition);
        Assert.Equal((FileState.DOWNLOAD_ERROR, reason, OrderStatus.DONE_WITH_WARNING, 0), await order.StateAsync());
    }

    /// <summary>The client must not be able to take what it got for the file, whether it got the headers or not.</summary>
    private static async Task AssertBreaksAsync(ExternalOrder order, string reason)
    {
        var received = -1;
        var fault = await Record.ExceptionAsync(async () =>
        {
            using var response = await order.GetAsync();
            if (response.StatusCode != HttpStatusCode.OK) Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
            else received = (await response.Content.ReadAsByteArrayAsync(Stop)).Length;
        });
        Assert.True(fault is HttpRequestException or IOException || received == -1, $"The client got {received} bytes: {fault}");
        Assert.Equal((FileState.DOWNLOAD_ERROR, reason, OrderStatus.DONE_WITH_WARNING, 0), await order.StateAsync());
    }

    private static async Task<(FileState State, OrderStatus Status)> StateAsync(ExternalOrder order)
    {
        var (state, _, status, _) = await order.StateAsync();
        return (state, status);
    }
}
