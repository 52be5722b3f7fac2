using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace ServerlessOrders.Benchmarks.Hosting;

/// <summary>A line to a server on this machine on which bytes are long on their way, and each connection has its share and no more.</summary>
internal sealed class SlowLine : IAsyncDisposable
{
    private const int Chunk = 16 * 1024;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ended = new();
    private readonly int _port;
    private readonly TimeSpan _way;
    private readonly double _bytesPerSecond;
    private readonly Task _accepting;

    /// <param name="server">A server on the loopback address.</param>
    /// <param name="roundTrip">How long a byte and its answer are on their way.</param>
    /// <param name="bytesPerSecond">What a connection brings at most, each way.</param>
    public SlowLine(Uri server, TimeSpan roundTrip, double bytesPerSecond)
    {
        (_port, _way, _bytesPerSecond) = (server.Port, roundTrip / 2, bytesPerSecond);
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    /// <summary>The server, at the other end of the line.</summary>
    public Uri Address { get; }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ended.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true) _ = PassAsync(await _listener.AcceptTcpClientAsync(_ended.Token));
    }

    private async Task PassAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                (client.NoDelay, server.NoDelay) = (true, true);
                await server.ConnectAsync(IPAddress.Loopback, _port, _ended.Token);
                await await Task.WhenAny(CarryAsync(client.GetStream(), server.GetStream()), CarryAsync(server.GetStream(), client.GetStream()));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // One side has gone.
            }
        }
    }

    private async Task CarryAsync(NetworkStream from, NetworkStream to)
    {
        // As much as is on its way at a time, and a little more.
        var capacity = (int)(_way.TotalSeconds * _bytesPerSecond / Chunk) + 4;
        var underWay = Channel.CreateBounded<(long Due, byte[] Bytes)>(capacity);
        var arriving = ArriveAsync(underWay.Reader, to);
        var free = Stopwatch.GetTimestamp();
        var buffer = new byte[Chunk];
        try
        {
            for (int count; (count = await from.ReadAsync(buffer, _ended.Token)) > 0;)
            {
                free = Math.Max(free, Stopwatch.GetTimestamp()) + (long)(count / _bytesPerSecond * Stopwatch.Frequency);
                await underWay.Writer.WriteAsync((free + (long)(_way.TotalSeconds * Stopwatch.Frequency), buffer[..count]), _ended.Token);
            }
        }
        finally
        {
            underWay.Writer.TryComplete();
            await arriving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ArriveAsync(ChannelReader<(long Due, byte[] Bytes)> underWay, NetworkStream to)
    {
        await foreach (var (due, bytes) in underWay.ReadAllAsync(_ended.Token))
        {
            var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
            if (wait > TimeSpan.FromMilliseconds(1)) await Task.Delay(wait, _ended.Token);
            await to.WriteAsync(bytes, _ended.Token);
        }
    }
}
