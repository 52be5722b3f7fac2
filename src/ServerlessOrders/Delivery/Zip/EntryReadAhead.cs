using System.Buffers;
using ServerlessOrders.Files;

namespace ServerlessOrders.Delivery.Zip;

/// <summary>
/// The entries of a ZIP one after another, with the small ones that follow already on their way: opening a blob takes longer
/// than reading a small one, so thousands of them one by one would crawl.
/// </summary>
/// <remarks>
/// How far it reads ahead grows 0, 1, 2, 4, 8 entries with each that is passed, so a short range opens nothing in vain; at
/// most <see cref="MaxBytes"/> wait in memory. A large member ends the run: its own length makes up for its opening.
/// </remarks>
internal sealed class EntryReadAhead(
    ZipManifest manifest, IArchive archive, long offset, CancellationToken cancellationToken) : IAsyncDisposable
{
    public const int MaxEntries = 8;
    public const int MaxBytes = 2 * 1024 * 1024;
    public const int MaxEntryBytes = 512 * 1024;

    private readonly CancellationTokenSource _ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private readonly Queue<(ZipEntry Entry, Task<LoadedMember>? Loading)> _ahead = new();
    private IAsyncEnumerator<ZipEntry>? _entries;
    private ZipEntry? _peeked;
    private long _bytesAhead;
    private int _window;

    /// <summary>The next entry, its content where that was read ahead; null after the last.</summary>
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

        var (entry, loading) = _ahead.Dequeue();
        if (loading is not null)
            _bytesAhead -= entry.Length;
        await FillAsync();
        return (entry, loading is null ? null : await loading);
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        while (_ahead.TryDequeue(out var ahead))
        {
            if (ahead.Loading is not { } loading)
                continue;
            await ((Task)loading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (loading.IsCompletedSuccessfully)
                await (await loading).DisposeAsync();
        }

        if (_entries is not null)
            await _entries.DisposeAsync();
        _ended.Dispose();
    }

    private async Task FillAsync()
    {
        while (_ahead.Count < _window
            && await PeekAsync() is { Member: { Length: <= MaxEntryBytes } member } next
            && _bytesAhead + member.Length <= MaxBytes)
        {
            _ahead.Enqueue((next, LoadedMember.LoadAsync(archive, member, _ended.Token)));
            _bytesAhead += member.Length;
            _peeked = null;
        }
    }

    private async ValueTask<ZipEntry?> PeekAsync() =>
        _peeked ??= await _entries!.MoveNextAsync() ? _entries.Current : null;
}

/// <summary>A small member, read and checked as a whole into a rented buffer.</summary>
internal sealed class LoadedMember : IZipBytes
{
    private readonly byte[] _buffer;
    private readonly BytesInMemory _bytes;

    private LoadedMember(byte[] buffer, int length)
    {
        _buffer = buffer;
        _bytes = new BytesInMemory(buffer.AsMemory(0, length));
    }

    public static async Task<LoadedMember> LoadAsync(IArchive archive, ZipMember member, CancellationToken cancellationToken)
    {
        var length = (int)member.Length;
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        if (length == 0)
            return new LoadedMember(buffer, 0);

        await using var content = await MemberBytes.OpenAsync(archive, member, 0, cancellationToken);
        for (var filled = 0; filled < length;)
            filled += await content.ReadAsync(buffer.AsMemory(filled, length - filled));
        return new LoadedMember(buffer, length);
    }

    public ValueTask<int> ReadAsync(Memory<byte> buffer) => _bytes.ReadAsync(buffer);

    public ValueTask DisposeAsync()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        return ValueTask.CompletedTask;
    }
}
