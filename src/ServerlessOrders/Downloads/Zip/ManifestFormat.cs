using System.Buffers.Binary;
using System.Text;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Downloads.Zip;

/// <summary>
/// The stored form of a manifest: written front to back in one pass, read from its end by a few ranges, like a sorted table
/// with an index of two levels. All numbers are little-endian.
/// </summary>
/// <remarks>
/// <code>
/// blocks         of members, each followed at the latest after Fanout blocks by an index block that lists them;
///                chunks of the texts (notice, tag files of a bag) lie between them
/// chunk lists    per text, 8 bytes per chunk: where it starts; all but the last hold TextChunk bytes
/// texts          per text its name, length, CRC-32 and where its chunk list lies
/// top            the list of the index blocks
/// trailer        TrailerLength bytes: totals, ETag, version, magic
/// </code>
/// Version 1 stands for headers without the extended time stamp and for names without folders. Versions 1 and 2 have one text
/// at most, the notice: in place of the texts its name in UTF-8, right behind its chunk list, and length and CRC-32 in the trailer.
/// Before version 4 members have no time of their own: all entries carry that of the ZIP.
/// A ZIP that was begun with a manifest of an older version goes on as it was begun.
/// </remarks>
internal static class ManifestFormat
{
    public const int TrailerLength = 80;
    public const int TextChunk = 64 * 1024;

    /// <summary>How much of the end is read at once: all of a small manifest, the trailer and the top of any.</summary>
    public const int TailLength = 32 * 1024;

    public const int BlockMembers = 128;
    public const int BlockBytes = 32 * 1024;
    public const int Fanout = 256;

    /// <summary>The version that is written.</summary>
    public const uint Version = 4;

    private const uint WithoutTimestamps = 1;
    private const uint WithTexts = 3;
    private const uint WithTimes = 4;
    private const long Unknown = long.MinValue;
    private const ulong Magic = 0x4E414D_50495A_4F53; // "SOZIPMAN"

    public static void WriteMember(List<byte> target, ZipMember member)
    {
        Span<byte> numbers = stackalloc byte[28];
        BinaryPrimitives.WriteInt64LittleEndian(numbers, member.FileId);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[8..], member.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(numbers[16..], member.Crc32);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[20..], member.Modified?.ToUnixTimeSeconds() ?? Unknown);
        target.AddRange((ReadOnlySpan<byte>)numbers);
        WriteText(target, member.Name);
        // An external file has no container, and its address in place of the name.
        var (container, name, version) = member.Source switch
        {
            FileSource.Blob blob => (blob.Location.Container, blob.Location.Name, blob.ETag),
            FileSource.External file => ("", file.Address, file.Version),
            _ => throw new ArgumentOutOfRangeException(nameof(member), member.Source, "There is no such source."),
        };
        WriteText(target, container);
        WriteText(target, name);
        WriteText(target, version);
    }

    public static ZipMember ReadMember(ReadOnlySpan<byte> block, ref int position, uint format)
    {
        var numbers = block.Slice(position, format < WithTimes ? 20 : 28);
        position += numbers.Length;
        var modified = numbers.Length == 20 ? Unknown : BinaryPrimitives.ReadInt64LittleEndian(numbers[20..]);
        var name = ReadText(block, ref position);
        var (container, path, version) = (ReadText(block, ref position), ReadText(block, ref position), ReadText(block, ref position));
        return new ZipMember(
            BinaryPrimitives.ReadInt64LittleEndian(numbers),
            name,
            container.Length == 0 ? new FileSource.External(path, version) : new FileSource.Blob(new BlobLocation(container, path), version),
            BinaryPrimitives.ReadInt64LittleEndian(numbers[8..]),
            BinaryPrimitives.ReadUInt32LittleEndian(numbers[16..]),
            modified == Unknown ? null : DateTimeOffset.FromUnixTimeSeconds(modified));
    }

    public static void WriteText(List<byte> target, StoredText text)
    {
        WriteText(target, text.Name);
        Span<byte> numbers = stackalloc byte[20];
        BinaryPrimitives.WriteInt64LittleEndian(numbers, text.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(numbers[8..], text.Crc32);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[12..], text.ChunkList);
        target.AddRange((ReadOnlySpan<byte>)numbers);
    }

    /// <summary>The texts of a manifest, in the order of the ZIP.</summary>
    /// <param name="trailer">Its trailer.</param>
    /// <param name="bytes">What lies before its top.</param>
    /// <param name="end">Where that ends in the manifest.</param>
    public static IReadOnlyList<StoredText> ReadTexts(ManifestTrailer trailer, ReadOnlySpan<byte> bytes, long end)
    {
        if (trailer.Version < WithTexts)
        {
            var list = end - trailer.TextsLength - (ChunkCount(trailer.NoticeLength) * 8);
            return trailer.NoticeLength == 0 ? [] : [new StoredText(Encoding.UTF8.GetString(bytes), trailer.NoticeLength, trailer.NoticeCrc32, list)];
        }

        var texts = new List<StoredText>();
        for (var position = 0; position < bytes.Length; position += 20)
        {
            var name = ReadText(bytes, ref position);
            var numbers = bytes[position..];
            texts.Add(new StoredText(
                name,
                BinaryPrimitives.ReadInt64LittleEndian(numbers),
                BinaryPrimitives.ReadUInt32LittleEndian(numbers[8..]),
                BinaryPrimitives.ReadInt64LittleEndian(numbers[12..])));
        }

        return texts;
    }

    public static byte[] Write(ManifestTrailer trailer)
    {
        var bytes = new byte[TrailerLength];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, trailer.Timestamp.ToUnixTimeSeconds());
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), trailer.MemberCount);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), trailer.LocalEnd);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(24), trailer.CentralEnd);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(32), trailer.NoticeLength);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(40), trailer.NoticeCrc32);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(44), trailer.TextsLength);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(48), trailer.TopCount);
        trailer.Hash.CopyTo(bytes.AsMemory(52));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(68), trailer.Version);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(72), Magic);
        return bytes;
    }

    /// <exception cref="InvalidDataException">These bytes do not end a manifest of this version.</exception>
    public static ManifestTrailer ReadTrailer(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != TrailerLength || BinaryPrimitives.ReadUInt64LittleEndian(bytes[72..]) != Magic)
            throw new InvalidDataException("This is not the manifest of a ZIP.");
        var version = BinaryPrimitives.ReadUInt32LittleEndian(bytes[68..]);
        if (version is < WithoutTimestamps or > Version)
            throw new InvalidDataException($"The manifest has version {version}; this release reads versions {WithoutTimestamps} to {Version}.");

        return new ManifestTrailer(
            DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64LittleEndian(bytes)),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[40..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[44..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[48..]),
            bytes.Slice(52, 16).ToArray(),
            version);
    }

    private static long ChunkCount(long length) => (length + TextChunk - 1) / TextChunk;

    private static void WriteText(List<byte> target, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(length, checked((ushort)bytes.Length));
        target.AddRange((ReadOnlySpan<byte>)length);
        target.AddRange(bytes);
    }

    private static string ReadText(ReadOnlySpan<byte> block, ref int position)
    {
        var length = BinaryPrimitives.ReadUInt16LittleEndian(block[position..]);
        var text = Encoding.UTF8.GetString(block.Slice(position + 2, length));
        position += 2 + length;
        return text;
    }
}

/// <summary>The totals at the end of a manifest.</summary>
/// <param name="Timestamp">The time stamp of every entry that has none of its own.</param>
/// <param name="MemberCount">Number of members, without the texts.</param>
/// <param name="LocalEnd">Bytes of all members with their local headers.</param>
/// <param name="CentralEnd">Bytes of all members' central entries.</param>
/// <param name="NoticeLength">Before version 3, bytes of the notice; 0 if there is none.</param>
/// <param name="NoticeCrc32">Before version 3, CRC-32 of the notice.</param>
/// <param name="TextsLength">Length of the table of texts; before version 3, of the notice's name in UTF-8.</param>
/// <param name="TopCount">Number of index blocks.</param>
/// <param name="Hash">The first 16 bytes of the SHA-256 of all bytes before it.</param>
/// <param name="Version">The version of the format.</param>
internal sealed record ManifestTrailer(
    DateTimeOffset Timestamp,
    long MemberCount,
    long LocalEnd,
    long CentralEnd,
    long NoticeLength,
    uint NoticeCrc32,
    int TextsLength,
    int TopCount,
    ReadOnlyMemory<byte> Hash,
    uint Version)
{
    /// <summary>Whether the headers carry the extended time stamp.</summary>
    public bool HasTimestamps => Version > 1;

    /// <summary>A strong ETag: another manifest has another one.</summary>
    public string ETag => $"\"{Convert.ToHexStringLower(Hash.Span)}\"";
}

/// <summary>A text of a manifest.</summary>
/// <param name="Name">Its name in the ZIP.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Crc32">CRC-32 of them.</param>
/// <param name="ChunkList">Where the list of its chunks lies in the manifest.</param>
internal sealed record StoredText(string Name, long Length, uint Crc32, long ChunkList);
