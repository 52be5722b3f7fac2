using System.IO.Hashing;
using ServerlessOrders.Outbound;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Downloads.Zip;

/// <summary>
/// The content of a member from an offset up to an end, straight from its blob. Passing from its first byte to its last, its CRC-32 is
/// checked before the last piece is handed out: the check costs next to nothing beside the network, and a blob that rotted
/// or was swapped under its ETag must break the ZIP rather than end up in it.
/// </summary>
internal sealed class MemberBytes : IZipBytes
{
    private readonly ZipMember _member;
    private readonly Stream _content;
    private readonly Crc32? _crc;
    private readonly CancellationToken _cancellationToken;
    private long _rest;

    private MemberBytes(ZipMember member, Stream content, long offset, long end, CancellationToken cancellationToken)
    {
        _member = member;
        _content = content;
        _cancellationToken = cancellationToken;
        _rest = end - offset;
        _crc = offset == 0 && end == member.Length ? new Crc32() : null;
    }

    /// <exception cref="ZipMemberUnreadableException">The blob is gone, changed or offline.</exception>
    public static async Task<MemberBytes> OpenAsync(
        IMemberSource source, ZipMember member, long offset, long end, CancellationToken cancellationToken)
    {
        var read = await OpenReadAsync(source, member, offset, end - offset, cancellationToken);
        if (read is not { Status: ArchiveReadStatus.Opened, Content: { } content })
            throw new ZipMemberUnreadableException(member, Reason(read.Status));
        if (read.Blob is { } blob && blob.Length != member.Length)
        {
            await content.DisposeAsync();
            throw new ZipMemberUnreadableException(member, UnreadableReason.Changed);
        }

        return new MemberBytes(member, content, offset, end, cancellationToken);
    }

    /// <exception cref="ZipMemberUnreadableException">The content ended early or is corrupt, or its host broke off.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        if (_rest == 0)
            return 0;
        if (buffer.Length > _rest)
            buffer = buffer[..(int)_rest];

        var count = await ReadContentAsync(buffer);
        if (count == 0)
            throw new ZipMemberUnreadableException(_member, UnreadableReason.Truncated);
        _rest -= count;
        _crc?.Append(buffer.Span[..count]);
        if (_rest == 0 && _crc is not null && _crc.GetCurrentHashAsUInt32() != _member.Crc32)
            throw new ZipMemberUnreadableException(_member, UnreadableReason.Corrupt);
        return count;
    }

    public ValueTask DisposeAsync() => _content.DisposeAsync();

    private async ValueTask<int> ReadContentAsync(Memory<byte> buffer)
    {
        try
        {
            return await _content.ReadAsync(buffer, _cancellationToken);
        }
        catch (ExternalFileException fault)
        {
            throw new ZipMemberUnreadableException(_member, fault);
        }
    }

    private static async Task<ArchiveRead> OpenReadAsync(
        IMemberSource source, ZipMember member, long offset, long length, CancellationToken cancellationToken)
    {
        try
        {
            return await source.OpenAsync(member, offset, length, cancellationToken);
        }
        catch (ExternalFileException fault)
        {
            throw new ZipMemberUnreadableException(member, fault);
        }
    }

    private static UnreadableReason Reason(ArchiveReadStatus status) => status switch
    {
        ArchiveReadStatus.Changed => UnreadableReason.Changed,
        ArchiveReadStatus.NotOnline => UnreadableReason.NotOnline,
        _ => UnreadableReason.Missing,
    };
}
