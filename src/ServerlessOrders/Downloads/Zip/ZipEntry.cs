namespace ServerlessOrders.Downloads.Zip;

/// <summary>An entry of the ZIP with its place in it: a member, or a text at the end.</summary>
/// <param name="Name">The name in the ZIP.</param>
/// <param name="Length">Length of the content in bytes.</param>
/// <param name="Crc32">CRC-32 of the content.</param>
/// <param name="LocalOffset">Where its local header starts in the ZIP.</param>
/// <param name="CentralOffset">Where its central entry starts, counted from the start of the central directory.</param>
/// <param name="Member">Where the content comes from; null for a text.</param>
/// <param name="HasTimestamp">Whether its headers carry the extended time stamp.</param>
/// <param name="Text">The text; null for a member.</param>
internal sealed record ZipEntry(
    string Name,
    long Length,
    uint Crc32,
    long LocalOffset,
    long CentralOffset,
    ZipMember? Member,
    bool HasTimestamp = true,
    StoredText? Text = null)
{
    /// <summary>Length of the name in UTF-8.</summary>
    public int NameLength { get; } = System.Text.Encoding.UTF8.GetByteCount(Name);

    public int LocalHeaderLength => ZipLayout.LocalHeaderLength(NameLength, Length, HasTimestamp);

    public int CentralEntryLength => ZipLayout.CentralEntryLength(NameLength, Length, LocalOffset, HasTimestamp);

    /// <summary>Where its content starts in the ZIP.</summary>
    public long ContentOffset => LocalOffset + LocalHeaderLength;

    /// <summary>Where the next entry's local header starts.</summary>
    public long LocalEnd => ContentOffset + Length;

    /// <summary>Where the next central entry starts, counted from the start of the central directory.</summary>
    public long CentralEnd => CentralOffset + CentralEntryLength;
}
