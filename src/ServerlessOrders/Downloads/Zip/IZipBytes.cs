namespace ServerlessOrders.Downloads.Zip;

/// <summary>Bytes of a ZIP, handed out once from front to back. The token given at opening ends the reading.</summary>
internal interface IZipBytes : IAsyncDisposable
{
    /// <summary>Fills the start of the buffer; 0 at the end and only there. The buffer is never empty.</summary>
    ValueTask<int> ReadAsync(Memory<byte> buffer);
}

/// <summary>Bytes that are in memory already.</summary>
internal sealed class BytesInMemory(ReadOnlyMemory<byte> bytes) : IZipBytes
{
    private ReadOnlyMemory<byte> _rest = bytes;

    public ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _rest.Length);
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return ValueTask.FromResult(count);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
