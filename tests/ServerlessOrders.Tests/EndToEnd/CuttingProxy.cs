using System.Net;
using System.Net.Sockets;

namespace ServerlessOrders.Tests.EndToEnd;

/// <summary>A bad line: passes connections on to a server on this machine, and cuts each one after so many bytes of answers.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private const int Buffer = 64 * 1024;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ended = new();
    private readonly int _port;
    private readonly long _cutAfter;
    private readonly TimeSpan _delay;
    private readonly Task _accepting;
    private int _cuts;
    private long _sent;

    /// <param name="server">A server on the loopback address.</param>
    /// <param name="cutAfter">Bytes from the server after which a connection is cut.</param>
    /// <param name="delay">A pause before each 64 KiB that it passes on.</param>
    public CuttingProxy(Uri server, long cutAfter, TimeSpan delay = default)
    {
        (_port, _cutAfter, _delay) = (server.Port, cutAfter, delay);
        _listener.Start();
        Address = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
        _accepting = AcceptAsync();
    }

    public string Address { get; }

    /// <summary>How many connections were cut so far.</summary>
    public int Cuts => _cuts;

    /// <summary>Bytes of answers that were passed on so far.</summary>
    public long Sent => Interlocked.Read(ref _sent);

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
            // A line holds little: what is lost with it when it is cut is what was in the air, not megabytes in a buffer of this machine.
            client.SendBufferSize = server.ReceiveBufferSize = Buffer;
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _port, _ended.Token);
                // Whoever ends first ends both: with a reset, as a line that is cut.
                await await Task.WhenAny(
                    client.GetStream().CopyToAsync(server.GetStream(), _ended.Token), AnswerAsync(server.GetStream(), client.GetStream()));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // One side has gone.
            }

            client.LingerState = server.LingerState = new LingerOption(enable: true, seconds: 0);
        }
    }

    private async Task AnswerAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[Buffer];
        for (var left = _cutAfter; left > 0;)
        {
            var count = await from.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), _ended.Token);
            if (count == 0) return;
            if (_delay > TimeSpan.Zero) await Task.Delay(_delay, _ended.Token);
            await to.WriteAsync(buffer.AsMemory(0, count), _ended.Token);
            left -= count;
            Interlocked.Add(ref _sent, count);
        }

        Interlocked.Increment(ref _cuts);
    }
}
