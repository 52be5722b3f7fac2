using System.Buffers.Binary;

namespace ServerlessOrders.Downloads.Zip;

/// <summary>Where a block of a manifest lies and where in the ZIP its first entry stands.</summary>
/// <param name="LocalOffset">Where the first entry's local header starts in the ZIP.</param>
/// <param name="CentralOffset">Where its central entry starts in the central directory.</param>
/// <param name="Position">Where the block starts in the manifest.</param>
/// <param name="Length">Length of the block in bytes.</param>
internal readonly record struct ManifestBlock(long LocalOffset, long CentralOffset, long Position, int Length);

/// <summary>A list of blocks in ascending order, read in place: 28 bytes each, so that it can be searched by halving.</summary>
internal readonly struct ManifestIndex(ReadOnlyMemory<byte> bytes)
{
    public const int EntryLength = 28;

    public int Count => bytes.Length / EntryLength;

    public ManifestBlock this[int index]
    {
        get
        {
            var entry = bytes.Span.Slice(index * EntryLength, EntryLength);
            return new ManifestBlock(
                BinaryPrimitives.ReadInt64LittleEndian(entry),
                BinaryPrimitives.ReadInt64LittleEndian(entry[8..]),
                BinaryPrimitives.ReadInt64LittleEndian(entry[16..]),
                BinaryPrimitives.ReadInt32LittleEndian(entry[24..]));
        }
    }

    public static byte[] Write(IReadOnlyList<ManifestBlock> blocks)
    {
        var bytes = new byte[blocks.Count * EntryLength];
        for (var i = 0; i < blocks.Count; i++)
        {
            var entry = bytes.AsSpan(i * EntryLength);
            BinaryPrimitives.WriteInt64LittleEndian(entry, blocks[i].LocalOffset);
            BinaryPrimitives.WriteInt64LittleEndian(entry[8..], blocks[i].CentralOffset);
            BinaryPrimitives.WriteInt64LittleEndian(entry[16..], blocks[i].Position);
            BinaryPrimitives.WriteInt32LittleEndian(entry[24..], blocks[i].Length);
        }

        return bytes;
    }

    /// <summary>The last block that starts at or before the target; the first if none does.</summary>
    public int Find(long target, ZipRegion region)
    {
        int low = 0, high = Count - 1;
        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            var start = region is ZipRegion.Local ? this[middle].LocalOffset : this[middle].CentralOffset;
            if (start <= target)
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }
}

/// <summary>The two parts of a ZIP that follow the order of its entries.</summary>
internal enum ZipRegion
{
    /// <summary>Local headers and contents.</summary>
    Local,

    /// <summary>The central directory.</summary>
    Central,
}
