namespace ServerlessOrders.Downloads.Zip;

/// <summary>
/// How long each part of a stored ZIP is (APPNOTE 6.3.10). Nothing here depends on content, so the length of a ZIP and the
/// place of every byte in it are known before one is read.
/// </summary>
/// <remarks>
/// The parts, in order: for each entry a local header and its content (method 0: as it is), with CRC-32 and sizes in the
/// header and no data descriptor; one central entry each; the end record, which ZIP64 precedes by a record and a locator.
/// Both headers carry the extended time stamp (0x5455, the instant in UTC): the time of 4.4.6 has no zone, and unpackers take it
/// for local time. ZIPs of the first format of manifests (<see cref="ManifestFormat"/>) have none.
/// A 32-bit field holding 0xFFFFFFFF (16-bit: 0xFFFF) means "see ZIP64", so these very values need ZIP64 too.
/// </remarks>
internal static class ZipLayout
{
    /// <summary>The value of a 32-bit field that refers to ZIP64; from here on ZIP64 is needed.</summary>
    public const long Zip64Threshold = 0xFFFFFFFF;

    /// <summary>The number of entries from which on ZIP64 is needed.</summary>
    public const long Zip64EntryCount = 0xFFFF;

    /// <summary>The longest name a header can hold, in UTF-8 bytes.</summary>
    public const int MaxNameLength = 0xFFFF;

    /// <summary>
    /// The field of the extended time stamp, in both headers alike: its id, its length, which times follow, and the time of the last
    /// change in 4 bytes (Info-ZIP, proginfo/extrafld.txt).
    /// </summary>
    public const int TimestampLength = 2 + 2 + 1 + 4;

    /// <summary>
    /// Local header (4.3.7): 30 + name, 9 for the extended time stamp, and 20 for both sizes in a ZIP64 field (4.5.3) if the size
    /// needs it.
    /// </summary>
    /// <param name="nameLength">Length of the name in UTF-8 bytes.</param>
    /// <param name="size">Length of the content in bytes.</param>
    /// <param name="timestamp">Whether it has the extended time stamp.</param>
    public static int LocalHeaderLength(int nameLength, long size, bool timestamp = true) =>
        30 + nameLength + (timestamp ? TimestampLength : 0) + LocalZip64Length(size);

    /// <summary>
    /// Central entry (4.3.12): 46 + name, 9 for the extended time stamp, and a ZIP64 field with just what needs it: both sizes (16),
    /// the offset (8).
    /// </summary>
    /// <param name="nameLength">Length of the name in UTF-8 bytes.</param>
    /// <param name="size">Length of the content in bytes.</param>
    /// <param name="localOffset">Where the entry's local header starts.</param>
    /// <param name="timestamp">Whether it has the extended time stamp.</param>
    public static int CentralEntryLength(int nameLength, long size, long localOffset, bool timestamp = true) =>
        46 + nameLength + (timestamp ? TimestampLength : 0) + CentralZip64Length(size, localOffset);

    /// <summary>The end: 22 (4.3.16), and 56 + 20 (4.3.14, 4.3.15) if ZIP64 is needed.</summary>
    /// <param name="entryCount">Number of entries.</param>
    /// <param name="directoryOffset">Where the central directory starts.</param>
    /// <param name="directorySize">Length of the central directory in bytes.</param>
    public static int EndLength(long entryCount, long directoryOffset, long directorySize) =>
        EndNeedsZip64(entryCount, directoryOffset, directorySize) ? 56 + 20 + 22 : 22;

    internal static bool NeedsZip64(long value) => value >= Zip64Threshold;

    internal static bool EndNeedsZip64(long entryCount, long directoryOffset, long directorySize) =>
        entryCount >= Zip64EntryCount || NeedsZip64(directoryOffset) || NeedsZip64(directorySize);

    internal static int LocalZip64Length(long size) => NeedsZip64(size) ? 4 + 8 + 8 : 0;

    internal static int CentralZip64Length(long size, long localOffset)
    {
        var fields = (NeedsZip64(size) ? 16 : 0) + (NeedsZip64(localOffset) ? 8 : 0);
        return fields == 0 ? 0 : 4 + fields;
    }
}
