using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace ServerlessOrders.Downloads.Zip;

/// <summary>
/// A stored manifest, opened: what a ZIP holds, in which order, from which blobs. Opening costs one read of its end; finding
/// an entry at most two more and the entry's block, however many members there are.
/// </summary>
public sealed class ZipManifest
{
    private readonly IManifestBytes _bytes;
    private readonly ReadOnlyMemory<byte> _tail;
    private readonly ManifestTrailer _trailer;
    private readonly ManifestIndex _top;
    private readonly ZipEntry? _notice;

    private ZipManifest(
        IManifestBytes bytes, ReadOnlyMemory<byte> tail, ManifestTrailer trailer, ManifestIndex top, string? noticeName)
    {
        _bytes = bytes;
        _tail = tail;
        _trailer = trailer;
        _top = top;
        _notice = noticeName is null ? null : new ZipEntry(
            noticeName, trailer.NoticeLength, trailer.NoticeCrc32, trailer.LocalEnd, trailer.CentralEnd, null, trailer.HasTimestamps);
        DirectoryOffset = _notice?.LocalEnd ?? trailer.LocalEnd;
        DirectorySize = _notice?.CentralEnd ?? trailer.CentralEnd;
        Length = checked(DirectoryOffset + DirectorySize + ZipLayout.EndLength(EntryCount, DirectoryOffset, DirectorySize));
    }

    /// <summary>Number of members, without the notice.</summary>
    public long MemberCount => _trailer.MemberCount;

    /// <summary>The time stamp of every entry.</summary>
    public DateTimeOffset Timestamp => _trailer.Timestamp;

    /// <summary>The strong ETag of the ZIP, quotes included.</summary>
    public string ETag => _trailer.ETag;

    /// <summary>Length of the whole ZIP in bytes.</summary>
    public long Length { get; }

    internal long EntryCount => MemberCount + (_notice is null ? 0 : 1);

    internal long DirectoryOffset { get; }

    internal long DirectorySize { get; }

    /// <summary>Opens a stored manifest.</summary>
    /// <exception cref="InvalidDataException">These bytes are no manifest, or one of another version.</exception>
    public static async Task<ZipManifest> OpenAsync(IManifestBytes bytes, CancellationToken cancellationToken)
    {
        var tailLength = (int)Math.Min(bytes.Length, ManifestFormat.TailLength);
        var tail = await bytes.ReadAsync(bytes.Length - tailLength, tailLength, cancellationToken);
        var trailer = ManifestFormat.ReadTrailer(tail.Span[^Math.Min(ManifestFormat.TrailerLength, tail.Length)..]);
        var topLength = trailer.TopCount * ManifestIndex.EntryLength;
        var ending = checked(topLength + trailer.NoticeNameLength + ManifestFormat.TrailerLength);
        if (ending > bytes.Length)
            throw new InvalidDataException("The manifest is shorter than its own index.");
        if (ending > tailLength)
            tail = await bytes.ReadAsync(bytes.Length - ending, ending, cancellationToken);

        var top = tail[..^ManifestFormat.TrailerLength][^topLength..];
        var name = tail[..^(ManifestFormat.TrailerLength + topLength)][^trailer.NoticeNameLength..];
        return new ZipManifest(
            bytes, tail, trailer, new ManifestIndex(top),
            trailer.NoticeLength > 0 ? Encoding.UTF8.GetString(name.Span) : null);
    }

    /// <summary>All members in the order of the ZIP, without the notice; reads the manifest block by block.</summary>
    public async IAsyncEnumerable<ZipMember> MembersAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var entry in EntriesAsync(0, ZipRegion.Local, cancellationToken))
        {
            if (entry.Member is { } member)
                yield return member;
        }
    }

    /// <summary>The entries from the one on that holds a given byte of a region, the notice included, as the last.</summary>
    /// <param name="target">The byte, counted from the start of the region.</param>
    /// <param name="region">The region.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    internal async IAsyncEnumerable<ZipEntry> EntriesAsync(
        long target, ZipRegion region, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var first = true;
        var beforeNotice = target < (region is ZipRegion.Local ? _trailer.LocalEnd : _trailer.CentralEnd);
        for (var i = beforeNotice ? _top.Find(target, region) : _top.Count; i < _top.Count; i++)
        {
            var index = new ManifestIndex(await ReadAsync(_top[i], cancellationToken));
            for (var j = first ? index.Find(target, region) : 0; j < index.Count; j++)
            {
                first = false;
                var block = await ReadAsync(index[j], cancellationToken);
                var (local, central, position) = (index[j].LocalOffset, index[j].CentralOffset, 0);
                while (position < block.Length)
                {
                    var member = ManifestFormat.ReadMember(block.Span, ref position);
                    var entry = new ZipEntry(
                        member.Name, member.Length, member.Crc32, local, central, member, _trailer.HasTimestamps);
                    (local, central) = (entry.LocalEnd, entry.CentralEnd);
                    if ((region is ZipRegion.Local ? local : central) > target)
                        yield return entry;
                }
            }
        }

        if (_notice is not null)
            yield return _notice;
    }

    /// <summary>Reads the notice from <paramref name="offset"/> on, up to the end of a chunk of it.</summary>
    internal async ValueTask<ReadOnlyMemory<byte>> ReadNoticeAsync(long offset, CancellationToken cancellationToken)
    {
        var chunk = offset / ManifestFormat.NoticeChunk;
        var start = chunk * ManifestFormat.NoticeChunk;
        var length = (int)Math.Min(ManifestFormat.NoticeChunk, _trailer.NoticeLength - start);
        var list = _bytes.Length - ManifestFormat.TrailerLength - (_trailer.TopCount * (long)ManifestIndex.EntryLength)
            - _trailer.NoticeNameLength - (_trailer.NoticeChunks * 8L);
        var position = await ReadAsync(list + (chunk * 8), 8, cancellationToken);
        var bytes = await ReadAsync(BinaryPrimitives.ReadInt64LittleEndian(position.Span), length, cancellationToken);
        return bytes[(int)(offset - start)..];
    }

    private ValueTask<ReadOnlyMemory<byte>> ReadAsync(ManifestBlock block, CancellationToken cancellationToken) =>
        ReadAsync(block.Position, block.Length, cancellationToken);

    private async ValueTask<ReadOnlyMemory<byte>> ReadAsync(long offset, int count, CancellationToken cancellationToken)
    {
        var tailStart = _bytes.Length - _tail.Length;
        return offset >= tailStart
            ? _tail.Slice((int)(offset - tailStart), count)
            : await _bytes.ReadAsync(offset, count, cancellationToken);
    }
}
