using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Connections;

namespace ServerlessOrders.Local;

/// <summary>
/// Lets so many connections in at a time, and answers 503 on those beyond: a process that has no descriptor left can open neither
/// storage nor files, whoever asks.
/// </summary>
/// <param name="limit">How many are served.</param>
internal sealed class ConnectionGate(int limit)
{
    /// <summary>How many of those beyond are given the time to read their answer; the others are closed right after it.</summary>
    private const int MaxRefusing = 32;

    private static readonly TimeSpan RefusalTime = TimeSpan.FromSeconds(1);

    private static readonly byte[] Refusal = Response();

    private int _open;
    private int _refusing;

    /// <summary>Serves the connection by the rest of the pipeline, or refuses it.</summary>
    public async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (Interlocked.Increment(ref _open) > limit)
        {
            Interlocked.Decrement(ref _open);
            await RefuseAsync(connection);
            return;
        }

        try
        {
            await next(connection);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task RefuseAsync(ConnectionContext connection)
    {
        var patient = Interlocked.Increment(ref _refusing) <= MaxRefusing;
        try
        {
            using var limited = new CancellationTokenSource(RefusalTime);
            await connection.Transport.Output.WriteAsync(Refusal, limited.Token);
            await connection.Transport.Output.CompleteAsync();
            // What the client has sent is read until it has seen the answer and leaves: unread bytes would take the answer with them.
            var input = connection.Transport.Input;
            while (true)
            {
                if (!input.TryRead(out var read))
                {
                    if (!patient) return;
                    read = await input.ReadAsync(limited.Token);
                }

                input.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted) return;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // It was told, or is gone.
        }
        finally
        {
            Interlocked.Decrement(ref _refusing);
        }
    }

    private static byte[] Response()
    {
        const string body = """{"messages":["The service has as many connections as it can take: try again in some seconds."]}""";
        return Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n"
            + $"Retry-After: 5\r\nConnection: close\r\n\r\n{body}"));
    }
}
