using ServerlessOrders.Client.Api;

namespace ServerlessOrders.Client.Fetch;

/// <summary>A file that is to be in the folder.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its name in the folder.</param>
/// <param name="Original">Its name as the order has it.</param>
/// <param name="Size">Its bytes; null if unknown.</param>
/// <param name="Digest">What its content is verified by, in lower-case hex; null if there is nothing but its size. See <see cref="ContentDigest"/>.</param>
internal sealed record PlannedFile(long Id, string Name, string Original, long? Size, string? Digest)
{
    /// <summary>A file of an order under a name.</summary>
    public static PlannedFile Of(OrderFile file, SafeNames names) => new(
        file.Id, names.Next(file.Filename), file.Filename, file.Filesize,
        ContentDigest.CanVerify(file.DigestAlgorithm, file.Checksum) ? file.Checksum!.ToLowerInvariant() : file.Crc32?.ToLowerInvariant());
}
