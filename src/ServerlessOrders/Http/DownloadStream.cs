using Microsoft.AspNetCore.Http;

namespace ServerlessOrders.Http;

/// <summary>
/// The content of a download, as ASP.NET Core's range processing takes it: the framework seeks to where the response begins and
/// reads. The first read then sends all of the response itself, straight into the response's pipe, and says that nothing is
/// left: the framework's own loop would copy every byte through a buffer twice and wait for the client between two reads.
/// </summary>
/// <param name="content">The content; disposed with this.</param>
/// <param name="response">The response, which has its Content-Length when the first byte is read, unless the length is unknown.</param>
internal sealed class DownloadStream(Stream content, HttpResponse response) : WrappedStream(content)
{
    /// <summary>The most bytes that are read at once.</summary>
    internal const int PieceBytes = 256 * 1024;

    /// <summary>How many bytes of a response may wait for its client: what is read while earlier pieces are sent.</summary>
    internal const int BufferBytes = 2 * PieceBytes;

    private bool _sent;

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_sent) return 0;
        _sent = true;
        var rest = response.ContentLength ?? long.MaxValue;
        var output = response.BodyWriter;
        do
        {
            // An empty file is read too: its end counts as well.
            var piece = output.GetMemory(PieceBytes);
            var wanted = (int)Math.Clamp(rest, 1, Math.Min(piece.Length, PieceBytes));
            var count = await Content.ReadAsync(piece[..wanted], cancellationToken);
            if (count == 0) break;
            output.Advance(count);
            rest -= count;
            var flushed = await output.FlushAsync(cancellationToken);
            if (flushed.IsCompleted || flushed.IsCanceled) throw new OperationCanceledException("The client has left.");
        }
        while (rest > 0);

        return 0;
    }
}
