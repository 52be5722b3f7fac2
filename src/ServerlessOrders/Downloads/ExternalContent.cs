using System.Buffers;
using System.IO.Hashing;
using System.Security.Cryptography;
using ServerlessOrders.Downloads.Zip;
using ServerlessOrders.Outbound;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Downloads;

/// <summary>What a ZIP must know of an external file before its first byte, learnt by reading the file once.</summary>
/// <param name="Source">The version that was read.</param>
/// <param name="Length">Length in bytes.</param>
/// <param name="Crc32">CRC-32 of the content.</param>
/// <param name="Sha256">SHA-256 of the content, in lower-case hex.</param>
internal sealed record ExternalContent(FileSource.External Source, long Length, uint Crc32, string Sha256)
{
    private const int BufferBytes = 128 * 1024;

    /// <summary>Reads a file from its host, and verifies its checksum if the catalog has one.</summary>
    /// <exception cref="ExternalFileException">Its host does not give it, or it is not what the catalog says.</exception>
    internal static async Task<ExternalContent> ReadAsync(ExternalFiles hosts, OrderFile file, CancellationToken cancellationToken)
    {
        await using var content = await hosts.OpenUnrecordedAsync(ExternalFile.Of(file), ByteSpan.All, cancellationToken);
        var crc = new Crc32();
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var algorithm = file.Checksum is null ? null : DigestAlgorithm.Find(file.DigestAlgorithm);
        using var hash = algorithm is null ? null : IncrementalHash.CreateHash(algorithm.Hash);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        var length = 0L;
        try
        {
            while (await content.ReadAsync(buffer, cancellationToken) is var count and > 0)
            {
                crc.Append(buffer.AsSpan(0, count));
                sha256.AppendData(buffer, 0, count);
                hash?.AppendData(buffer, 0, count);
                length += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (hash is not null && !Convert.ToHexString(hash.GetHashAndReset()).Equals(file.Checksum, StringComparison.OrdinalIgnoreCase))
            throw new ExternalFileException("Its content at its host does not match the checksum of the catalog");
        return new ExternalContent(
            new FileSource.External(file.Href, content.VersionOf(length)), length, crc.GetCurrentHashAsUInt32(),
            Convert.ToHexStringLower(sha256.GetHashAndReset()));
    }
}
