using Microsoft.AspNetCore.Http;

namespace ServerlessOrders.Http;

/// <summary>
/// A request's body up to a limit; reading past it ends the request with 413. The product counts itself, because the limits of
/// the two hosts differ and one of them answers 500 at its own.
/// </summary>
internal sealed class LimitedBody : Stream
{
    private readonly Stream _body;
    private readonly long _limit;
    private long _read;

    internal LimitedBody(HttpRequest request, long limit)
    {
        _body = request.Body;
        _limit = limit;
        if (request.ContentLength > limit) throw TooLarge();
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await _body.ReadAsync(buffer, cancellationToken);
        _read += count;
        return _read <= _limit ? count : throw TooLarge();
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private ApiException TooLarge() => new(ApiError.TooLarge($"The body is too large: at most {_limit} bytes are accepted."));
}
