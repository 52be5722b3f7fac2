namespace ServerlessOrders.Downloads.Zip;

/// <summary>
/// The first part of a ZIP, from an offset on: for each entry its local header and its content. Of storage no byte is asked for
/// that lies at or behind <paramref name="end"/>.
/// </summary>
internal sealed class EntriesSection(
    ZipManifest manifest, IMemberSource source, long offset, long end, CancellationToken cancellationToken) : IZipBytes
{
    private readonly EntryReadAhead _entries = new(manifest, source, offset, end, cancellationToken);
    private long _skip = -1;
    private ZipEntry? _entry;
    private BytesInMemory? _header;
    private IZipBytes? _content;

    public async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        while (true)
        {
            // 1. What is left of the header.
            if (_header is not null)
            {
                if (await _header.ReadAsync(buffer) is var header and > 0)
                    return header;
                _header = null;
            }

            // 2. What is left of the content; an empty one is not opened.
            if (_entry is not null && _skip < _entry.Length)
            {
                _content ??= await OpenAsync(_entry, _skip);
                if (await _content.ReadAsync(buffer) is var content and > 0)
                    return content;
            }

            // 3. The next entry; the first one from the middle if the offset says so.
            await EndEntryAsync();
            if (await _entries.NextAsync() is not var (entry, loaded))
                return 0;
            (_entry, _content) = (entry, loaded);
            var skip = _skip < 0 ? offset - entry.LocalOffset : 0;
            var headerSkip = (int)Math.Min(skip, entry.LocalHeaderLength);
            _header = new BytesInMemory(ZipRecords.LocalHeader(entry, manifest.TimeOf(entry)).AsMemory(headerSkip));
            _skip = skip - headerSkip;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await EndEntryAsync();
        await _entries.DisposeAsync();
    }

    private async ValueTask EndEntryAsync()
    {
        if (_content is not null)
            await _content.DisposeAsync();
        (_entry, _content) = (null, null);
    }

    private async ValueTask<IZipBytes> OpenAsync(ZipEntry entry, long skip) =>
        entry.Member is { } member
            ? await MemberBytes.OpenAsync(
                source, member, skip, Math.Min(member.Length, end - entry.ContentOffset), cancellationToken)
            : new TextBytes(manifest, entry.Text!, skip, cancellationToken);
}

/// <summary>A text of the manifest, from an offset on.</summary>
internal sealed class TextBytes(
    ZipManifest manifest, StoredText text, long offset, CancellationToken cancellationToken) : IZipBytes
{
    private long _offset = offset;
    private ReadOnlyMemory<byte> _chunk;

    public async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        if (_chunk.IsEmpty && _offset < text.Length)
            _chunk = await manifest.ReadTextAsync(text, _offset, cancellationToken);
        var count = Math.Min(buffer.Length, _chunk.Length);
        _chunk[..count].CopyTo(buffer);
        _chunk = _chunk[count..];
        _offset += count;
        return count;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
