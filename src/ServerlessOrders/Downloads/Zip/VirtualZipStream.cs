using System.Runtime.ExceptionServices;

namespace ServerlessOrders.Downloads.Zip;

/// <summary>
/// A ZIP as a stream that was never written: seekable, of known length, its bytes made from the manifest and read from the
/// archive as they are asked for. Reads are asynchronous only.
/// </summary>
/// <remarks>
/// A read throws <see cref="ZipMemberUnreadableException"/> if a member is gone, changed, short or corrupt, and from then
/// on always; never are bytes made up, skipped or left out. Other faults (storage, network) pass through; the position stays
/// behind the bytes handed out, so the read can be tried again.
/// </remarks>
internal sealed class VirtualZipStream : AsyncReadStream
{
    private readonly ZipManifest _manifest;
    private readonly IMemberSource _source;
    private readonly ZipDelivery? _delivery;
    private Section? _section;
    private ExceptionDispatchInfo? _failure;
    private long _position;
    private bool _disposed;

    /// <summary>Makes the stream; nothing is read yet.</summary>
    /// <param name="manifest">What the ZIP holds.</param>
    /// <param name="source">Where the contents come from.</param>
    /// <param name="delivery">Follows what is sent; null if nobody wants to know.</param>
    public VirtualZipStream(ZipManifest manifest, IMemberSource source, ZipDelivery? delivery = null)
    {
        _manifest = manifest;
        _source = source;
        _delivery = delivery;
    }

    /// <inheritdoc/>
    public override bool CanRead => !_disposed;

    /// <inheritdoc/>
    public override bool CanSeek => !_disposed;

    /// <summary>Length of the ZIP in bytes.</summary>
    public override long Length => _manifest.Length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        _failure?.Throw();
        if (buffer.IsEmpty || _position >= Length)
            return 0;

        var filled = 0;
        try
        {
            while (filled < buffer.Length && _position + filled < Length)
                filled += await ReadSectionAsync(buffer[filled..], _position + filled, cancellationToken);
        }
        catch (ZipMemberUnreadableException failure)
        {
            // What was read before it still goes out: a client then holds all that can be read.
            _failure = ExceptionDispatchInfo.Capture(failure);
            await LeaveSectionAsync();
            if (filled == 0)
                throw;
        }
        catch
        {
            await LeaveSectionAsync();
            throw;
        }

        if (_delivery is not null)
            await _delivery.PassAsync(_position, filled, Length, cancellationToken);
        _position += filled;
        return filled;
    }

    /// <summary>Has recorded what was handed out so far (<see cref="ZipDelivery.EndAsync"/>).</summary>
    public Task RecordAsync(CancellationToken cancellationToken) => _delivery?.EndAsync(cancellationToken) ?? Task.CompletedTask;

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        _disposed = true;
        await LeaveSectionAsync();
        await base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            LeaveSectionAsync().AsTask().GetAwaiter().GetResult();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> ReadSectionAsync(Memory<byte> buffer, long position, CancellationToken cancellationToken)
    {
        if (_section?.Position != position || position == _section.End)
        {
            await LeaveSectionAsync();
            _section = Enter(position);
        }

        await using var registration = cancellationToken.UnsafeRegister(
            static it => ((CancellationTokenSource)it!).Cancel(), _section.Ended);
        var count = await _section.Bytes.ReadAsync(buffer);
        if (count == 0)
            throw new InvalidDataException("The manifest of the ZIP holds fewer entries than its totals say.");
        _section.Position += count;
        return count;
    }

    private Section Enter(long position)
    {
        var ended = new CancellationTokenSource();
        var (directory, end) = (_manifest.DirectoryOffset, _manifest.DirectoryOffset + _manifest.DirectorySize);
        if (position < directory)
        {
            // Somebody may read on behind the end of the response.
            var last = _delivery?.EndFrom(position, Length) is { } told && told > position ? Math.Min(told, directory) : directory;
            return new Section(new EntriesSection(_manifest, _source, position, last, ended.Token), ended, position, last);
        }

        if (position < end)
            return new Section(new DirectorySection(_manifest, position - directory, ended.Token), ended, position, end);

        var record = ZipRecords.End(_manifest.EntryCount, directory, _manifest.DirectorySize);
        return new Section(new BytesInMemory(record.AsMemory((int)(position - end))), ended, position, Length);
    }

    private async ValueTask LeaveSectionAsync()
    {
        if (_section is not { } section)
            return;
        _section = null;
        await section.Ended.CancelAsync();
        await section.Bytes.DisposeAsync();
        section.Ended.Dispose();
    }

    /// <summary>One of the three parts of the ZIP, being read.</summary>
    private sealed class Section(IZipBytes bytes, CancellationTokenSource ended, long position, long end)
    {
        public IZipBytes Bytes { get; } = bytes;

        public CancellationTokenSource Ended { get; } = ended;

        public long Position { get; set; } = position;

        public long End { get; } = end;
    }
}
