using System.Net;
using System.Net.Sockets;
using System.Text;
using ServerlessOrders.Tests.Integration.Outbound;

namespace ServerlessOrders.Tests.Integration.Downloads;

/// <summary>Answers every connection with the same bytes and closes it: for answers that no web server would give.</summary>
internal sealed class RawHost : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly byte[] _answer;
    private readonly Task _loop;

    public RawHost(string answer)
    {
        _answer = Encoding.Latin1.GetBytes(answer.ReplaceLineEndings("\r\n"));
        _listener.Start();
        _loop = LoopAsync();
    }

    public int Connections { get; private set; }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Address(string name = ForeignNetwork.Host) => $"http://{name}:{Port}/file";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task LoopAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Connections++;
                await AnswerAsync(client);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        var request = new byte[8192];
        try
        {
            var stream = client.GetStream();
            await stream.ReadAtLeastAsync(request, 1, throwOnEndOfStream: false, _stop.Token);
            await stream.WriteAsync(_answer, _stop.Token);
            client.Client.Shutdown(SocketShutdown.Send);
            // Until the other side has closed: a reset could take the answer away from it.
            while (await stream.ReadAsync(request, _stop.Token) > 0)
            {
            }
        }
        catch (Exception left) when (left is IOException or SocketException)
        {
            // The other side left.
        }
    }
}
