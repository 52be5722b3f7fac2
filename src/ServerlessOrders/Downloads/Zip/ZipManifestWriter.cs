using System.Security.Cryptography;
using ServerlessOrders.Naming;

namespace ServerlessOrders.Downloads.Zip;

/// <summary>
/// Writes a manifest front to back: members and notices as they come, whatever their number, in bounded memory. The same
/// calls always give the same bytes.
/// </summary>
internal sealed class ZipManifestWriter : IDisposable
{
    private readonly Stream _output;
    private readonly DateTimeOffset _timestamp;
    private readonly int _blockMembers;
    private readonly int _fanout;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private readonly List<byte> _block = [];
    private int _blockCount;
    private (long Local, long Central) _blockStart;
    private readonly List<ManifestBlock> _index = [];
    private readonly List<ManifestBlock> _top = [];

    private readonly List<ManifestText> _texts = [];
    private readonly ManifestText _notice;

    private long _position;
    private long _memberCount;
    private long _localEnd;
    private long _centralEnd;

    /// <summary>Starts a manifest.</summary>
    /// <param name="output">Where it goes, written once from front to back; stays open.</param>
    /// <param name="timestamp">The time stamp of every entry whose member has none; part of the bytes, so of the ETag; whole seconds count.</param>
    public ZipManifestWriter(Stream output, DateTimeOffset timestamp)
        : this(output, timestamp, ManifestFormat.BlockMembers, ManifestFormat.Fanout)
    {
    }

    internal ZipManifestWriter(Stream output, DateTimeOffset timestamp, int blockMembers, int fanout)
    {
        _output = output;
        _timestamp = timestamp;
        _blockMembers = blockMembers;
        _fanout = fanout;
        _notice = BeginText();
    }

    /// <summary>Whether a file was left out.</summary>
    public bool HasNotice => _notice.Length > 0;

    /// <summary>Begins a text of the ZIP; which ones it holds, and under which names, is said at the end.</summary>
    public ManifestText BeginText()
    {
        var text = new ManifestText(WriteAsync);
        _texts.Add(text);
        return text;
    }

    /// <summary>Adds the next member of the ZIP.</summary>
    /// <exception cref="ArgumentException">The name is not safe (see <see cref="ZipNames"/>), or the length is negative.</exception>
    public async Task AddAsync(ZipMember member, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(member.Length);
        if (!SafeFileName.IsSafePath(member.Name))
            throw new ArgumentException($"'{member.Name}' is not a safe name for a ZIP member.", nameof(member));

        if (_blockCount == 0)
            _blockStart = (_localEnd, _centralEnd);
        var entry = new ZipEntry(member.Name, member.Length, member.Crc32, _localEnd, _centralEnd, member);
        _localEnd = checked(entry.LocalOffset + entry.LocalHeaderLength + entry.Length);
        _centralEnd = entry.CentralEnd;
        _memberCount++;
        ManifestFormat.WriteMember(_block, member);
        if (++_blockCount >= _blockMembers || _block.Count >= ManifestFormat.BlockBytes)
            await EndBlockAsync(cancellationToken);
    }

    /// <summary>Adds a line to the notice: a file that is left out, and why.</summary>
    /// <param name="name">The file's name; line breaks and other controls in it become spaces.</param>
    /// <param name="reason">Why it is left out, without a full stop.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public Task AddNoticeAsync(string name, string reason, CancellationToken cancellationToken) =>
        _notice.AppendAsync($"Failed to download file ({OneLine(name)}): {OneLine(reason)}.\n", cancellationToken);

    /// <summary>Writes what is left, the index and the totals. Nothing can be added afterwards.</summary>
    /// <param name="noticeName">The notice's name in the ZIP; not used if no notice was added.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <param name="texts">Further texts, before the notice, with their names.</param>
    /// <exception cref="ArgumentException">A name is not safe.</exception>
    public async Task<ZipManifestSummary> CompleteAsync(
        string noticeName, CancellationToken cancellationToken, params IReadOnlyList<(string Name, ManifestText Text)> texts)
    {
        await EndBlockAsync(cancellationToken);
        await EndIndexAsync(cancellationToken);

        var table = new List<byte>();
        foreach (var (name, text) in HasNotice ? [.. texts, (noticeName, _notice)] : texts)
        {
            if (!SafeFileName.IsSafePath(name))
                throw new ArgumentException($"'{name}' is not a safe name for a text of a ZIP.", nameof(texts));
            var list = await text.CompleteAsync(cancellationToken);
            ManifestFormat.WriteText(table, new StoredText(name, text.Length, text.Crc32, list));
        }

        await WriteAsync(table.ToArray(), cancellationToken);
        await WriteAsync(ManifestIndex.Write(_top), cancellationToken);

        var trailer = new ManifestTrailer(
            _timestamp, _memberCount, _localEnd, _centralEnd, 0, 0, table.Count, _top.Count, new byte[16], ManifestFormat.Version);
        _hash.AppendData(ManifestFormat.Write(trailer));
        trailer = trailer with { Hash = _hash.GetHashAndReset().AsMemory(0, 16) };
        await _output.WriteAsync(ManifestFormat.Write(trailer), cancellationToken);
        _position += ManifestFormat.TrailerLength;
        return new ZipManifestSummary(_memberCount, trailer.ETag, _position);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _hash.Dispose();
        foreach (var text in _texts) text.Dispose();
    }

    private async Task EndBlockAsync(CancellationToken cancellationToken)
    {
        if (_blockCount == 0)
            return;

        _index.Add(new ManifestBlock(_blockStart.Local, _blockStart.Central, _position, _block.Count));
        await WriteAsync(_block.ToArray(), cancellationToken);
        _block.Clear();
        _blockCount = 0;
        if (_index.Count >= _fanout)
            await EndIndexAsync(cancellationToken);
    }

    private async Task EndIndexAsync(CancellationToken cancellationToken)
    {
        if (_index.Count == 0)
            return;

        var bytes = ManifestIndex.Write(_index);
        _top.Add(_index[0] with { Position = _position, Length = bytes.Length });
        await WriteAsync(bytes, cancellationToken);
        _index.Clear();
    }

    /// <returns>Where the bytes lie.</returns>
    private async Task<long> WriteAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        var position = _position;
        _hash.AppendData(bytes);
        await _output.WriteAsync(bytes, cancellationToken);
        _position += bytes.Length;
        return position;
    }

    private static string OneLine(string text) =>
        string.Create(text.Length, text, static (target, source) =>
        {
            for (var i = 0; i < source.Length; i++)
                target[i] = char.IsControl(source[i]) || source[i] is '\u2028' or '\u2029' ? ' ' : source[i];
        });
}

/// <summary>What was written.</summary>
/// <param name="MemberCount">Number of members, without the notice.</param>
/// <param name="ETag">The strong ETag of the ZIP, quotes included.</param>
/// <param name="ManifestLength">Length of the manifest in bytes.</param>
internal sealed record ZipManifestSummary(long MemberCount, string ETag, long ManifestLength);
