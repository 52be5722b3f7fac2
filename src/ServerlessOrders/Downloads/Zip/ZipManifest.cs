using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace ServerlessOrders.Downloads.Zip;

/// <summary>
/// A stored manifest, opened: what a ZIP holds, in which order, from which blobs. Opening costs one read of its end; finding
/// an entry at most two more and the entry's block, however many members there are.
/// </summary>
internal sealed class ZipManifest
{
    private readonly IManifestBytes _bytes;
    private readonly ReadOnlyMemory<byte> _tail;
    private readonly ManifestTrailer _trailer;
    private readonly ManifestIndex _top;
    private readonly IReadOnlyList<ZipEntry> _texts;

    private ZipManifest(
        IManifestBytes bytes, ReadOnlyMemory<byte> tail, ManifestTrailer trailer, ManifestIndex top, IReadOnlyList<StoredText> texts)
    {
        _bytes = bytes;
        _tail = tail;
        _trailer = trailer;
        _top = top;
        var (local, central) = (trailer.LocalEnd, trailer.CentralEnd);
        var entries = new List<ZipEntry>(texts.Count);
        foreach (var text in texts)
        {
            var entry = new ZipEntry(text.Name, text.Length, text.Crc32, local, central, null, trailer.HasTimestamps, text);
            (local, central) = (entry.LocalEnd, entry.CentralEnd);
            entries.Add(entry);
        }

        (_texts, DirectoryOffset, DirectorySize) = (entries, local, central);
        Length = checked(DirectoryOffset + DirectorySize + ZipLayout.EndLength(EntryCount, DirectoryOffset, DirectorySize));
    }

    /// <summary>Number of members, without the texts.</summary>
    public long MemberCount => _trailer.MemberCount;

    /// <summary>The time stamp of an entry: when its content was last changed, else when the ZIP was made.</summary>
    public DateTimeOffset TimeOf(ZipEntry entry) => entry.Member?.Modified ?? _trailer.Timestamp;

    /// <summary>The strong ETag of the ZIP, quotes included.</summary>
    public string ETag => _trailer.ETag;

    /// <summary>Length of the whole ZIP in bytes.</summary>
    public long Length { get; }

    internal long EntryCount => MemberCount + _texts.Count;

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
        var ending = checked(topLength + trailer.TextsLength + ManifestFormat.TrailerLength);
        if (ending > bytes.Length)
            throw new InvalidDataException("The manifest is shorter than its own index.");
        if (ending > tailLength)
            tail = await bytes.ReadAsync(bytes.Length - ending, ending, cancellationToken);

        var top = tail[..^ManifestFormat.TrailerLength][^topLength..];
        var texts = tail[..^(ManifestFormat.TrailerLength + topLength)][^trailer.TextsLength..];
        var textsEnd = bytes.Length - ManifestFormat.TrailerLength - topLength;
        return new ZipManifest(
            bytes, tail, trailer, new ManifestIndex(top), ManifestFormat.ReadTexts(trailer, texts.Span, textsEnd));
    }

    /// <summary>All members in the order of the ZIP, without the texts; reads the manifest block by block.</summary>
    public async IAsyncEnumerable<ZipMember> MembersAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var entry in EntriesAsync(0, ZipRegion.Local, cancellationToken))
        {
            if (entry.Member is { } member)
                yield return member;
        }
    }

    /// <summary>The entries from the one on that holds a given byte of a region, the texts included, as the last.</summary>
    /// <param name="target">The byte, counted from the start of the region.</param>
    /// <param name="region">The region.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    internal async IAsyncEnumerable<ZipEntry> EntriesAsync(
        long target, ZipRegion region, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var first = true;
        var amongMembers = target < (region is ZipRegion.Local ? _trailer.LocalEnd : _trailer.CentralEnd);
        for (var i = amongMembers ? _top.Find(target, region) : _top.Count; i < _top.Count; i++)
        {
            var index = new ManifestIndex(await ReadAsync(_top[i], cancellationToken));
            for (var j = first ? index.Find(target, region) : 0; j < index.Count; j++)
            {
                first = false;
                var block = await ReadAsync(index[j], cancellationToken);
                var (local, central, position) = (index[j].LocalOffset, index[j].CentralOffset, 0);
                while (position < block.Length)
                {
                    var member = ManifestFormat.ReadMember(block.Span, ref position, _trailer.Version);
                    var entry = new ZipEntry(
                        member.Name, member.Length, member.Crc32, local, central, member, _trailer.HasTimestamps);
                    (local, central) = (entry.LocalEnd, entry.CentralEnd);
                    if ((region is ZipRegion.Local ? local : central) > target)
                        yield return entry;
                }
            }
        }

        foreach (var text in _texts)
        {
            if ((region is ZipRegion.Local ? text.LocalEnd : text.CentralEnd) > target)
                yield return text;
        }
    }

    /// <summary>Reads a text from <paramref name="offset"/> on, up to the end of a chunk of it.</summary>
    internal async ValueTask<ReadOnlyMemory<byte>> ReadTextAsync(StoredText text, long offset, CancellationToken cancellationToken)
    {
        var chunk = offset / ManifestFormat.TextChunk;
        var start = chunk * ManifestFormat.TextChunk;
        var length = (int)Math.Min(ManifestFormat.TextChunk, text.Length - start);
        var position = await ReadAsync(text.ChunkList + (chunk * 8), 8, cancellationToken);
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
