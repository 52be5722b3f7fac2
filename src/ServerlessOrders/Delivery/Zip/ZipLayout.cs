namespace ServerlessOrders.Delivery.Zip;

/// <summary>
/// How long each part of a stored ZIP is (APPNOTE 6.3.10). Nothing here depends on content, so the length of a ZIP and the
/// place of every byte in it are known before one is read.
/// </summary>
/// <remarks>
/// The parts, in order: for each entry a local header and its content (method 0: as it is), with CRC-32 and sizes in the
/// header and no data descriptor; one central entry each; the end record, which ZIP64 precedes by a record and a locator.
/// A 32-bit field holding 0xFFFFFFFF (16-bit: 0xFFFF) means "see ZIP64", so these very values need ZIP64 too.
/// </remarks>
public static class ZipLayout
{
    /// <summary>The value of a 32-bit field that refers to ZIP64; from here on ZIP64 is needed.</summary>
    public const long Zip64Threshold = 0xFFFFFFFF;

    /// <summary>The number of entries from which on ZIP64 is needed.</summary>
    public const long Zip64EntryCount = 0xFFFF;

    /// <summary>The longest name a header can hold, in UTF-8 bytes.</summary>
    public const int MaxNameLength = 0xFFFF;

    /// <summary>Local header (4.3.7): 30 + name, and 20 for both sizes in a ZIP64 field (4.5.3) where the size needs it.</summary>
    /// <param name="nameLength">Length of the name in UTF-8 bytes.</param>
    /// <param name="size">Length of the content in bytes.</param>
    public static int LocalHeaderLength(int nameLength, long size) => 30 + nameLength + LocalExtraLength(size);

    /// <summary>
    /// Central entry (4.3.12): 46 + name, and a ZIP64 field with just what needs it: both sizes (16), the offset (8).
    /// </summary>
    /// <param name="nameLength">Length of the name in UTF-8 bytes.</param>
    /// <param name="size">Length of the content in bytes.</param>
    /// <param name="localOffset">Where the entry's local header starts.</param>
    public static int CentralEntryLength(int nameLength, long size, long localOffset) =>
        46 + nameLength + CentralExtraLength(size, localOffset);

    /// <summary>The end: 22 (4.3.16), and 56 + 20 (4.3.14, 4.3.15) where ZIP64 is needed.</summary>
    /// <param name="entryCount">Number of entries.</param>
    /// <param name="directoryOffset">Where the central directory starts.</param>
    /// <param name="directorySize">Length of the central directory in bytes.</param>
    public static int EndLength(long entryCount, long directoryOffset, long directorySize) =>
        EndNeedsZip64(entryCount, directoryOffset, directorySize) ? 56 + 20 + 22 : 22;

    internal static bool NeedsZip64(long value) => value >= Zip64Threshold;

    internal static bool EndNeedsZip64(long entryCount, long directoryOffset, long directorySize) =>
        entryCount >= Zip64EntryCount || NeedsZip64(directoryOffset) || NeedsZip64(directorySize);

    internal static int LocalExtraLength(long size) => NeedsZip64(size) ? 4 + 8 + 8 : 0;

    internal static int CentralExtraLength(long size, long localOffset)
    {
        var fields = (NeedsZip64(size) ? 16 : 0) + (NeedsZip64(localOffset) ? 8 : 0);
        return fields == 0 ? 0 : 4 + fields;
    }
}
