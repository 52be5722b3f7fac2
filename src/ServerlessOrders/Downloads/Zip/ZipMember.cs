using ServerlessOrders.Naming;

namespace ServerlessOrders.Downloads.Zip;

/// <summary>One file of a ZIP: under which name it stands there, and where its bytes come from.</summary>
/// <param name="FileId">The file's id (order id x 2^22 + position), so that a failure leads back to its row.</param>
/// <param name="Name">The name in the ZIP, from <see cref="ZipNames"/>: safe and unique.</param>
/// <param name="Source">Where the bytes are, in the version whose length and CRC-32 these are.</param>
/// <param name="Length">Length in bytes.</param>
/// <param name="Crc32">The CRC-32 of the content.</param>
/// <param name="Modified">When the content was last changed, in whole seconds; null if nobody knows.</param>
internal sealed record ZipMember(long FileId, string Name, FileSource Source, long Length, uint Crc32, DateTimeOffset? Modified = null);
