using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ServerlessOrders.Tests.Faults.Fuzz;

/// <summary>Sends requests byte by byte as they are, which no client would, to a server on this machine.</summary>
internal sealed class RawHttp(Uri server)
{
    private const int MaxAnswer = 4 * 1024 * 1024;

    /// <summary>How long an answer may take, to its end.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Sends one request on a connection of its own and reads the answer to its end.</summary>
    /// <returns>The answer; status 0 if the server closed the connection without one.</returns>
    /// <exception cref="TimeoutException">There was no end to it.</exception>
    public async Task<RawAnswer> SendAsync(FuzzRequest request, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Port, limit.Token);
        await using var stream = client.GetStream();
        var answer = new MemoryStream();
        try
        {
            // A server that refuses early does not read on.
            var sending = WriteAsync(stream, request, limit.Token);
            var buffer = new byte[64 * 1024];
            while (answer.Length < MaxAnswer && await stream.ReadAsync(buffer, limit.Token) is > 0 and var count) answer.Write(buffer, 0, count);
            await sending;
        }
        catch (IOException)
        {
            // Reset: what came until then counts.
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"No end of the answer to {request}");
        }

        return RawAnswer.Read(answer.ToArray());
    }

    private async Task WriteAsync(NetworkStream stream, FuzzRequest request, CancellationToken cancellationToken)
    {
        var head = new StringBuilder($"{request.Method} {request.Target} HTTP/1.1\r\nHost: 127.0.0.1:{server.Port}\r\nConnection: close\r\n");
        foreach (var line in request.Headers) head.Append(line).Append("\r\n");
        if (request.Body is { } body) head.Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n");
        head.Append("\r\n");
        try
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(head.ToString()), cancellationToken);
            if (request.Body is not null) await stream.WriteAsync(request.Body, cancellationToken);
        }
        catch (IOException)
        {
            // Refused before the end.
        }
    }
}

/// <summary>An answer.</summary>
/// <param name="Status">The status; 0 without an answer.</param>
/// <param name="Head">Status line and headers.</param>
/// <param name="Body">The body.</param>
internal sealed record RawAnswer(int Status, string Head, string Body)
{
    public static RawAnswer Read(byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        while (text.StartsWith("HTTP/1.1 100", StringComparison.Ordinal) && text.IndexOf("\r\n\r\n", StringComparison.Ordinal) is > 0 and var interim)
            text = text[(interim + 4)..];
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0 || !text.StartsWith("HTTP/1.1 ", StringComparison.Ordinal)) return new RawAnswer(0, "", text);
        return new RawAnswer(int.Parse(text.AsSpan(9, 3), CultureInfo.InvariantCulture), text[..end], text[(end + 4)..]);
    }
}
