using System.Buffers.Binary;
using System.Text;

namespace ServerlessOrders.Client.Fetch;

/// <summary>
/// Reads the directory of a ZIP that is not whole yet (APPNOTE 4.3.12, 4.3.16), which no library does: where each entry lies, and
/// when its content was last changed. What the service does not write (comments, compression, a directory behind 4 GiB) is not read;
/// such files are fetched by themselves.
/// </summary>
internal static class ZipDirectory
{
    private const uint EntrySignature = 0x02014b50;
    private const uint EndSignature = 0x06054b50;
    private const int EntryLength = 46;
    private const int EndLength = 22;
    private const ushort Timestamp = 0x5455;

    /// <summary>The entries in their order; null if the directory is not here, or none that is read.</summary>
    public static IReadOnlyList<ZipDirectoryEntry>? Read(PartFile part)
    {
        if (part.Size < EndLength || !part.Covers(part.Size - EndLength, part.Size)) return null;
        Span<byte> end = stackalloc byte[EndLength];
        part.Read(part.Size - EndLength, end);
        var (length, from) = (BinaryPrimitives.ReadUInt32LittleEndian(end[12..]), BinaryPrimitives.ReadUInt32LittleEndian(end[16..]));
        if (BinaryPrimitives.ReadUInt32LittleEndian(end) != EndSignature || from + (long)length > part.Size || length > int.MaxValue
            || !part.Covers(from, from + (long)length)) return null;
        var bytes = new byte[length];
        part.Read(from, bytes);
        return Read(bytes, from);
    }

    private static List<ZipDirectoryEntry>? Read(ReadOnlySpan<byte> rest, long directory)
    {
        var entries = new List<ZipDirectoryEntry>();
        while (rest.Length > 0)
        {
            if (rest.Length < EntryLength || BinaryPrimitives.ReadUInt32LittleEndian(rest) != EntrySignature) return null;
            static int U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);
            static long U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
            var (name, extra, comment) = (U16(rest, 28), U16(rest, 30), U16(rest, 32));
            if (rest.Length < EntryLength + name + extra + comment) return null;
            var isStored = U16(rest, 10) == 0 && U32(rest, 20) == U32(rest, 24);
            entries.Add(new ZipDirectoryEntry(
                Encoding.UTF8.GetString(rest.Slice(EntryLength, name)), U32(rest, 42), 0, isStored ? U32(rest, 24) : -1, (uint)U32(rest, 16),
                ModifiedIn(rest.Slice(EntryLength + name, extra))));
            rest = rest[(EntryLength + name + extra + comment)..];
        }

        // An entry ends where the next one begins.
        for (var index = 0; index < entries.Count; index++)
            entries[index] = entries[index] with { End = index + 1 < entries.Count ? entries[index + 1].Offset : directory };
        return entries;
    }

    private static DateTimeOffset? ModifiedIn(ReadOnlySpan<byte> extra)
    {
        while (extra.Length >= 4)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (length > extra.Length - 4) return null;
            if (BinaryPrimitives.ReadUInt16LittleEndian(extra) == Timestamp && length >= 5 && (extra[4] & 1) != 0)
                return DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt32LittleEndian(extra[5..]));
            extra = extra[(4 + length)..];
        }

        return null;
    }
}

/// <summary>An entry of a ZIP.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Offset">Where its local header begins.</param>
/// <param name="End">Where the next entry begins.</param>
/// <param name="Length">The bytes of its content; -1 if it is compressed.</param>
/// <param name="Crc32">CRC-32 of it.</param>
/// <param name="Modified">When it was last changed; null if that is not said.</param>
internal sealed record ZipDirectoryEntry(string Name, long Offset, long End, long Length, uint Crc32, DateTimeOffset? Modified)
{
    private const uint LocalSignature = 0x04034b50;
    private const int LocalLength = 30;

    /// <summary>Reads its content; false if it is not where the directory says.</summary>
    public bool TryRead(PartFile part, Span<byte> content)
    {
        Span<byte> header = stackalloc byte[LocalLength];
        if (End - Offset < LocalLength) return false;
        part.Read(Offset, header);
        var from = Offset + LocalLength + BinaryPrimitives.ReadUInt16LittleEndian(header[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != LocalSignature || from + content.Length > End) return false;
        part.Read(from, content);
        return true;
    }
}
