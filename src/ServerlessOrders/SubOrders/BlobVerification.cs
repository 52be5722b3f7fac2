using System.Buffers;
using System.Globalization;
using System.IO.Hashing;
using System.Security.Cryptography;
using ServerlessOrders.Storage;

namespace ServerlessOrders.SubOrders;

/// <summary>
/// Verifies that a file's blob is there, readable, of the right size and checksum, and computes its CRC-32 for the ZIP, reading
/// the blob once. Every file gets a SHA-256 on the way, which a bag needs. What was found is remembered per version of the
/// blob, and then only its properties are asked for.
/// </summary>
/// <remarks>
/// A large blob is read in segments; if the time of one run does not suffice, the next goes on behind the last segment. A
/// checksum cannot be continued so: a file that has one gets <see cref="ChecksumGrace"/> more. A blob too large for that too has
/// its MD5 compared with the one that storage knows; another algorithm is then not verified.
/// </remarks>
internal sealed class BlobVerification
{
    /// <summary>How long after its deadline a run goes on with a blob whose checksum is to be verified.</summary>
    public static readonly TimeSpan ChecksumGrace = TimeSpan.FromMinutes(3);

    /// <summary>Up to this length a blob whose SHA-256 was not found by an earlier release is read once more.</summary>
    private const long MaxReadAgainBytes = 1024L * 1024 * 1024;

    private const int DefaultSegmentBytes = 64 * 1024 * 1024;
    private const int BufferBytes = 128 * 1024;
    private const int MinBufferBytes = 4 * 1024;

    private readonly IArchive _archive;
    private readonly TimeProvider _time;
    private readonly int _segmentBytes;

    /// <summary>Verifies the blobs of an archive.</summary>
    public BlobVerification(IArchive archive, TimeProvider time)
        : this(archive, time, DefaultSegmentBytes)
    {
    }

    internal BlobVerification(IArchive archive, TimeProvider time, int segmentBytes) =>
        (_archive, _time, _segmentBytes) = (archive, time, segmentBytes);

    /// <summary>Verifies a PENDING file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="known">What an earlier verification found, or null.</param>
    /// <param name="deadline">When to stop in the middle of a large blob.</param>
    /// <param name="cancellationToken">Stops the reading; the file then stays as it was.</param>
    /// <param name="seen">The blob as somebody has just seen it; null to look at it.</param>
    public async Task<BlobOutcome> VerifyAsync(
        OrderFile file, BlobCheck? known, DateTimeOffset deadline, CancellationToken cancellationToken, ArchivedBlob? seen = null)
    {
        var location = BlobLocation.Parse(file.Href);
        if (seen is { Readability: not Readability.Online }) return await AwaitAsync(file, location, seen, cancellationToken);
        if (known is not null && known.Location == file.Href
            && (known.Sha256 is not null || known.DigestAlgorithm == DigestAlgorithm.Sha256.Name || known.Length > MaxReadAgainBytes))
        {
            var blob = seen ?? await _archive.FindAsync(location, cancellationToken);
            if (blob is not { Readability: Readability.Online }) return await AwaitAsync(file, location, blob, cancellationToken);
            if (blob.ETag == known.ETag && (file.DigestAlgorithm is null || file.DigestAlgorithm == known.DigestAlgorithm))
                return Conclude(file, blob, known, null);
        }

        var until = file.Checksum is null ? deadline : deadline + ChecksumGrace;
        return await ReadAsync(file, location, until, cancellationToken);
    }

    private async Task<BlobOutcome> ReadAsync(
        OrderFile file, BlobLocation location, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        var algorithm = file.DigestAlgorithm is { } name ? DigestAlgorithm.Find(name) : DigestAlgorithm.Sha256;
        using var hash = file.VerifiedBytes == 0 && algorithm is not null ? IncrementalHash.CreateHash(algorithm.Hash) : null;
        using var sha256 = file.VerifiedBytes == 0 && algorithm != DigestAlgorithm.Sha256 ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
        var crc = file.VerifiedCrc32;
        var position = file.VerifiedBytes;
        // Borrowed: 100,000 small files would leave 12 GB of garbage behind.
        using var borrowed = MemoryPool<byte>.Shared.Rent((int)Math.Clamp(file.Size ?? BufferBytes, MinBufferBytes, BufferBytes));
        var buffer = borrowed.Memory;
        ArchivedBlob? seen = null;
        while (seen is null || position < seen.Length)
        {
            if (seen is not null && _time.GetUtcNow() >= deadline)
            {
                // A file that is begun again each time would never end: keep how far it is.
                return new BlobOutcome(
                    file with { VerifiedBytes = position, VerifiedCrc32 = crc, BlobETag = seen.ETag }, Changed: true, false, null);
            }

            // The first request of a small file needs no range: most files are read by one request.
            long? length = file.Size is { } size && size <= _segmentBytes && position == 0 ? null : _segmentBytes;
            var etag = seen?.ETag ?? (position > 0 ? file.BlobETag : null);
            var read = await _archive.OpenReadAsync(location, etag, position, length, cancellationToken);
            if (read.Status == ArchiveReadStatus.Changed && position > 0)
                return await ReadAsync(file with { VerifiedBytes = 0, VerifiedCrc32 = 0 }, location, deadline, cancellationToken);
            if (read.Status != ArchiveReadStatus.Opened)
            {
                var blob = read.Status == ArchiveReadStatus.Missing ? null : await _archive.FindAsync(location, cancellationToken);
                // Storage refuses any range of an empty blob.
                if (blob is not { Length: 0, Readability: Readability.Online } || file.Size > 0)
                    return await AwaitAsync(file, location, blob, cancellationToken);
                seen = blob;
                continue;
            }

            seen ??= read.Blob!;
            await using var content = read.Content!;
            // A wrong size needs no reading.
            if (file.Size is { } expected && expected != seen.Length) return BlobOutcome.Failed(file, WrongSize(seen.Length, expected));

            var segment = new Crc32();
            long bytes = 0;
            for (int count; (count = await content.ReadAsync(buffer, cancellationToken)) > 0; bytes += count)
            {
                segment.Append(buffer.Span[..count]);
                hash?.AppendData(buffer.Span[..count]);
                sha256?.AppendData(buffer.Span[..count]);
            }

            if (bytes == 0 && position < seen.Length) throw new EndOfStreamException($"Blob {location} ended at byte {position}.");
            crc = Crc32Combination.Combine(crc, segment.GetCurrentHashAsUInt32(), bytes);
            position += bytes;
        }

        var found = sha256 is null ? null : Convert.ToHexStringLower(sha256.GetHashAndReset());
        var check = hash is not null
            ? new BlobCheck(file.Href, seen.ETag, seen.Length, crc, file.DigestAlgorithm ?? algorithm!.Name, Convert.ToHexStringLower(hash.GetHashAndReset()), found)
            : new BlobCheck(file.Href, seen.ETag, seen.Length, crc, seen.ContentMd5 is null ? null : DigestAlgorithm.Md5.Name, seen.ContentMd5, found);
        return Conclude(file, seen, check, check);
    }

    private static BlobOutcome Conclude(OrderFile file, ArchivedBlob blob, BlobCheck check, BlobCheck? remember)
    {
        if (file.Size is { } size && size != check.Length) return BlobOutcome.Failed(file, WrongSize(check.Length, size));
        if (file.Checksum is not null && check.Checksum is not null && file.DigestAlgorithm == check.DigestAlgorithm
            && !string.Equals(file.Checksum, check.Checksum, StringComparison.OrdinalIgnoreCase))
        {
            return BlobOutcome.Failed(
                file, $"The file's {check.DigestAlgorithm} is {check.Checksum}, the catalog says {file.Checksum}");
        }

        var verified = file with
        {
            Size = check.Length,
            SizeFound = file.Size is null,
            Sha256 = check.Sha256,
            BlobMd5 = blob.ContentMd5,
            Crc32 = check.Crc32,
            BlobETag = check.ETag,
            BlobModified = blob.Modified,
            Checksum = file.Checksum ?? check.Checksum,
            DigestAlgorithm = file.Checksum is null ? check.DigestAlgorithm : file.DigestAlgorithm,
            ChecksumFound = file.Checksum is null && check.Checksum is not null,
        };
        return BlobOutcome.Available(verified, remember);
    }

    /// <summary>A blob that cannot be read now: asked for if nobody has, an error if it does not exist.</summary>
    private async Task<BlobOutcome> AwaitAsync(
        OrderFile file, BlobLocation location, ArchivedBlob? blob, CancellationToken cancellationToken)
    {
        if (blob is null) return BlobOutcome.Failed(file, "The file does not exist in the archive");
        if (file.Size is { } size && size != blob.Length) return BlobOutcome.Failed(file, WrongSize(blob.Length, size));
        if (blob.Readability == Readability.Archived) await _archive.RehydrateAsync(location, cancellationToken);
        return BlobOutcome.Rehydrating(file);
    }

    internal static string WrongSize(long actual, long expected) =>
        string.Create(CultureInfo.InvariantCulture, $"The file has {actual} bytes, the catalog says {expected}");
}
