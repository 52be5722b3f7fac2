using System.Buffers;

namespace ServerlessOrders.Downloads.Zip;

/// <summary>The central directory, from an offset in it on: made entry by entry, never held as a whole.</summary>
internal sealed class DirectorySection(
    ZipManifest manifest, long offset, CancellationToken cancellationToken) : IZipBytes
{
    private const int BatchLength = 32 * 1024;

    private readonly ArrayBufferWriter<byte> _batch = new();
    private ReadOnlyMemory<byte> _rest;
    private readonly IAsyncEnumerator<ZipEntry> _entries =
        manifest.EntriesAsync(offset, ZipRegion.Central, cancellationToken).GetAsyncEnumerator(cancellationToken);
    private long _skip = -1;

    public async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        if (_rest.IsEmpty)
            await FillAsync(buffer.Length);
        var count = Math.Min(buffer.Length, _rest.Length);
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }

    public ValueTask DisposeAsync() => _entries.DisposeAsync();

    private async Task FillAsync(int wanted)
    {
        _batch.ResetWrittenCount();
        while (_batch.WrittenCount - Math.Max(_skip, 0) < Math.Min(wanted, BatchLength) && await _entries.MoveNextAsync())
        {
            var entry = _entries.Current;
            if (_skip < 0)
                _skip = offset - entry.CentralOffset;
            ZipRecords.CentralEntry(_batch.GetSpan(entry.CentralEntryLength), entry, manifest.TimeOf(entry));
            _batch.Advance(entry.CentralEntryLength);
        }

        _rest = _batch.WrittenMemory[(int)Math.Max(_skip, 0)..];
        _skip = 0;
    }
}
