using ServerlessOrders.Storage;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Downloads;

/// <summary>
/// The verified version of a blob as a stream whose reads begin anywhere: each begins one range request that lasts until the
/// next seek. Nothing is buffered. Only asynchronous reads.
/// </summary>
/// <param name="archive">Where the blob lies.</param>
/// <param name="file">The file, of known size.</param>
internal sealed class ArchiveFileStream(IArchive archive, OrderFile file) : AsyncReadStream
{
    private readonly BlobLocation _location = BlobLocation.Parse(file.Href);
    private Stream? _source;
    private long _sourcePosition;
    private bool _recorded;

    /// <summary>Runs once, before the read that returns the last byte.</summary>
    internal Func<Task> BeforeLastByte { get; set; } = () => Task.CompletedTask;

    /// <inheritdoc/>
    public override long Length { get; } = file.Size
        ?? throw new ArgumentException("A file of unknown size cannot be read at any position.", nameof(file));

    /// <inheritdoc/>
    public override long Position { get; set; }

    /// <summary>Makes sure that the blob can be read, by opening it at its start or by asking for its properties.</summary>
    public async Task<ArchiveReadStatus> OpenAsync(bool fromStart, CancellationToken cancellationToken)
    {
        if (fromStart && Length > 0) return await BeginAsync(cancellationToken);
        return await archive.FindAsync(_location, cancellationToken) switch
        {
            null => ArchiveReadStatus.Missing,
            { Readability: not Readability.Online } => ArchiveReadStatus.NotOnline,
            var blob => blob.ETag == file.BlobETag ? ArchiveReadStatus.Opened : ArchiveReadStatus.Changed,
        };
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">The blob has become unreadable: the transfer must break off.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Position >= Length || buffer.Length == 0) return 0;
        if (_source is null || _sourcePosition != Position)
        {
            var status = await BeginAsync(cancellationToken);
            if (status != ArchiveReadStatus.Opened) throw new IOException(FileDelivery.Reason(status));
        }

        var count = await _source!.ReadAsync(buffer[..(int)Math.Min(buffer.Length, Length - Position)], cancellationToken);
        if (count == 0) throw new IOException($"Blob {_location} ended at byte {Position} of {Length}.");
        _sourcePosition = Position += count;
        if (Position == Length && !_recorded)
        {
            _recorded = true;
            await BeforeLastByte();
        }

        return count;
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (_source is not null) await _source.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _source?.Dispose();
        base.Dispose(disposing);
    }

    private async Task<ArchiveReadStatus> BeginAsync(CancellationToken cancellationToken)
    {
        if (_source is not null) await _source.DisposeAsync();
        _source = null;
        var read = await archive.OpenReadAsync(_location, file.BlobETag, Position, null, cancellationToken);
        _source = read.Content;
        _sourcePosition = Position;
        return read.Status;
    }
}
