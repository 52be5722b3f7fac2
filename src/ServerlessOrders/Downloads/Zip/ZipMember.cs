using ServerlessOrders.Storage;

namespace ServerlessOrders.Downloads.Zip;

/// <summary>One file of a ZIP: under which name it stands there and which blob, in which version, its bytes come from.</summary>
/// <param name="FileId">The file's id (order id x 2^22 + position), so that a failure leads back to its row.</param>
/// <param name="Name">The name in the ZIP, from <see cref="ZipNames"/>: safe and unique.</param>
/// <param name="Location">The blob.</param>
/// <param name="ETag">The version of the blob whose length and CRC-32 these are, quotes included.</param>
/// <param name="Length">The blob's length in bytes.</param>
/// <param name="Crc32">The CRC-32 of the blob's content.</param>
public sealed record ZipMember(long FileId, string Name, BlobLocation Location, string ETag, long Length, uint Crc32);
