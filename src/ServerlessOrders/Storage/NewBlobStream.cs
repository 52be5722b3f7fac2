using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace ServerlessOrders.Storage;

/// <summary>
/// Writes a new blob whose name nobody else writes, a block at a time. It is there from the beginning, empty, so that whoever deletes it
/// meanwhile keeps the rest from coming. The client's own stream for this takes the repetition of a write whose answer was lost for
/// somebody else's, and begins without a condition: arriving late, its beginning would empty the finished blob.
/// </summary>
internal sealed class NewBlobStream : Stream
{
    private const int BlockBytes = 4 * 1024 * 1024;

    private readonly BlockBlobClient _blob;
    private readonly ETag _begun;
    private readonly MemoryStream _block = new();
    private readonly List<string> _ids = [];
    private long _position;

    private NewBlobStream(BlockBlobClient blob, ETag begun) => (_blob, _begun) = (blob, begun);

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => _position;

    /// <inheritdoc/>
    public override long Position { get => _position; set => throw new NotSupportedException(); }

    public static async Task<NewBlobStream> BeginAsync(BlockBlobClient blob, CancellationToken cancellationToken)
    {
        var onlyIfNew = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
        try
        {
            return new NewBlobStream(blob, (await blob.UploadAsync(Stream.Null, onlyIfNew, cancellationToken)).Value.ETag);
        }
        catch (RequestFailedException exists) when (exists.Status is 409 or 412)
        {
            // Its own first attempt, whose answer was lost.
            return new NewBlobStream(blob, (await blob.GetPropertiesAsync(cancellationToken: cancellationToken)).Value.ETag);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _block.Write(buffer.Span);
        _position += buffer.Length;
        if (_block.Length >= BlockBytes) await StageAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Makes what was written the blob's content; false if the blob was deleted meanwhile.</summary>
    public async Task<bool> CompleteAsync(CancellationToken cancellationToken)
    {
        if (_block.Length > 0) await StageAsync(cancellationToken);
        var asBegun = new CommitBlockListOptions { Conditions = new BlobRequestConditions { IfMatch = _begun } };
        try
        {
            await _blob.CommitBlockListAsync(_ids, asBegun, cancellationToken);
            return true;
        }
        catch (RequestFailedException refused) when (refused.Status is 412 or 404)
        {
            return await IsCompleteAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Not supported: only asynchronous writes.</summary>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Does nothing: blocks are sent when they are full, and at the end.</summary>
    public override void Flush()
    {
    }

    /// <summary>Does nothing.</summary>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task StageAsync(CancellationToken cancellationToken)
    {
        var id = Convert.ToBase64String(BitConverter.GetBytes(_ids.Count));
        _block.Position = 0;
        await _blob.StageBlockAsync(id, _block, cancellationToken: cancellationToken);
        _ids.Add(id);
        _block.SetLength(0);
    }

    private async Task<bool> IsCompleteAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await _blob.GetPropertiesAsync(cancellationToken: cancellationToken)).Value.ContentLength == _position;
        }
        catch (RequestFailedException gone) when (gone.Status == 404)
        {
            return false;
        }
    }
}
