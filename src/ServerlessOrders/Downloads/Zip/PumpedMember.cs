using System.Buffers;
using System.IO.Pipelines;

namespace ServerlessOrders.Downloads.Zip;

/// <summary>
/// A member that is read before its turn comes: reading begins at once, and goes on while the client is sent what was read.
/// </summary>
internal sealed class PumpedMember : IZipBytes
{
    /// <summary>The most bytes of a member that wait in memory.</summary>
    public const int MaxBytes = 512 * 1024;

    private const int SegmentBytes = 128 * 1024;
    private const int LeastRead = 16 * 1024;

    private readonly Pipe _pipe;
    private readonly CancellationTokenSource _ended;
    private readonly Task _pump;

    private PumpedMember(Pipe pipe, CancellationTokenSource ended, Task pump) => (_pipe, _ended, _pump) = (pipe, ended, pump);

    /// <summary>How many bytes of memory a member takes at most while it is read.</summary>
    public static int MemoryOf(ZipMember member) => (int)Math.Min(member.Length, MaxBytes);

    /// <summary>
    /// Begins to read a member, up to an end, or its own end if that comes first. Its faults come out of the read that meets
    /// them.
    /// </summary>
    public static PumpedMember Start(IMemberSource source, ZipMember member, long end, CancellationToken cancellationToken)
    {
        end = Math.Min(end, member.Length);
        var pipe = new Pipe(new PipeOptions(
            MemoryPool<byte>.Shared, pauseWriterThreshold: MaxBytes, resumeWriterThreshold: MaxBytes / 2,
            minimumSegmentSize: (int)Math.Min(end, SegmentBytes), useSynchronizationContext: false));
        var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        return new PumpedMember(pipe, ended, PumpAsync(source, member, end, pipe.Writer, ended.Token));
    }

    /// <exception cref="ZipMemberUnreadableException">The member is gone, changed, short or corrupt.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        var result = await _pipe.Reader.ReadAsync(_ended.Token);
        var count = (int)Math.Min(buffer.Length, result.Buffer.Length);
        var taken = result.Buffer.Slice(0, count);
        taken.CopyTo(buffer.Span);
        _pipe.Reader.AdvanceTo(taken.End);
        return count;
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _pipe.Reader.CompleteAsync();
        await _pump;
        _ended.Dispose();
    }

    /// <summary>Ends with the member, or with a fault, which the reader then meets; never throws.</summary>
    private static async Task PumpAsync(
        IMemberSource source, ZipMember member, long end, PipeWriter writer, CancellationToken cancellationToken)
    {
        Exception? fault = null;
        try
        {
            await using var content = await MemberBytes.OpenAsync(source, member, 0, end, cancellationToken);
            for (var rest = end; rest > 0;)
            {
                // A small rest of a segment is not worth a read of its own.
                var count = await content.ReadAsync(writer.GetMemory((int)Math.Min(rest, LeastRead)));
                rest -= count;
                writer.Advance(count);
                if ((await writer.FlushAsync(cancellationToken)).IsCompleted) break;
            }
        }
        catch (Exception e)
        {
            fault = e;
        }

        await writer.CompleteAsync(fault);
    }
}
