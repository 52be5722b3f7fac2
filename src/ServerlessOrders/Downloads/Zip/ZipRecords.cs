using System.Buffers.Binary;
using System.Text;

namespace ServerlessOrders.Downloads.Zip;

/// <summary>Writes the records of a ZIP, of exactly the lengths that <see cref="ZipLayout"/> tells. All numbers are little-endian.</summary>
internal static class ZipRecords
{
    private const ushort Utf8Names = 0x0800;
    private const ushort VersionStored = 20;
    private const ushort VersionZip64 = 45;

    /// <summary>Made on Unix (3), by a writer of version 4.5: only then do unpackers take the permissions below.</summary>
    private const ushort MadeBy = (3 << 8) | VersionZip64;

    /// <summary>A regular file, rw-r--r--.</summary>
    private const uint UnixAttributes = (0x8000u | 0x1A4u) << 16;

    /// <summary>The local header (APPNOTE 4.3.7).</summary>
    public static byte[] LocalHeader(ZipEntry entry, DateTimeOffset time)
    {
        var bytes = new byte[entry.LocalHeaderLength];
        var zip64 = ZipLayout.LocalZip64Length(entry.Length);
        var writer = new Writer(bytes);
        writer.U32(0x04034b50);
        writer.U16(zip64 > 0 ? VersionZip64 : VersionStored);
        Common(ref writer, entry, time);
        writer.U16((ushort)(TimestampLength(entry) + zip64));
        writer.Text(entry.Name);
        Timestamp(ref writer, entry, time);
        if (zip64 > 0)
        {
            writer.U16(0x0001);
            writer.U16((ushort)(zip64 - 4));
            writer.U64(entry.Length);
            writer.U64(entry.Length);
        }

        return bytes;
    }

    /// <summary>Writes the entry of the central directory (APPNOTE 4.3.12) to the start of <paramref name="target"/>.</summary>
    public static void CentralEntry(Span<byte> target, ZipEntry entry, DateTimeOffset time)
    {
        var zip64 = ZipLayout.CentralZip64Length(entry.Length, entry.LocalOffset);
        var writer = new Writer(target);
        writer.U32(0x02014b50);
        writer.U16(MadeBy);
        writer.U16(zip64 > 0 ? VersionZip64 : VersionStored);
        Common(ref writer, entry, time);
        writer.U16((ushort)(TimestampLength(entry) + zip64));
        writer.U16(0); // comment
        writer.U16(0); // disk
        writer.U16(0); // internal attributes
        writer.U32(UnixAttributes);
        writer.Capped32(entry.LocalOffset);
        writer.Text(entry.Name);
        Timestamp(ref writer, entry, time);
        if (zip64 > 0)
        {
            writer.U16(0x0001);
            writer.U16((ushort)(zip64 - 4));
            if (ZipLayout.NeedsZip64(entry.Length))
            {
                writer.U64(entry.Length);
                writer.U64(entry.Length);
            }

            if (ZipLayout.NeedsZip64(entry.LocalOffset))
                writer.U64(entry.LocalOffset);
        }
    }

    /// <summary>The end of the ZIP (APPNOTE 4.3.14 to 4.3.16).</summary>
    public static byte[] End(long entryCount, long directoryOffset, long directorySize)
    {
        var bytes = new byte[ZipLayout.EndLength(entryCount, directoryOffset, directorySize)];
        var writer = new Writer(bytes);
        if (ZipLayout.EndNeedsZip64(entryCount, directoryOffset, directorySize))
        {
            writer.U32(0x06064b50);
            writer.U64(56 - 12); // the record's length without this field and its signature
            writer.U16(MadeBy);
            writer.U16(VersionZip64);
            writer.U32(0); // this disk
            writer.U32(0); // disk of the directory
            writer.U64(entryCount);
            writer.U64(entryCount);
            writer.U64(directorySize);
            writer.U64(directoryOffset);

            writer.U32(0x07064b50);
            writer.U32(0); // disk of the record above
            writer.U64(directoryOffset + directorySize);
            writer.U32(1); // number of disks
        }

        var count = (ushort)Math.Min(entryCount, ZipLayout.Zip64EntryCount);
        writer.U32(0x06054b50);
        writer.U16(0);
        writer.U16(0);
        writer.U16(count);
        writer.U16(count);
        writer.Capped32(directorySize);
        writer.Capped32(directoryOffset);
        writer.U16(0); // comment
        return bytes;
    }

    /// <summary>What local header and central entry share, from the flags to the length of the name.</summary>
    private static void Common(ref Writer writer, ZipEntry entry, DateTimeOffset time)
    {
        var (date, clock) = DosTime.From(time);
        writer.U16(Utf8Names);
        writer.U16(0); // method: stored
        writer.U16(clock);
        writer.U16(date);
        writer.U32(entry.Crc32);
        writer.Capped32(entry.Length);
        writer.Capped32(entry.Length);
        writer.U16((ushort)entry.NameLength);
    }

    private static int TimestampLength(ZipEntry entry) => entry.HasTimestamp ? ZipLayout.TimestampLength : 0;

    /// <summary>The extended time stamp: the last change in seconds since 1970, which readers take as a signed number.</summary>
    private static void Timestamp(ref Writer writer, ZipEntry entry, DateTimeOffset time)
    {
        if (!entry.HasTimestamp) return;
        writer.U16(0x5455);
        writer.U16(ZipLayout.TimestampLength - 4);
        writer.U8(1); // of the three times only that of the last change
        writer.U32((uint)Math.Clamp(time.ToUnixTimeSeconds(), 0, int.MaxValue));
    }

    private ref struct Writer(Span<byte> target)
    {
        private Span<byte> _rest = target;

        public void U8(byte value)
        {
            _rest[0] = value;
            _rest = _rest[1..];
        }

        public void U16(ushort value)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(_rest, value);
            _rest = _rest[2..];
        }

        public void U32(uint value)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_rest, value);
            _rest = _rest[4..];
        }

        public void U64(long value)
        {
            BinaryPrimitives.WriteInt64LittleEndian(_rest, value);
            _rest = _rest[8..];
        }

        public void Capped32(long value) => U32((uint)Math.Min(value, ZipLayout.Zip64Threshold));

        public void Text(string text) => _rest = _rest[Encoding.UTF8.GetBytes(text, _rest)..];
    }
}
