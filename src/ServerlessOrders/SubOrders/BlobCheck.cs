namespace ServerlessOrders.SubOrders;

/// <summary>What the verification of one version of a blob found.</summary>
/// <param name="Location">The blob, as <c>container/name</c>.</param>
/// <param name="ETag">The version.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Crc32">CRC-32 of its bytes.</param>
/// <param name="DigestAlgorithm">Of the checksum below; null if none was computed.</param>
/// <param name="Checksum">Lower-case hex.</param>
/// <param name="Sha256">SHA-256 in lower-case hex, if the checksum is of another algorithm; null if it was not computed.</param>
internal sealed record BlobCheck(
    string Location, string ETag, long Length, uint Crc32, string? DigestAlgorithm, string? Checksum, string? Sha256 = null);
