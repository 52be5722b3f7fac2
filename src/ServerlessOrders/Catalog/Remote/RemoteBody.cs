namespace ServerlessOrders.Catalog.Remote;

/// <summary>The body of an answer, as far as it may go: bounded in bytes, and in the time between two pieces.</summary>
/// <param name="source">The body.</param>
/// <param name="most">The most bytes.</param>
/// <param name="idle">How long nothing may come.</param>
internal sealed class RemoteBody(Stream source, long most, TimeSpan idle) : AsyncReadStream
{
    private long _read;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    /// <exception cref="RemoteBodyTooLargeException">There is more than may be.</exception>
    /// <exception cref="TimeoutException">Nothing came for too long.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(idle);
        try
        {
            var count = await source.ReadAsync(buffer, limit.Token);
            _read += count;
            return _read <= most ? count : throw new RemoteBodyTooLargeException(most);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(FormattableString.Invariant($"sent nothing for {idle.TotalSeconds} s"), late);
        }
    }
}

/// <summary>A body has more bytes than are read.</summary>
/// <param name="most">How many are.</param>
internal sealed class RemoteBodyTooLargeException(long most)
    : Exception($"sent an answer of more than {most / 1024 / 1024} MiB");
