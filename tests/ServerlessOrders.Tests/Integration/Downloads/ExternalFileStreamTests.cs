using Microsoft.Extensions.Options;
using ServerlessOrders.Downloads;
using ServerlessOrders.Outbound;
using ServerlessOrders.Tests.Integration.Outbound;

namespace ServerlessOrders.Tests.Integration.Downloads;

public sealed class ExternalFileStreamTests : IAsyncLifetime
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 1000).Select(i => (byte)i)];

    private readonly ExternalClient _client = new(
        new ExternalFilePolicy(Options.Create(new OrdersOptions { ExternalHosts = { ForeignNetwork.Host } })),
        ForeignNetwork.Create());

    private ForeignHost _host = null!;
    private int _recorded;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await ForeignHost.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Read_OfAKnownLength_RecordsBeforeTheLastByteIsHandedOut()
    {
        _host.AnswerFile("a", Bytes);
        await using var file = await OpenAsync("a", ByteSpan.All);
        var buffer = new byte[999];

        await file.ReadExactlyAsync(buffer, Stop);
        Assert.Equal(0, _recorded);
        Assert.Equal(1, await file.ReadAsync(buffer, Stop));
        Assert.Equal(1, _recorded);

        Assert.Equal(0, await file.ReadAsync(buffer, Stop));
        Assert.Equal(1, _recorded);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    public async Task Read_OfAnUnknownLength_RecordsBeforeTheLastByteIsHandedOut(int bufferSize)
    {
        _host.AnswerWhole("a", Bytes);
        await using var file = await OpenAsync("a", null);
        var buffer = new byte[bufferSize];
        var received = new List<byte>();

        while (true)
        {
            var count = await file.ReadAsync(buffer, Stop);
            received.AddRange(buffer.Take(count));
            Assert.Equal(received.Count == Bytes.Length ? 1 : 0, _recorded);
            if (count == 0) break;
        }

        Assert.Equal(Bytes, received);
        Assert.False(file.CanSeek);
        Assert.Throws<NotSupportedException>(() => file.Length);
    }

    [Fact]
    public async Task Read_OfAnotherPlace_AsksTheHostForIt()
    {
        _host.AnswerFile("a", Bytes);
        await using var file = await OpenAsync("a", new ByteSpan(100, 199));
        var buffer = new byte[100];

        file.Seek(100, SeekOrigin.Begin);
        await file.ReadExactlyAsync(buffer, Stop);
        Assert.Equal(Bytes[100..200], buffer);
        file.Seek(-50, SeekOrigin.End);
        await file.ReadExactlyAsync(buffer.AsMemory(0, 50), Stop);
        Assert.Equal(Bytes[950..], buffer[..50]);

        Assert.Equal(1000, file.Length);
        Assert.Equal(["bytes=100-199", "bytes=950-"], _host.Seen("a").Select(one => one.Range));
        Assert.Equal(1, _recorded);
    }

    [Fact]
    public async Task Read_OfAHostThatFallsSilent_IsGivenUp()
    {
        _host.Answer("a", async http =>
        {
            http.Response.ContentLength = 1000;
            await http.Response.Body.WriteAsync(Bytes.AsMemory(0, 10), http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        });
        await using var file = await OpenAsync("a", null, TimeSpan.FromMilliseconds(300));

        var fault = await Assert.ThrowsAsync<ExternalFileException>(async () => await file.ReadExactlyAsync(new byte[11], Stop));

        Assert.Equal("Its host sent nothing for 0.3 s at byte 10", fault.Message);
    }

    [Fact]
    public async Task Read_WhenTheCallerLeaves_IsNoFaultOfTheHost()
    {
        _host.Answer("a", async http =>
        {
            http.Response.ContentLength = 1000;
            await http.Response.Body.FlushAsync(http.RequestAborted);
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        });
        await using var file = await OpenAsync("a", null);
        using var leaving = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await file.ReadExactlyAsync(new byte[10], leaving.Token));
    }

    private async Task<ExternalFileStream> OpenAsync(string path, ByteSpan? wanted, TimeSpan? idle = null)
    {
        var first = await AskAsync(wanted, Stop);
        var rules = new ExternalStreamRules(
            async (span, stop) => await AskAsync(span, stop), idle ?? TimeSpan.FromSeconds(30), long.MaxValue, () =>
            {
                _recorded++;
                return Task.CompletedTask;
            });
        return new ExternalFileStream(first, first.Total, rules);

        async Task<ExternalPart> AskAsync(ByteSpan? span, CancellationToken stop) =>
            ExternalPart.Read(await _client.GetAsync(_host.Address(path), span, stop), span)!;
    }
}
