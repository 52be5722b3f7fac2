using System.Buffers;
using ServerlessOrders.Storage;

namespace ServerlessOrders.SubOrders;

/// <summary>
/// A part of a large blob from its front to its back, in ranges of which several are on their way at once: one connection seldom gets
/// all that the network gives. What comes before its turn waits in memory as far as there is room; if there is none, the next range is
/// read when its turn comes.
/// </summary>
internal sealed class BlobRanges : IAsyncDisposable
{
    /// <summary>The most ranges of one blob that are ahead.</summary>
    private const int MaxAhead = 3;

    private readonly Func<long, int, CancellationToken, Task<ArchiveRead>> _open;
    private readonly int _rangeBytes;
    private readonly long _end;
    private readonly SemaphoreSlim _room;
    private readonly CancellationTokenSource _ended;
    private readonly Queue<Task<Block>> _ahead = new();
    private Stream? _live;
    private long _liveRest;
    private Block? _block;
    private ReadOnlyMemory<byte> _rest;
    private long _next;

    /// <summary>Begins with a range that is open already.</summary>
    /// <param name="open">Opens a range of the same version of the blob.</param>
    /// <param name="first">The first range's content.</param>
    /// <param name="from">Where that begins.</param>
    /// <param name="end">The position behind the part.</param>
    /// <param name="rangeBytes">The length of a range.</param>
    /// <param name="room">As many ranges as may wait in memory, of all blobs together.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public BlobRanges(
        Func<long, int, CancellationToken, Task<ArchiveRead>> open, Stream first, long from, long end, int rangeBytes, SemaphoreSlim room, CancellationToken cancellationToken)
    {
        (_open, _rangeBytes, _end, _room) = (open, rangeBytes, end, room);
        _ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        (_live, _liveRest) = (first, Math.Min(rangeBytes, end - from));
        _next = from + _liveRest;
    }

    /// <summary>The next bytes; 0 at the end of the part and only there.</summary>
    /// <exception cref="IOException">The blob has become unreadable or another one, or its content ended early.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        while (true)
        {
            if (!_rest.IsEmpty)
            {
                var count = Math.Min(buffer.Length, _rest.Length);
                _rest[..count].CopyTo(buffer);
                _rest = _rest[count..];
                return count;
            }

            Release();
            LookAhead();
            if (_live is not null)
            {
                if (await ReadLiveAsync(buffer) is var count and > 0) return count;
            }
            else if (_ahead.TryDequeue(out var next))
            {
                _block = await next;
                _rest = _block.Bytes;
            }
            else if (_next >= _end)
            {
                return 0;
            }
            else
            {
                var length = LengthAt(_next);
                (_live, _liveRest) = (await OpenAsync(_next, length), length);
                _next += length;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        Release();
        while (_ahead.TryDequeue(out var ahead))
        {
            await ((Task)ahead).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!ahead.IsCompletedSuccessfully) continue;
            _block = await ahead;
            Release();
        }

        if (_live is not null) await _live.DisposeAsync();
        _ended.Dispose();
    }

    private async ValueTask<int> ReadLiveAsync(Memory<byte> buffer)
    {
        if (_liveRest > 0)
        {
            var count = await _live!.ReadAsync(buffer[..(int)Math.Min(buffer.Length, _liveRest)], _ended.Token);
            if (count == 0) throw new EndOfStreamException("A range of the blob ended early.");
            _liveRest -= count;
            return count;
        }

        await _live!.DisposeAsync();
        _live = null;
        return 0;
    }

    private int LengthAt(long offset) => (int)Math.Min(_rangeBytes, _end - offset);

    private void LookAhead()
    {
        while (_ahead.Count < MaxAhead && _next < _end && _room.Wait(0))
        {
            var length = LengthAt(_next);
            _ahead.Enqueue(ReadAheadAsync(_next, length));
            _next += length;
        }
    }

    /// <summary>Gives the room back itself if it fails.</summary>
    private async Task<Block> ReadAheadAsync(long offset, int length)
    {
        var memory = MemoryPool<byte>.Shared.Rent(length);
        try
        {
            await using var content = await OpenAsync(offset, length);
            await content.ReadExactlyAsync(memory.Memory[..length], _ended.Token);
            return new Block(memory, length);
        }
        catch
        {
            memory.Dispose();
            _room.Release();
            throw;
        }
    }

    private async Task<Stream> OpenAsync(long offset, int length)
    {
        var read = await _open(offset, length, _ended.Token);
        return read.Content ?? throw new IOException($"The blob cannot be read on at byte {offset}: {read.Status}.");
    }

    private void Release()
    {
        if (_block is null) return;
        _block.Memory.Dispose();
        _block = null;
        _room.Release();
    }

    private sealed record Block(IMemoryOwner<byte> Memory, int Length)
    {
        public ReadOnlyMemory<byte> Bytes => Memory.Memory[..Length];
    }
}
