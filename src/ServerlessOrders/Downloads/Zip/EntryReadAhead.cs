namespace ServerlessOrders.Downloads.Zip;

/// <summary>
/// The entries of a ZIP one after another, with those that follow already on their way: opening a blob takes longer than
/// reading a small one, so thousands of them one by one would crawl.
/// </summary>
/// <remarks>
/// How far it reads ahead grows 0, 1, 2, 4, … 32 entries with each that is passed, so a short range opens nothing in vain; at
/// most <see cref="MaxBytes"/> wait in memory. Nothing is opened that the request does not need. Behind a large member nothing is opened: its own length makes up for the opening
/// of the next, and storage would close a connection that waits for a slow client to come through it.
/// </remarks>
internal sealed class EntryReadAhead(
    ZipManifest manifest, IMemberSource source, long offset, long end, CancellationToken cancellationToken) : IAsyncDisposable
{
    public const int MaxEntries = 32;
    public const int MaxBytes = 2 * 1024 * 1024;

    /// <summary>A member over this length is a large one.</summary>
    public const int MaxEntryBytes = 4 * 1024 * 1024;

    private readonly CancellationTokenSource _ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private readonly Queue<(ZipEntry Entry, PumpedMember? Content)> _ahead = new();
    private IAsyncEnumerator<ZipEntry>? _entries;
    private ZipEntry? _peeked;
    private int _bytesAhead;
    private int _window;

    /// <summary>The next entry, its content if that was read ahead; null after the last.</summary>
    public async ValueTask<(ZipEntry Entry, IZipBytes? Content)?> NextAsync()
    {
        if (_entries is null)
        {
            _entries = manifest.EntriesAsync(offset, ZipRegion.Local, _ended.Token).GetAsyncEnumerator(_ended.Token);
        }
        else
        {
            _window = Math.Clamp(_window * 2, 1, MaxEntries);
        }

        if (_ahead.Count == 0)
        {
            if (await PeekAsync() is not { } next)
                return null;
            _ahead.Enqueue((next, null));
            _peeked = null;
        }

        var (entry, content) = _ahead.Dequeue();
        if (content is not null)
            _bytesAhead -= PumpedMember.MemoryOf(entry.Member!);
        if (entry.Length <= MaxEntryBytes)
            await FillAsync();
        return (entry, content);
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        while (_ahead.TryDequeue(out var ahead))
        {
            if (ahead.Content is { } content)
                await content.DisposeAsync();
        }

        if (_entries is not null)
            await _entries.DisposeAsync();
        _ended.Dispose();
    }

    private async Task FillAsync()
    {
        while (_ahead.Count < _window
            && !(_ahead.LastOrDefault().Entry?.Length > MaxEntryBytes)
            && await PeekAsync() is { Member: { } member } next
            && next.ContentOffset < end
            && _bytesAhead + PumpedMember.MemoryOf(member) <= MaxBytes)
        {
            _ahead.Enqueue((next, member.Length == 0 ? null : PumpedMember.Start(source, member, end - next.ContentOffset, _ended.Token)));
            _bytesAhead += PumpedMember.MemoryOf(member);
            _peeked = null;
        }
    }

    private async ValueTask<ZipEntry?> PeekAsync() =>
        _peeked ??= await _entries!.MoveNextAsync() ? _entries.Current : null;
}
