using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MimeKit;

namespace ServerlessOrders.Tests.Unit.Mail;

/// <summary>A mail server of the least kind (RFC 5321) on a free port: takes what it is given, or refuses as it is told.</summary>
internal sealed class SmtpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    public SmtpServer()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What was delivered: receivers of the envelope, and the mail.</summary>
    public ConcurrentQueue<(IReadOnlyList<string> To, MimeMessage Mail)> Received { get; } = new();

    /// <summary>The first answers, one a connection, in place of the usual answer to RCPT.</summary>
    public ConcurrentQueue<string> RecipientAnswers { get; } = new();

    /// <summary>True to take connections and say nothing.</summary>
    public bool Silent { get; init; }

    private async Task AcceptAsync()
    {
        var talks = new List<Task>();
        try
        {
            while (true) talks.Add(TalkAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(talks);
        }
    }

    private async Task TalkAsync(TcpClient connection)
    {
        using var _ = connection;
        var stream = connection.GetStream();
        using var reader = new StreamReader(stream, Encoding.Latin1);
        var to = new List<string>();
        try
        {
            if (Silent) await Task.Delay(Timeout.Infinite, _stop.Token);
            await SayAsync("220 test");
            while (await reader.ReadLineAsync(_stop.Token) is { } line)
            {
                var verb = line.Split(' ', ':')[0].ToUpperInvariant();
                if (verb == "RCPT") to.Add(line[(line.IndexOf('<') + 1)..line.LastIndexOf('>')]);
                if (verb == "DATA")
                {
                    await SayAsync("354 go on");
                    Received.Enqueue((to, await ReadMailAsync(reader)));
                }

                await SayAsync(verb switch
                {
                    "EHLO" => "250-test\r\n250 SMTPUTF8",
                    "QUIT" => "221 bye",
                    "RCPT" when RecipientAnswers.TryDequeue(out var answer) => answer,
                    _ => "250 ok",
                });
                if (verb == "QUIT") return;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The test is over, or the client went away.
        }

        async Task SayAsync(string answer) => await stream.WriteAsync(Encoding.Latin1.GetBytes(answer + "\r\n"), _stop.Token);
    }

    private async Task<MimeMessage> ReadMailAsync(StreamReader reader)
    {
        var mail = new MemoryStream();
        while (await reader.ReadLineAsync(_stop.Token) is { } line && line != ".")
            mail.Write(Encoding.Latin1.GetBytes((line.StartsWith('.') ? line[1..] : line) + "\r\n"));
        mail.Position = 0;
        return await MimeMessage.LoadAsync(mail, _stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }
}
